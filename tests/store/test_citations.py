"""Citations in the store: the sources behind facts, those among them that are not at hand read."""

from typing import Any

import pytest

from app.domain.material import JoinedMaterial, Material
from app.store.citations import find_cited
from app.store.facts import find_sources_of, get_fact
from app.store.snapshot import Snapshot
from app.store.vocabulary import get_source

STATED, DERIVED = "amazon-revenue-fy2025-05b5cd9bd7", "amazon-revenue-fy2025-q4-452946759b"
NEWS, YEAR, NINE_MONTHS = "amazon-edges-past-walmart", "amazon-10-k-fy2025", "amazon-10-q-fy2025-q3"


def material(snapshot: Snapshot, *ids: str) -> Material:
    """Gather some facts."""
    facts = [get_fact(snapshot, each) for each in ids]
    return JoinedMaterial({"amazon": Material(tuple(facts), find_sources_of(snapshot, facts))})


@pytest.mark.parametrize("held", [(), (STATED,), (DERIVED,), (STATED, DERIVED)])
def test_the_sources_behind_facts_are_the_same_whatever_is_at_hand(snapshot: Snapshot, held: tuple[str, ...]) -> None:
    found = find_cited(snapshot, [DERIVED, STATED], material(snapshot, *held))

    assert [source.slug for source in found] == [YEAR, NINE_MONTHS, NEWS]


def test_what_is_at_hand_is_not_read(snapshot: Snapshot) -> None:
    known = material(snapshot, STATED)
    nowhere: Any = None
    unconnected = Snapshot(nowhere, snapshot.revision)

    assert [source.slug for source in find_cited(unconnected, [STATED], known)] == [NEWS]


def test_more_sources_are_listed_with_them_each_once(snapshot: Snapshot) -> None:
    more = [get_source(snapshot, slug) for slug in (YEAR, NEWS)]

    assert [source.slug for source in find_cited(snapshot, [STATED], material(snapshot, STATED), more)] == [YEAR, NEWS]
    assert find_cited(snapshot, [], material(snapshot)) == []
