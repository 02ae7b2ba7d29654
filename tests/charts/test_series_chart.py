from dataclasses import replace
from typing import Any

from app.charts.sheet import Spec
from app.domain.catalogue import Company, Fact
from tests.charts.asking import rows_of, series_of, svg_of, words_in
from tests.charts.reading import labels, letters, numbers
from tests.factories import AMAZON, WALMART, fact

CHANGING = {"amazon": ("$100 billion", "$200 billion", "$300 billion"), "walmart": ("$150 billion",) * 3}


def levels(of: Company, *printed: str | None, first: int = 2020) -> list[Fact]:
    """State a figure for each year from the first on, or none."""
    return [
        fact(each, company=of, period=f"FY{first + place}") for place, each in enumerate(printed) if each is not None
    ]


def changing(**look: Any) -> Spec:  # noqa: ANN401  any wish
    facts = [*levels(AMAZON, *CHANGING["amazon"]), *levels(WALMART, *CHANGING["walmart"], first=2021)]
    return series_of(*facts, **look)


def test_every_point_says_its_exact_numbers() -> None:
    found = numbers(svg_of(changing()))

    assert len(found) == 6
    assert found["Amazon, FY2021"] == {"value": 200e9, "low": 199.5e9, "high": 200.5e9, "unit": "USD"}


def test_a_change_of_the_lead_is_marked_and_told() -> None:
    spec = changing()

    (turn,) = rows_of(spec, "turns")
    assert turn["words"] == ["Amazon takes the lead", "FY2021/FY2022"]
    assert turn["value"] == 200e9
    assert any(each.startswith("Amazon takes the lead from Walmart, FY2020/FY2021 to") for each in labels(svg_of(spec)))


def test_many_changes_are_marked_and_not_told() -> None:
    facts = [
        *levels(AMAZON, "$1 billion", "$3 billion", "$1 billion", "$3 billion", "$1 billion"),
        *levels(WALMART, *(["$2 billion"] * 5), first=2021),
    ]

    turns = rows_of(series_of(*facts), "turns")

    assert len(turns) == 4
    assert [each["words"] for each in turns] == [[]] * 4


def test_a_gap_is_not_bridged() -> None:
    spec = series_of(*levels(AMAZON, "$1 billion", "$2 billion", None, "$4 billion"), companies=(AMAZON,))

    assert [row["line"] for row in rows_of(spec, "points")] == ["Amazon 0", "Amazon 0", "Amazon 1"]
    assert "1 year without a figure" in words_in(spec)


def test_a_range_that_can_be_seen_is_drawn_and_another_is_not() -> None:
    wide, narrow = rows_of(
        series_of(*levels(AMAZON, "between $1 billion and $3 billion", "$4.00 billion"), companies=(AMAZON,)), "points"
    )

    assert (wide["value"], wide["low"], wide["high"]) == (None, 1e9, 3e9)
    assert "low" not in narrow


def test_a_level_without_an_end_reaches_the_edge_and_has_an_arrow() -> None:
    above, below = rows_of(
        series_of(*levels(AMAZON, "more than $3 billion", "less than $4 billion"), companies=(AMAZON,)), "points"
    )

    assert (above["low"], above["arrow"], above["open"]) == (3e9, "triangle-up", above["high"])
    assert (below["high"], below["arrow"], below["open"]) == (4e9, "triangle-down", 0)


def test_names_stand_beside_the_lines_and_not_over_each_other() -> None:
    facts = [
        *levels(AMAZON, "$700.1 billion", "$700.2 billion"),
        *levels(WALMART, "$700 billion", "$700 billion", first=2021),
    ]

    named = {
        each.text: each.y
        for each in letters(svg_of(series_of(*facts, width=900)))
        if each.text in ("Amazon", "Walmart")
    }

    assert abs(named["Amazon"] - named["Walmart"]) > 20


def test_names_stand_above_where_there_is_no_room_beside() -> None:
    texts = [each.text for each in letters(svg_of(changing(width=220)))]

    assert "Amazon $300 billion" in texts


def test_a_break_has_a_dotted_tick_and_the_footer_says_what_it_is() -> None:
    first, second = levels(AMAZON, "$1 billion", "$2 billion")
    second = replace(second, basis="restated")

    spec = series_of(first, second, companies=(AMAZON,))

    assert ["break_from" in row for row in rows_of(spec, "points")] == [False, True]
    assert "Dotted tick: restated from here on (Amazon FY2021)" in words_in(spec)


def test_lines_without_a_break_have_no_tick() -> None:
    assert "Dotted" not in words_in(changing())


def test_one_point_alone_is_a_picture_too() -> None:
    assert len(numbers(svg_of(series_of(*levels(AMAZON, "$1 billion"), companies=(AMAZON,))))) == 1


def test_levels_of_nothing_are_a_picture_too() -> None:
    assert len(numbers(svg_of(series_of(*levels(AMAZON, "$0", "$0"), companies=(AMAZON,))))) == 2
