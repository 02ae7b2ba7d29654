"""The hand-made broken packs in `broken/`: each says in its first lines what has to be said of it."""

from pathlib import Path

import pytest

from tests.packs.refusing import held, is_plain, read_expected, run, unmet

BROKEN = Path(__file__).parent / "broken"
PACKS = {path.stem: path for path in sorted(BROKEN.glob("*.toml"))} | {
    path.parent.name: path for path in sorted(BROKEN.glob("*/pack.toml"))
}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_broken_pack_is_refused_with_file_line_and_reason_and_changes_nothing(pack: Path, names_url: str) -> None:
    database = Path(names_url.removeprefix("sqlite:///")).parent
    before = held(database)
    expected = read_expected(pack)

    checked, loaded = (run(command, pack, url=names_url) for command in ("check", "load"))

    assert (checked.exit_code, checked.stdout) == (1, "")
    assert expected
    assert unmet(expected, checked.stderr, pack.parent) == []
    assert is_plain(checked.stderr)
    assert (loaded.exit_code, loaded.stdout, loaded.stderr) == (1, "", checked.stderr)
    assert held(database) == before
