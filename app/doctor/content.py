"""The content: whether a database can serve, is whole, says what was loaded into it, and how new that is."""

from collections.abc import Callable, Iterator
from typing import Any

from app.doctor.finding import Finding
from app.domain.errors import RivalryError
from app.domain.revision import revise
from app.packs.reader import read_packs
from app.shipped import shipped
from app.store.backup import Held
from app.store.checking import check_content, check_structure
from app.store.faults import StoreError
from app.store.loading import read_catalogue
from app.store.migrating import newest_version
from app.store.snapshot import check_readiness, open_snapshot

RESTORE = "restore a backup (`rivalry restore`), or load the packs into a new database"


def examine_content(engine: Any, held: Held, *, quick: bool) -> Iterator[Finding]:  # noqa: ANN401  the store's
    """Look at a database that can serve; `quick` leaves out what reads all of it."""
    try:
        check_readiness(engine)
    except StoreError as error:
        yield Finding.wrong("schema", str(error), None, error.exit_code)
        return
    yield Finding.ok("schema", f"{newest_version()}, this program's")
    counts = ", ".join(f"{count} {name}" for name, count in held.counts.items())
    revision = held.revision
    yield Finding.ok("revision", f"{revision.number}, made {revision.created:%Y-%m-%d %H:%M} UTC: {counts}")
    if quick:
        return
    yield _listed("structure", "the file, its indexes and references are whole", lambda: check_structure(engine))
    yield _listed("content", "every fact and statement says what its id was made of", lambda: check_content(engine))
    yield _seed(engine)


def _listed(check: str, if_none: str, look: Callable[[], list[str]]) -> Finding:
    """Say how many mistakes a check has found, and the first of them."""
    try:
        found = look()
    except StoreError as error:
        return Finding.wrong(check, str(error), None, error.exit_code)
    if not found:
        return Finding.ok(check, if_none)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Finding.wrong(check, f"{found[0]}{more}", RESTORE)


def _seed(engine: Any) -> Finding:  # noqa: ANN401  the store's
    """Tell whether the dataset holds what ships with this program; another rivalry's need not."""
    try:
        seed = read_packs([shipped("seed")])
        with open_snapshot(engine) as snapshot:
            current = read_catalogue(snapshot)
        if not {each.slug for each in seed.sources} & {each.slug for each in current.sources}:
            return Finding.ok("seed", "none of the shipped sources is loaded: this is another dataset")
        difference, _ = revise(current, seed)
    except StoreError as error:
        return Finding.wrong("seed", str(error), None, error.exit_code)
    except RivalryError as error:
        return Finding.warning("seed", f"the shipped seed does not fit: {error}", "`rivalry check` says more")
    if not difference:
        return Finding.ok("seed", "what ships with this program is loaded")
    seen = (
        f"what ships with this program differs: {difference.added_count} to add, "
        f"{difference.withdrawn_count} to withdraw, {difference.replaced} to replace"
    )
    return Finding.warning("seed", seen, "`rivalry load` loads it, if that is wanted")
