"""The tables behind the page for editors: what keys, periods and operations are, held against the code."""

import json
import re
from decimal import Decimal
from typing import get_args

import pytest

from app.domain.catalogue import Catalogue, Operation
from app.domain.check import check
from app.domain.period import LABELS, is_period_label
from app.packs.completion import describe_packs
from app.packs.reader import read_packs
from tests.commands.test_adding_an_article import PAGE
from tests.conftest import WritePack
from tests.domain.claims import case, exact
from tests.packs.writing import claim, fact, source

DEFINED = json.loads(describe_packs())["$defs"]
SHAPES = {
    "[source]": "SourceEntry",
    **{f"[[{name}s]]": f"{name.capitalize()}Entry" for name in ("fact", "statement", "claim", "metric", "segment")},
    "[[initiatives]]": "InitiativeEntry",
}
ALL_BY_ITSELF = {"paragraph", "paragraphs", "text", "summary", "note", "high", "company", "companies", "metric"}
"""Keys of what is said of companies that need no words, or that another row explains."""


def rows(heading: str) -> list[list[str]]:
    """Return the cells of each row of the one table under a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


KEYS = {
    (section.strip("`"), key.strip("`")): (says, one_of) for section, key, says, one_of in rows("What the keys mean")
}
OPERATIONS = {name.strip("`"): cells for name, *cells in rows("How claims are checked")}


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_what_is_said_of_a_key_is_what_the_schema_says(section: str, key: str) -> None:
    says, one_of = KEYS[section, key]
    defined = DEFINED[SHAPES[section]]["properties"][key]

    assert says == defined["description"]
    if "(#" not in one_of:
        assert re.findall("`([^`]+)`", one_of) == defined.get("enum", [])


@pytest.mark.parametrize("section", ["[[facts]]", "[[statements]]", "[[claims]]"])
def test_every_key_that_does_not_explain_itself_is_there(section: str) -> None:
    keys = {key for key in DEFINED[SHAPES[section]]["properties"] if key not in ALL_BY_ITSELF}

    rest = keys - {key for name, key in KEYS if name == section}
    assert rest <= {"source", "period", "period_inferred"}


def test_every_form_of_a_period_is_there_and_is_one() -> None:
    labels = [label for cells in rows("Periods") for label in re.findall("`([^`]+)`", cells[0])]

    assert set(labels) >= set(LABELS.split(", "))
    assert all(map(is_period_label, labels))


def test_every_operation_is_there() -> None:
    assert set(OPERATIONS) == set(get_args(Operation))


UNITS = {"the metric's unit": "USD", "a multiple": "multiple", "a fraction": "fraction", "quarters": "quarters"}


@pytest.mark.parametrize("operation", [name for name, cells in OPERATIONS.items() if cells[2] != "nothing"])
def test_a_figure_is_read_in_the_unit_that_is_named(
    operation: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    unit, printed = re.split(r"(?:, if at all)?: ", OPERATIONS[operation][2])
    told = claim(operation=operation, printed=printed.split('"')[1])

    (made,) = read_packs([write_pack(source() + told)], small_world).claims

    assert made.quantity is not None
    assert made.quantity.unit == UNITS[unit]


@pytest.mark.parametrize("operation", get_args(Operation))
def test_a_segment_a_second_company_and_a_period_are_needed_where_that_is_said(operation: Operation) -> None:
    companies, segment, _, period, _ = OPERATIONS[operation]
    reason = check(case(operation, [exact(1)], companies=("amazon",), than="revenue")).reason or ""

    assert ("names no segment" in reason) == ("needed" in segment)
    assert ("names no two periods" in reason) == ("needed" in period)
    assert ("of both" in reason or "at least two companies" in reason or "Walmart" in reason) == (companies != "one")


def test_a_fall_is_taken_as_the_page_says(write_pack: WritePack, small_world: Catalogue) -> None:
    advice = PAGE.split("- **A fall**", 1)[1].split("- **", 1)[0]
    keys = dict(re.findall(r"`(\w+) = ([^`]+)`", advice))

    told = fact(
        keys["printed"].strip('"'), metric="share", low=Decimal(keys["low"]), high=Decimal(keys["high"]), note="A fall."
    )
    (fallen,) = read_packs([write_pack(source() + told)], small_world).facts

    assert (fallen.quantity.low, fallen.quantity.high) == (Decimal("-0.035"), Decimal("-0.025"))
