"""What a load would make of a dataset: pairs of before and after, and the claims that would be judged otherwise."""

from dataclasses import replace

from app.domain.catalogue import Catalogue
from app.domain.difference import Rejudged, differences, rejudged
from app.domain.revision import changes
from tests.domain.claims import KNOWN, claim
from tests.factories import amazon_revenue, fact, walmart_revenue

AHEAD, BEHIND = amazon_revenue(), walmart_revenue()
BEFORE = replace(KNOWN, facts=(AHEAD, BEHIND), claims=(claim("leads"),))


def judged(pairs: list[Rejudged]) -> list[tuple[str, str | None, str | None]]:
    """Spell what would be judged otherwise."""
    return [
        (
            checked.claim.slug,
            pair.before.result if pair.before else None,
            pair.after.result if pair.after else None,
        )
        for pair in pairs
        if (checked := pair.after or pair.before)
    ]


def test_what_is_added_withdrawn_or_replaced_has_what_was_before_and_what_is_after() -> None:
    old, kept = fact(period="FY2024"), fact(period="FY2023")
    current = replace(KNOWN, facts=(old, AHEAD, kept))
    changed = amazon_revenue(printed="$718 billion")
    new = replace(KNOWN, facts=(changed, kept, BEHIND))

    found = list(differences(changes(current, new)))

    assert [(each.collection, each.before, each.after) for each in found] == [
        ("facts", old, None),
        ("facts", AHEAD, changed),
        ("facts", None, BEHIND),
    ]


def test_the_same_catalogue_differs_in_nothing() -> None:
    assert list(differences(changes(BEFORE, BEFORE))) == []
    assert rejudged(BEFORE, BEFORE) == []


def test_a_claim_that_a_new_figure_turns_is_judged_otherwise() -> None:
    after = replace(BEFORE, facts=(AHEAD, walmart_revenue(printed="$720 billion")))

    assert judged(rejudged(BEFORE, after)) == [("claim", "consistent", "inconsistent")]


def test_a_figure_that_turns_no_claim_is_passed_over() -> None:
    after = replace(BEFORE, facts=(AHEAD, walmart_revenue(printed="$700 billion")))

    assert rejudged(BEFORE, after) == []


def test_a_claim_that_comes_or_goes_has_no_result_on_the_other_side() -> None:
    other = claim("leads", slug="other", companies=("walmart", "amazon"))
    after = replace(BEFORE, claims=(other,))

    assert judged(rejudged(BEFORE, after)) == [("claim", "consistent", None), ("other", None, "inconsistent")]


def test_a_claim_is_judged_alike_with_all_facts_and_with_those_it_is_about(seed: Catalogue) -> None:
    """Facts of companies and metrics that no claim names are left out: there may be millions."""
    without_claims = replace(seed, claims=())

    turned = rejudged(without_claims, seed)

    assert len(turned) == len(seed.claims)
    assert {pair.after.result for pair in turned if pair.after} == {"consistent", "uncheckable"}
