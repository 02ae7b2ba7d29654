"""Material: facts by id and their sources, of one company and of several."""

import pytest

from app.domain.material import JoinedMaterial, Material
from tests.factories import NEWS, amazon_revenue, source, walmart_revenue

OURS, THEIRS = amazon_revenue(), walmart_revenue(source="filing")
NEWS_OF_OURS, FILING = source(), source(slug="filing", kind="filing")
WHOLE = Material((OURS, THEIRS), {NEWS: NEWS_OF_OURS, "filing": FILING})
JOINED = JoinedMaterial(
    {"amazon": Material((OURS,), {NEWS: NEWS_OF_OURS}), "walmart": Material((THEIRS,), {"filing": FILING})}
)


@pytest.mark.parametrize("known", [WHOLE, JOINED], ids=["whole", "joined"])
def test_facts_are_found_by_id_as_far_as_they_are_there(known: Material) -> None:
    assert known.named({OURS.id, THEIRS.id, "nobody"}) == {OURS.id: OURS, THEIRS.id: THEIRS}
    assert known.named({"nobody"}) == {}


@pytest.mark.parametrize("known", [WHOLE, JOINED], ids=["whole", "joined"])
def test_each_fact_has_its_source(known: Material) -> None:
    assert known.source_of(OURS) == NEWS_OF_OURS
    assert known.source_of(THEIRS) == FILING
