"""Revisions: what a load adds and withdraws, and what it leaves alone."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Claim, Statement
from app.domain.revision import OF_A_SOURCE, changes, merged, misfits
from tests.factories import (
    AMAZON,
    NEWS,
    REVENUE,
    TARGET,
    WALMART,
    amazon_revenue,
    catalogue,
    fact,
    metric,
    source,
    walmart_revenue,
)

FILING = source(slug="filing", kind="filing", title="10-K")
FILED = walmart_revenue(printed="$713,163 million", source="filing")
STATEMENT = Statement(
    id="amazon-outlook-1",
    source=NEWS,
    paragraphs=(4,),
    companies=("amazon",),
    topic="outlook",
    nature="opinion",
    stance="confident",
    text="Expects to stay ahead.",
)
CLAIM = Claim(
    slug="gap",
    source=NEWS,
    paragraphs=(4,),
    text="The gap is small.",
    operation="gap",
    companies=("amazon", "walmart"),
    metric="revenue",
)
BOTH = catalogue(
    amazon_revenue(),
    walmart_revenue(),
    FILED,
    sources=(source(), FILING),
    statements=(STATEMENT,),
    claims=(CLAIM, replace(CLAIM, source="filing")),
)


def filing(**overrides: Any) -> Catalogue:  # noqa: ANN401  any collection
    """Give what a pack of the filing alone would."""
    plain = Catalogue(
        companies=(WALMART,), metrics=(REVENUE,), sources=(FILING,), facts=(FILED,), claims=BOTH.claims[1:]
    )
    return replace(plain, **overrides)


def test_the_same_catalogue_is_no_change() -> None:
    difference = changes(BOTH, BOTH)

    assert not difference
    assert (difference.added_count, difference.withdrawn_count, difference.replaced) == (0, 0, 0)
    assert merged(BOTH, difference) == BOTH


def test_all_of_a_first_load_is_added() -> None:
    difference = changes(Catalogue(), BOTH)

    assert difference.added == BOTH
    assert difference.withdrawn == Catalogue()
    assert (difference.added_count, difference.withdrawn_count) == (sum(BOTH.counts.values()), 0)


def test_a_changed_fact_under_one_key_is_replaced() -> None:
    revised = walmart_revenue(printed="$713.3 billion", source="filing")

    difference = changes(BOTH, filing(facts=(revised,)))

    assert difference
    assert difference.added == Catalogue(facts=(revised,))
    assert difference.withdrawn == Catalogue(facts=(FILED,))
    assert (difference.added_count, difference.withdrawn_count, difference.replaced) == (0, 0, 1)
    assert merged(BOTH, difference).facts == (*BOTH.facts[:2], revised)


def test_a_fact_under_another_key_is_one_more_and_the_old_one_is_gone() -> None:
    moved = replace(FILED, paragraph=7, id="moved")

    difference = changes(BOTH, filing(facts=(moved,)))

    assert (difference.added.facts, difference.withdrawn.facts) == ((moved,), (FILED,))
    assert (difference.added_count, difference.withdrawn_count, difference.replaced) == (1, 1, 0)


def test_a_source_is_the_whole_truth_about_itself_and_sources_not_named_stay() -> None:
    difference = changes(BOTH, filing(facts=(), claims=()))

    after = merged(BOTH, difference)
    assert difference.added == Catalogue()
    assert difference.withdrawn == Catalogue(facts=(FILED,), claims=BOTH.claims[1:])
    assert after.sources == BOTH.sources
    assert after.facts == (amazon_revenue(), walmart_revenue())
    assert (after.statements, after.claims) == ((STATEMENT,), (CLAIM,))


def test_a_source_that_no_longer_states_something_loses_each_kind_of_it() -> None:
    silent = Catalogue(sources=(source(),))

    withdrawn = changes(BOTH, silent).withdrawn

    assert withdrawn == Catalogue(facts=BOTH.facts[:2], statements=(STATEMENT,), claims=(CLAIM,))
    assert {name for name, count in withdrawn.counts.items() if count} == set(OF_A_SOURCE)


def test_prune_withdraws_every_source_that_is_not_named_and_no_vocabulary() -> None:
    difference = changes(BOTH, filing(), prune=True)

    after = merged(BOTH, difference)
    assert difference.added == Catalogue()
    assert difference.withdrawn.sources == (source(),)
    assert (after.facts, after.statements, after.claims) == (filing().facts, (), filing().claims)
    assert (after.companies, after.segments) == (BOTH.companies, BOTH.segments)


def test_vocabulary_merges_by_slug() -> None:
    renamed = replace(AMAZON, name="Amazon.com")

    difference = changes(BOTH, Catalogue(companies=(renamed, TARGET)))

    assert difference.added == Catalogue(companies=(renamed, TARGET))
    assert difference.withdrawn == Catalogue(companies=(AMAZON,))
    assert (difference.added_count, difference.withdrawn_count, difference.replaced) == (1, 0, 1)
    assert set(merged(BOTH, difference).companies) == {renamed, TARGET, WALMART}


def test_claims_of_two_sources_may_share_a_slug() -> None:
    reworded = replace(CLAIM, source="filing", text="The gap is large.")

    difference = changes(BOTH, filing(claims=(reworded,)))

    assert (difference.added.claims, difference.withdrawn.claims) == ((reworded,), BOTH.claims[1:])
    assert merged(BOTH, difference).claims == (CLAIM, reworded)


# Any load over any other

COMPANIES = [replace(each, name=name) for each in (AMAZON, WALMART, TARGET) for name in (each.name, "Renamed")]
SOURCES = [replace(each, title=title) for each in (source(), FILING) for title in (each.title, "Retitled")]
FACTS = [
    replace(each, printed=printed, id=f"{each.source}-{number}-{printed}")
    for number, each in enumerate(
        fact(source=origin, paragraph=paragraph) for origin in (NEWS, "filing") for paragraph in (1, 2)
    )
    for printed in ("$1", "$2")
]
CLAIMS = [replace(CLAIM, source=origin, text=text) for origin in (NEWS, "filing") for text in ("One.", "Other.")]


def some(nouns: Iterable[Any], key: Any) -> st.SearchStrategy[tuple[Any, ...]]:  # noqa: ANN401  any key
    return st.lists(st.sampled_from(list(nouns)), unique_by=key).map(tuple)


def as_packs_give_it(**drawn: tuple[Any, ...]) -> Catalogue:
    """Keep of what sources state only that which comes with its source."""
    named = {each.slug for each in drawn["sources"]}
    stated = {
        name: tuple(each for each in nouns if name not in OF_A_SOURCE or each.source in named)
        for name, nouns in drawn.items()
    }
    return Catalogue(**stated)


CATALOGUES = st.builds(
    as_packs_give_it,
    companies=some(COMPANIES, lambda each: each.slug),
    sources=some(SOURCES, lambda each: each.slug),
    facts=some(FACTS, lambda each: each.key),
    claims=some(CLAIMS, lambda each: each.source),
)


@given(CATALOGUES, CATALOGUES, st.booleans())
def test_a_load_leaves_a_dataset_that_holds_all_of_it(current: Catalogue, new: Catalogue, prune: bool) -> None:  # noqa: FBT001  as hypothesis gives it
    difference = changes(current, new, prune=prune)

    after = merged(current, difference)

    for field in fields(Catalogue):
        held, named = set(getattr(after, field.name)), set(getattr(new, field.name))
        assert held == named if prune and field.name in ("sources", *OF_A_SOURCE) else held >= named
        assert len(held) == len(getattr(after, field.name))
    assert not changes(after, new, prune=prune)


@given(CATALOGUES, CATALOGUES)
def test_a_load_leaves_alone_what_it_does_not_name(current: Catalogue, new: Catalogue) -> None:
    named = {each.slug for each in new.sources}

    after = merged(current, changes(current, new))

    assert {each for each in after.facts if each.source not in named} == {
        each for each in current.facts if each.source not in named
    }
    assert {each for each in after.facts if each.source in named} == set(new.facts)
    assert {each.slug for each in after.companies} == {each.slug for each in (*current.companies, *new.companies)}


@given(CATALOGUES, CATALOGUES, st.booleans())
def test_what_is_counted_adds_up(current: Catalogue, new: Catalogue, prune: bool) -> None:  # noqa: FBT001  as hypothesis gives it
    difference = changes(current, new, prune=prune)

    before, after = sum(current.counts.values()), sum(merged(current, difference).counts.values())

    assert after - before == difference.added_count - difference.withdrawn_count
    assert min(difference.added_count, difference.withdrawn_count, difference.replaced) >= 0


# Misfits


@pytest.mark.parametrize(
    ("metrics", "reason"),
    [
        ((metric(unit="count"),), "is in USD, but revenue is in count"),
        ((), "is in USD, but revenue is in no unit, for it is gone"),
    ],
    ids=["another unit", "gone"],
)
def test_a_fact_that_no_longer_fits_its_metric_is_a_misfit(metrics: tuple[Any, ...], reason: str) -> None:
    found = misfits(catalogue(FILED, metrics=metrics))

    assert found == [f"the fact {FILED.id} of source filing {reason}"]


def test_facts_in_the_unit_of_their_metric_fit() -> None:
    assert misfits(BOTH) == []
