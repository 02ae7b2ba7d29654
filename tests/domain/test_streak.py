"""Streaks: how many quarters in a row reach a figure, when some of them are not known."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product, takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import Case, UncheckableError
from app.domain.catalogue import Catalogue, Fact
from app.domain.check import check
from app.domain.derivation import Computed, stated
from app.domain.period import step_label
from app.domain.quantity import Quantity
from app.domain.series import Point
from app.domain.streak import Step, Streak, count_back, recompute_streak, steps_until
from tests.domain.claims import claim
from tests.domain.levels import line
from tests.factories import NEWS, WALMART, catalogue, fact, metric, period, segment, source

GROWTH = metric(slug="digital-sales-growth", name="Digital sales growth", unit="fraction", kind="ratio")
ONLINE = segment(slug="online", company="walmart", line="online-retail")
SOURCES = (source(), source(slug="release", kind="release"))
LEAST = Decimal("0.1")
FIRST = 2023 * 4
"""The quarter that a made-up row begins with: FY2023-Q1."""


def label(position: int) -> str:
    return step_label(FIRST + position, "quarter")


def quarter(position: int, low: str | None, high: str | None) -> Point:
    """A quarter whose growth lies between two ends, of which one may be open."""
    least, most = (None if end is None else Decimal(end) for end in (low, high))
    quantity = Quantity(None, least, most, "fraction")
    known = fact(company=WALMART, metric=GROWTH, period=label(position), quantity=quantity)
    return Point(known.period, stated(quantity, known.id), known)


def row(marks: str) -> list[Step]:
    """Draw quarters, oldest first: + reaches ten percent, - falls short, ? may do either, a space is not known."""
    ranges = {"+": ("0.1", "0.2"), "-": ("0.01", "0.09"), "?": ("0.05", "0.15"), "<": (None, "0.3"), ">": ("0.1", None)}
    points = [quarter(position, *ranges[mark]) for position, mark in enumerate(marks) if mark != " "]
    return steps_until(line(*points, of=WALMART), label(len(marks) - 1), LEAST) if points else []


def range_of(found: Streak | Computed) -> tuple[int, int | None]:
    quantity = found.quantity
    assert quantity.low is not None
    return int(quantity.low), None if quantity.high is None else int(quantity.high)


# Counting back


@pytest.mark.parametrize(
    ("marks", "streak"),
    [
        pytest.param("-+++", (3, 3), id="all that reach it after one that falls short"),
        pytest.param("++-", (0, 0), id="the last falls short"),
        pytest.param("+-++", (2, 2), id="those before one that falls short do not count"),
        pytest.param("+++", (3, None), id="none falls short"),
        pytest.param("-+ ++", (2, 4), id="one is not known"),
        pytest.param("-+?++", (2, 4), id="one may fall short"),
        pytest.param("-+<++", (2, 4), id="one has no lower end"),
        pytest.param("->++", (3, 3), id="one has no upper end"),
        pytest.param("-++ ", (0, 3), id="the last is not known"),
        pytest.param("- ++", (2, 3), id="the first after the one that falls short is not known"),
        pytest.param(" -++", (2, 2), id="one is not known before it was broken"),
        pytest.param("-+ + +", (1, 5), id="two are not known"),
        pytest.param("? ", (0, None), id="nothing is certain"),
        pytest.param("-", (0, 0), id="one that falls short"),
        pytest.param("", (0, None), id="no quarter"),
    ],
)
def test_a_streak_is_between_what_is_certain_and_what_is_possible(marks: str, streak: tuple[int, int | None]) -> None:
    found = count_back(row(marks))

    assert range_of(found) == streak
    assert found.quantity.unit == "quarters"
    assert found.quantity.value == (streak[0] if streak[0] == streak[1] else None)


def test_a_streak_names_what_reaches_what_is_unknown_and_what_broke_it() -> None:
    quarters = row("+-+ +?+")

    found = count_back(quarters)

    assert found == Streak(tuple(quarters[2:]), broken=label(1), certain=1)
    assert [step.label for step in found.steps if step.reaches] == [label(2), label(4), label(6)]
    assert found.unknown == [label(3), label(5)]


@pytest.mark.parametrize(
    ("low", "high", "streak"),
    [("0.1", "0.1", (1, 1)), ("0.0999", "0.1", (0, 1)), ("0.09", "0.0999", (0, 0))],
    ids=["just reached", "perhaps just reached", "just missed"],
)
def test_a_figure_is_reached_when_it_is_equalled(low: str, high: str, streak: tuple[int, int]) -> None:
    drawn = line(quarter(0, "0.01", "0.09"), quarter(1, low, high), of=WALMART)

    assert range_of(count_back(steps_until(drawn, label(1), LEAST))) == streak


def true_streaks(marks: str) -> set[int]:
    """Every length that the streak may truly have, each unknown quarter tried both ways."""
    ways = product(*({"+": [True], ">": [True], "-": [False]}.get(mark, [True, False]) for mark in marks))
    return {sum(1 for _ in takewhile(bool, reversed(way))) for way in ways}


@given(st.text("+-?<> ", max_size=8))
def test_the_range_is_exactly_from_the_shortest_to_the_longest_streak_that_may_be_true(marks: str) -> None:
    low, high = range_of(count_back(row(marks)))

    lengths = true_streaks(marks)
    assert low == min(lengths)
    assert high == (None if "-" not in marks else max(lengths))


# A claim recomputed


def grown(printed: str, period: str, **overrides: Any) -> Fact:  # noqa: ANN401  any field
    plain = {"company": WALMART, "metric": GROWTH, "segment": "online", "source": "release"}
    return fact(printed, period=period, **{**plain, **overrides})


def case(facts: Sequence[Fact], **overrides: Any) -> Case:  # noqa: ANN401  any field of a claim
    three_quarters = claim(
        "streak",
        **{
            "companies": ("walmart",),
            "metric": "digital-sales-growth",
            "segment": "online",
            "printed": "3 consecutive quarters",
            "quantity": Quantity.exactly(3, "quarters"),
            "condition": "double-digit growth",
            **overrides,
        },
    )
    known = catalogue(metrics=(GROWTH,), segments=(ONLINE,), sources=SOURCES)
    return Case(three_quarters, replace(known, facts=tuple(facts)))


YEAR = [grown(printed, f"FY2026-Q{number}") for number, printed in enumerate(["1%", "12%", "15%", "27%"], start=1)]


def test_a_streak_shows_the_figures_that_reach_the_condition_and_what_ends_it() -> None:
    found = recompute_streak(case(YEAR))

    assert found.computed.quantity == Quantity.exactly(3, "quarters")
    assert found.computed.derivation.operation == "count"
    assert found.computed.derivation.formula == "quarters in a row that reach double-digit growth"
    assert found.computed.derivation.inputs == tuple(each.id for each in YEAR[1:])
    assert (found.reason, found.is_incomplete, found.holds) == ("FY2026-Q1 falls short", False, None)


@pytest.mark.parametrize(
    ("known", "ends_at", "reason"),
    [
        pytest.param([1, 2, 3], (3, None), "the figures go back no further", id="nothing ends it"),
        pytest.param([0, 1, 3], (1, 3), "not known: FY2026-Q3; FY2026-Q1 falls short", id="one is not known"),
        pytest.param(
            [0, 3], (1, 3), "not known: FY2026-Q2, FY2026-Q3; FY2026-Q1 falls short", id="two, named from the oldest"
        ),
    ],
)
def test_what_is_not_known_is_said_and_leaves_the_streak_open(
    known: list[int], ends_at: tuple[int, int | None], reason: str
) -> None:
    found = recompute_streak(case([YEAR[each] for each in known]))

    assert (range_of(found.computed), found.reason, found.is_incomplete) == (ends_at, reason, True)


def test_the_streak_ends_with_the_quarter_that_its_source_speaks_of() -> None:
    own, newer = grown("about 15%", "FY2026-Q3", source=NEWS), grown("3%", "FY2027-Q1")

    found = recompute_streak(case([*YEAR, own, newer]))

    assert found.computed.quantity == Quantity.exactly(2, "quarters")
    assert found.computed.derivation.inputs == (YEAR[1].id, YEAR[2].id)


def test_a_streak_up_to_no_quarter_in_particular_ends_with_the_newest() -> None:
    own = grown("double-digit growth", "unspecified", source=NEWS)

    assert recompute_streak(case([*YEAR, own])).computed.quantity == Quantity.exactly(3, "quarters")


def test_a_streak_up_to_a_quarter_that_is_not_known_is_not_counted_up_to_an_earlier_one() -> None:
    """It may be broken by that very quarter, and it is one longer if it is not."""
    found = recompute_streak(case(YEAR[:3], period=period("FY2026-Q4", WALMART)))

    assert range_of(found.computed) == (0, 3)
    assert found.is_incomplete


def test_a_segments_streak_is_not_that_of_the_whole() -> None:
    whole = [grown("1%", each.period.label, segment=None) for each in YEAR]

    assert recompute_streak(case([*whole, *YEAR])).computed.quantity == Quantity.exactly(3, "quarters")


@pytest.mark.parametrize(
    ("facts", "asked", "message"),
    [
        pytest.param([], {}, "for want of a fact on digital sales growth of Walmart, Online", id="nothing known"),
        pytest.param(
            [grown("27%", "FY2026")],
            {},
            "for want of a fact on digital sales growth of Walmart, quarter, in the time asked for",
            id="years only",
        ),
        pytest.param(
            YEAR, {"condition": "at most 5%"}, "the condition of the streak has no lower end", id="nothing to reach"
        ),
    ],
)
def test_a_streak_cannot_be_checked_when(facts: list[Fact], asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UncheckableError) as missing:
        recompute_streak(case(facts, **asked))

    assert str(missing.value) == message


@pytest.mark.parametrize("condition", [None, "strong growth"], ids=["none", "one that is not understood"])
def test_a_streak_without_a_condition_that_can_be_read_is_uncheckable_and_not_an_error(condition: str | None) -> None:
    found = check(case(YEAR, condition=condition))

    assert (found.result, found.computed) == ("uncheckable", None)
    assert found.reason


# The seed


def test_walmarts_digital_streak_lies_between_6_and_15_quarters(seed: Catalogue) -> None:
    (own,) = (each for each in seed.claims if each.slug == "walmart-digital-streak")

    found = recompute_streak(Case(own, seed))

    assert found.computed.quantity == Quantity(None, Decimal(6), Decimal(15), "quarters")
    assert len(found.computed.derivation.inputs) == 14
    assert (found.reason, found.is_incomplete) == ("not known: FY2025-Q2; FY2023-Q1 falls short", True)
