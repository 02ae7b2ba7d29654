"""Series: a metric through time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.dependencies import SnapshotDep
from app.api.problems import ProblemError
from app.api.questions import FrequencyText, QuestionDep, WindowDep, facts_for, read_bound_text
from app.api.responses.series import SeriesResponse, series_response
from app.domain.catalogue import Fact
from app.domain.period import Frequency
from app.domain.question import Material, Question, TooFewFactsError, material_for, undated_missing
from app.domain.series import Line, trace, usual_frequency
from app.domain.transform import (
    FORMULAS,
    Over,
    ShareOf,
    Transform,
    cagr,
    compare_with_past,
    index,
    share_of_companies,
    share_of_total,
)
from app.domain.window import BOUNDS, Window

router = APIRouter(prefix="/v1/series", tags=["series"])

FORMULAS_LISTED = "\n".join(f"* `{name}`: {formula}." for name, formula in FORMULAS.items())


@dataclass(frozen=True, slots=True)
class TransformRequest:
    """Which transform is asked for, with what it needs."""

    transform: Transform
    over: Over
    base: Window | None
    share_of: ShareOf

    @property
    def looks_back(self) -> bool:
        """Whether a point may need a level from before the time that is asked for."""
        return self.transform in ("change", "growth") or self.base is not None


def transform_in_query(
    question: QuestionDep,
    transform: Annotated[
        Transform, Query(description="What to make of the levels; the formulas stand above.")
    ] = "level",
    over: Annotated[
        Over | None, Query(description="For change and growth: over the same period a year before, or the one before.")
    ] = None,
    base: Annotated[
        str | None, Query(max_length=20, description=f"For an index: the period that is 100, as {BOUNDS}.")
    ] = None,
    share_of: Annotated[
        ShareOf | None, Query(description="For a share: of the company's total, or of all companies named.")
    ] = None,
) -> TransformRequest:
    """Read the transform asked for; what it has no use for is refused. Raises ProblemError."""
    for name, given, users in (
        ("over", over, ("change", "growth")),
        ("base", base, ("index",)),
        ("share_of", share_of, ("share",)),
    ):
        if given is not None and transform not in users:
            detail = f"{name} goes with transform={' or '.join(users)}, not with {transform}"
            raise ProblemError("invalid-value", detail, {"parameter": name})
    if transform == "share" and share_of == "total" and question.segments is None:
        detail = "a share of the total is that of a segment or a line; name one"
        raise ProblemError("invalid-value", detail, {"parameter": "share_of"})
    if transform == "share" and question.metric.kind == "ratio":
        detail = f"{question.metric.slug} is a ratio: it does not add up to anything"
        raise ProblemError("invalid-value", detail, {"parameter": "transform"})
    bound = None if base is None else read_bound_text("base", base)
    return TransformRequest(
        transform,
        over or "year",
        Window(bound, bound) if bound else None,
        share_of or ("companies" if question.segments is None else "total"),
    )


TransformDep = Annotated[TransformRequest, Depends(transform_in_query)]


@router.get(
    "",
    operation_id="show_series",
    description="Show a metric of some companies through time, years or quarters, oldest first.\n\n"
    "A period without a fact is a gap with its reason, never interpolated; ranges are carried through. Of several "
    "sources for a period the one that stands in a comparison stands here: the newest filing, so that a restated "
    "figure replaces the first one; `as_of` shows what stood on a day.\n\n"
    f"From a level x a point is computed by `transform`:\n\n{FORMULAS_LISTED}\n\n"
    "Levels of two companies are set side by side where their periods end nearest, at most 45 days apart.",
)
def show_series(
    question: QuestionDep,
    asked: TransformDep,
    window: WindowDep,
    snapshot: SnapshotDep,
    frequency: FrequencyText = None,
) -> SeriesResponse:
    """Show a metric of some companies through time."""
    facts, sources = facts_for(snapshot, question)
    material = material_for(question, facts, sources)
    chosen = frequency or usual_frequency(_on_metric(question, facts))
    lines, missing = trace(question, chosen, material, window, beyond=asked.looks_back)
    if not lines:
        raise TooFewFactsError(f"there is nothing on {question.metric.slug} to show, {chosen}", tuple(missing))
    made = _transformed(question, asked, chosen, lines, material)
    shown = [_within(line, window) for line in made] if asked.looks_back else made
    reported = {each.company for each in missing if each.code == "undated-source"}
    missing += [each for each in undated_missing(question, material) if each.company not in reported]
    return series_response(question, chosen, asked.transform, lines=shown, missing=missing, revision=snapshot.revision)


def _on_metric(question: Question, facts: list[Fact]) -> Iterator[Fact]:
    return (fact for fact in facts if fact.metric == question.metric.slug)


def _transformed(
    question: Question, asked: TransformRequest, frequency: Frequency, lines: list[Line], material: Material
) -> list[Line]:
    """Make of the levels what is asked for."""
    match asked.transform:
        case "level":
            return lines
        case "index":
            return index(lines, asked.base)
        case "cagr":
            return cagr(lines, frequency)
        case "share" if asked.share_of == "total":
            whole = replace(question, segments=None, line=None)
            return share_of_total(lines, trace(whole, frequency, material, Window())[0])
        case "share":
            return share_of_companies(lines)
        case "change" | "growth":
            return compare_with_past(lines, asked.transform, frequency, asked.over)


def _within(line: Line, window: Window) -> Line:
    """Keep of a line what lies in the window: what it was computed from may lie before it."""
    points = tuple(point for point in line.points if window.holds(point.period))
    gaps = tuple(gap for gap in line.gaps if window.holds(gap.period))
    breaks = tuple(each for each in line.breaks if window.holds(each.period))
    return replace(line, points=points, gaps=gaps, breaks=breaks)
