"""Mutants of the shipped seed: each is refused on the line that was changed, or known to be as good as the seed.

`make broken CASES=…` makes more of them than `make test` does.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.domain.catalogue import Catalogue
from app.domain.revision import key_of
from app.packs.mistakes import PackError
from app.packs.reader import read_packs
from tests.packs.mutants.making import KINDS, make_mutant
from tests.packs.mutants.seeded import Mutant, Right, SeedPack, Wrong, seed_packs
from tests.packs.refusing import held, is_plain, places_in, run

CASES = int(os.environ.get("BROKEN_CASES", "0"))
THROUGH_COMMANDS = 2 * len(KINDS)
"""Mutants that the commands are asked about in `make test`; more are only read, which is what both commands do."""


def write(mutant: Mutant, folder: Path) -> Path:
    """Write a mutant's files, and the tables beside it that it needs, into a folder made anew; return its pack."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for table in _pack(mutant.pack).tables:
        shutil.copyfile(table, folder / table.name)
    for name, content in mutant.files.items():
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
    pack = folder / mutant.pack
    if mutant.pack not in mutant.files:
        shutil.copyfile(_pack(mutant.pack).path, pack)
    return pack


def _pack(name: str) -> SeedPack:
    return next(pack for pack in seed_packs() if pack.name == name)


def meaning(catalogue: Catalogue) -> dict[str, dict[str, object]]:
    """Return everything that a catalogue says by its key, in no order."""
    return {each.name: {key_of(noun): noun for noun in getattr(catalogue, each.name)} for each in fields(catalogue)}


def what_is_wrong(mutant: Mutant, said: str) -> list[str]:
    """List what a refusal says that it should not, or does not say."""
    if isinstance(mutant.verdict, Right):
        return [f"refused, though it is right: {said}"]
    strange = [
        f"{file}:{line} was not changed" for file, line in places_in(said) if (file, line) not in mutant.verdict.lines
    ]
    missing = [] if mutant.verdict.says in said else [f"not said: {mutant.verdict.says}"]
    plain = [] if is_plain(said) else ["says what a terminal obeys"]
    return [*strange[:3], *missing, *plain, said[:1000]] if strange or missing or plain else []


def judged(mutant: Mutant, pack: Path, known: Catalogue) -> list[str]:
    """Read a mutant, and list what comes of it that should not."""
    try:
        read = read_packs([pack], known)
    except PackError as error:
        return what_is_wrong(mutant, str(error))
    if isinstance(mutant.verdict, Wrong):
        return ["read, though it is wrong"]
    if mutant.verdict.alike and meaning(read) != meaning(read_packs([_pack(mutant.pack).path], known)):
        return ["read as something else"]
    return []


@pytest.mark.parametrize(
    "number", range(THROUGH_COMMANDS), ids=lambda number: f"{number}-{list(KINDS)[number % len(KINDS)]}"
)
def test_a_mutant_is_refused_where_it_was_changed_and_changes_nothing(
    number: int, tmp_path: Path, names_only: Catalogue, names_url: str
) -> None:
    mutant = make_mutant(number)
    pack = write(mutant, tmp_path / "mutant")
    assert judged(mutant, pack, names_only) == []
    if isinstance(mutant.verdict, Right):
        assert run("check", pack, url=names_url).exit_code == 0
        return
    before = held(database := Path(names_url.removeprefix("sqlite:///")).parent)

    checked, loaded = (run(command, pack, url=names_url) for command in ("check", "load"))

    assert (checked.exit_code, checked.stdout, what_is_wrong(mutant, checked.stderr)) == (1, "", [])
    assert (loaded.exit_code, loaded.stdout, loaded.stderr) == (1, "", checked.stderr)
    assert held(database) == before
    assert sorted(each.name for each in pack.parent.iterdir()) == sorted({*_names(mutant)})


def _names(mutant: Mutant) -> Iterator[str]:
    yield mutant.pack
    yield from (
        name for name in (table.name for table in _pack(mutant.pack).tables) if mutant.files.get(name, b"") is not None
    )


def test_more_mutants_are_refused_or_read_as_they_should_be(tmp_path: Path, names_only: Catalogue) -> None:
    wrong: list[str] = []
    for number in range(THROUGH_COMMANDS, THROUGH_COMMANDS + max(CASES, len(KINDS))):
        mutant = make_mutant(number)
        found = judged(mutant, write(mutant, tmp_path / "mutant"), names_only)
        wrong += [f"{number} {mutant.kind} {mutant.pack}: {each}" for each in found]

    assert wrong == []
