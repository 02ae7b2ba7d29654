"""Transforms in a query: which is asked for, with what it needs, and what it makes of the levels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from app.api.problems import ProblemError
from app.api.queries import DatasetQuery
from app.api.windows import read_bound_text
from app.domain.material import Material
from app.domain.period import Frequency
from app.domain.question import FEWEST_COMPANIES, Question
from app.domain.series import Line, trace
from app.domain.transform import (
    Over,
    ShareOf,
    Transform,
    Transformation,
    cagr,
    compare_with_past,
    index,
    share_of_companies,
    share_of_total,
)
from app.domain.window import Bound, Window

BASES = "FY2015, FY2015-Q3, CY2015, CY2015Q3"


class TransformQuery(DatasetQuery):
    """What to make of the levels."""

    transform: Annotated[Transform, Field(description="What to make of the levels; the formulas stand above.")] = (
        "level"
    )
    over: Annotated[
        Over | None,
        Field(
            description="For change and growth: over the same period a year before, as by default, or the one before."
        ),
    ] = None
    base: Annotated[
        str | None,
        Field(
            max_length=20,
            description=f"For an index: the year or quarter that is 100, as {BASES}; by default the first that all "
            "companies have.",
            json_schema_extra={"pattern": "^(CY|FY)(19|20)[0-9]{2}(-?Q[1-4])?$"},
        ),
    ] = None
    share_of: Annotated[
        ShareOf | None,
        Field(
            description="For a share: of the company's total, as by default for a segment or a line, or of all "
            "companies named, as by default for whole companies."
        ),
    ] = None


def read_transform(question: Question, query: TransformQuery) -> Transformation:
    """Read the transform asked for; what it has no use for is refused. Raises ProblemError."""
    transform = query.transform
    for name, given, users in (
        ("over", query.over, ("change", "growth")),
        ("base", query.base, ("index",)),
        ("share_of", query.share_of, ("share",)),
    ):
        if given is not None and transform not in users:
            detail = f"{name} goes with transform={' or '.join(users)}, not with {transform}"
            raise ProblemError("invalid-value", detail, {"parameter": name})
    return Transformation(
        transform,
        (query.over or "year") if transform in ("change", "growth") else None,
        None if query.base is None else read_bound_text("base", query.base),
        _read_share(question, query.share_of) if transform == "share" else None,
    )


def _read_share(question: Question, share_of: ShareOf | None) -> ShareOf:
    """Choose what a share is of, and refuse what can be no part of it. Raises ProblemError."""
    of = share_of or ("companies" if question.segments is None else "total")
    if question.metric.kind == "ratio":
        detail = f"{question.metric.slug} is a ratio: it does not add up to anything"
        raise ProblemError("invalid-value", detail, {"parameter": "transform"})
    if of == "total" and question.segments is None:
        detail = "a share of the total is that of a segment or a line; name one"
        raise ProblemError("invalid-value", detail, {"parameter": "share_of"})
    if of == "companies" and len(question.companies) < FEWEST_COMPANIES:
        detail = f"companies names {question.companies[0].slug} alone, which has no share of itself"
        raise ProblemError("too-few-facts", detail, {"parameter": "companies"})
    return of


def transformed(
    question: Question, asked: Transformation, frequency: Frequency, lines: Sequence[Line], material: Material
) -> list[Line]:
    """Make of the levels what is asked for. Raises ProblemError where the base is none of the periods shown."""
    match asked.transform:
        case "level":
            return list(lines)
        case "index":
            return index(lines, _base_window(asked.base, frequency))
        case "cagr":
            return cagr(lines, frequency)
        case "share" if asked.share_of == "total":
            whole = replace(question, segments=None, line=None)
            return share_of_total(lines, trace(whole, frequency, material, Window())[0])
        case "share":
            return share_of_companies(lines)
        case "change" | "growth":
            return compare_with_past(lines, asked.transform, frequency, asked.over or "year")


def _base_window(base: Bound | None, frequency: Frequency) -> Window | None:
    if base is None:
        return None
    if base.day is not None or (frequency == "quarter") is not base.is_quarter:
        detail = (
            f"base is {base.text!r}, which is no {'year' if frequency == 'annual' else 'quarter'} that could be 100"
        )
        raise ProblemError("invalid-value", detail, {"parameter": "base", "allowed": BASES.split(", ")})
    return Window(base, base)
