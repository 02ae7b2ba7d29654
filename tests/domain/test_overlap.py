"""Overlap: which segments may share money, whichever of the two is named first."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Segment
from app.domain.overlap import overlapping, share_money
from tests.factories import segment

LINES, REGIONS = ("product-lines",), ("regions",)
STORES = segment(slug="stores", breakdowns=LINES)
ONLINE = segment(slug="online", breakdowns=LINES)
OTHER = segment(slug="other", breakdowns=LINES, overlaps=("stores",))
EUROPE = segment(slug="europe", breakdowns=REGIONS)
CLOUD = segment(slug="cloud", breakdowns=(*LINES, *REGIONS))
ADS = segment(slug="ads")
MEDIA = segment(slug="media")
LOGISTICS = segment(slug="logistics", overlaps=("ads", "online"))
GROCERY = segment(slug="grocery", within="stores")
BAKERY = segment(slug="bakery", within="grocery")
ABROAD = segment(slug="abroad", company="walmart", within="stores", overlaps=("logistics",))
EVERY = (STORES, ONLINE, OTHER, EUROPE, CLOUD, ADS, MEDIA, LOGISTICS, GROCERY, BAKERY, ABROAD)
PARENTS = {each.slug: each.within for each in EVERY}

SLUGS = ("a", "b", "c", "d", "e")
SEGMENTS = st.tuples(
    *(
        st.builds(
            segment,
            slug=st.just(slug),
            company=st.sampled_from(("amazon", "walmart")),
            within=st.sampled_from((None, *SLUGS)),
            overlaps=st.lists(st.sampled_from(SLUGS), max_size=2).map(tuple),
            breakdowns=st.lists(st.sampled_from(("x", "y")), max_size=2, unique=True).map(tuple),
        )
        for slug in SLUGS
    )
)


def pairs(found: list[tuple[Segment, Segment]]) -> list[tuple[str, str]]:
    return [(one.slug, other.slug) for one, other in found]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param(STORES, STORES, True, id="itself"),
        pytest.param(STORES, ONLINE, False, id="one breakdown"),
        pytest.param(STORES, EUROPE, True, id="two breakdowns"),
        pytest.param(CLOUD, EUROPE, False, id="one breakdown of several"),
        pytest.param(STORES, ADS, False, id="one without a breakdown"),
        pytest.param(ADS, MEDIA, False, id="both without a breakdown"),
        pytest.param(LOGISTICS, ADS, True, id="one says so"),
        pytest.param(LOGISTICS, ONLINE, True, id="one without a breakdown says so"),
        pytest.param(OTHER, STORES, True, id="one breakdown, though one says so"),
        pytest.param(STORES, GROCERY, True, id="one contains the other"),
        pytest.param(STORES, BAKERY, True, id="one contains what contains the other"),
        pytest.param(GROCERY, ONLINE, False, id="one beside what contains the other"),
        pytest.param(ABROAD, LOGISTICS, False, id="two companies, though one says so"),
        pytest.param(ABROAD, STORES, False, id="two companies, though one says that the other contains it"),
    ],
)
def test_whether_two_segments_may_share_money(one: Segment, other: Segment, *, shared: bool) -> None:
    assert share_money(one, other, PARENTS) is shared
    assert share_money(other, one, PARENTS) is shared


def test_segments_that_contain_each_other_in_a_circle_are_followed_once_round() -> None:
    parents = {"ads": "media", "media": "ads", "stores": None}

    assert share_money(ADS, MEDIA, parents)
    assert not share_money(ADS, STORES, parents)


def test_what_contains_a_segment_may_be_known_without_being_among_those_asked_about() -> None:
    asked = (BAKERY, ONLINE, STORES)

    assert pairs([*overlapping(asked, EVERY)]) == [("bakery", "stores")]
    assert pairs([*overlapping(asked, asked)]) == []


def test_each_two_are_named_once_in_the_order_given() -> None:
    asked = (EUROPE, LOGISTICS, STORES, ADS, GROCERY)

    assert pairs([*overlapping(asked, EVERY)]) == [("europe", "stores"), ("logistics", "ads"), ("stores", "grocery")]


@pytest.mark.parametrize("asked", [(), (STORES,)], ids=["none", "one"])
def test_less_than_two_segments_overlap_with_nothing(asked: tuple[Segment, ...]) -> None:
    assert [*overlapping(asked, EVERY)] == []


@given(SEGMENTS)
def test_sharing_money_is_mutual_and_every_two_that_do_are_found(drawn: tuple[Segment, ...]) -> None:
    parents = {each.slug: each.within for each in drawn}

    found = [*overlapping(drawn, drawn)]

    assert found == [(one, other) for one, other in combinations(drawn, 2) if share_money(other, one, parents)]
    assert all(one.company == other.company for one, other in found)


# The seed


@pytest.mark.parametrize("name", ["product-lines", "reportable-segments"])
def test_the_segments_of_one_breakdown_of_the_seed_share_no_money(name: str, seed: Catalogue) -> None:
    """But for the line that Amazon once called other, before it told advertising apart."""
    members = [each for each in seed.segments if name in each.breakdowns]

    found = [*overlapping(members, seed.segments)]

    assert len(members) > 5
    assert {slug for pair in pairs(found) for slug in pair} <= {
        "amazon-advertising",
        "amazon-other",
        "amazon-other-with-advertising",
    }


def test_cloud_stands_beside_both_regions_and_product_lines_which_do_not_stand_beside_each_other(
    seed: Catalogue,
) -> None:
    by_slug = {each.slug: each for each in seed.segments}
    asked = [by_slug[slug] for slug in ("aws", "amazon-international", "amazon-online-stores")]

    assert pairs([*overlapping(asked, seed.segments)]) == [("amazon-international", "amazon-online-stores")]


def test_walmart_u_s_may_share_money_with_what_its_online_business_shares_money_with(seed: Catalogue) -> None:
    by_slug = {each.slug: each for each in seed.segments}
    asked = [by_slug[slug] for slug in ("walmart-us", "walmart-advertising")]

    assert pairs([*overlapping(asked, seed.segments)]) == [("walmart-us", "walmart-advertising")]
