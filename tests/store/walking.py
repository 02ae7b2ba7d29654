"""Walking a list of the store as its readers do."""

from app.domain.catalogue import Fact
from app.store.facts import FactFilter, Order, get_fact
from app.store.pages import find_places
from app.store.paging import Key
from app.store.snapshot import Snapshot


def find_facts(snapshot: Snapshot, wanted: FactFilter, order: Order, *, after: Key | None, limit: int) -> list[Fact]:
    """Read the facts whose places are listed."""
    return [
        get_fact(snapshot, place.key[1]) for place in find_places(snapshot, wanted, order, after=after, limit=limit)
    ]


def walk_facts(snapshot: Snapshot, wanted: FactFilter, order: Order, limit: int, *, most: int) -> list[Fact]:
    """Read page after page, each from behind the last fact of the one before; there are at most so many facts."""
    walked: list[Fact] = []
    after: Key | None = None
    while True:
        page = find_places(snapshot, wanted, order, after=after, limit=limit)
        walked += [get_fact(snapshot, place.key[1]) for place in page[:limit]]
        assert len(walked) <= most, "the walk goes in circles"
        if len(page) <= limit:
            return walked
        assert len(page) == limit + 1
        after = page[limit - 1].key
