"""Walking a list of the store as its readers do."""

from app.domain.catalogue import Fact
from app.store.facts import FactFilter, Order, find_facts
from app.store.paging import Key
from app.store.snapshot import Snapshot


def walk_facts(snapshot: Snapshot, wanted: FactFilter, order: Order, limit: int, *, most: int) -> list[Fact]:
    """Read page after page, each from behind the last fact of the one before; there are at most so many facts."""
    walked: list[Fact] = []
    after: Key | None = None
    while True:
        page = find_facts(snapshot, wanted, order, after=after, limit=limit)
        walked += page[:limit]
        assert len(walked) <= most, "the walk goes in circles"
        if len(page) <= limit:
            return walked
        assert len(page) == limit + 1
        after = order.key_of(page[limit - 1])
