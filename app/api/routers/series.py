"""Series: a metric through time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.api.dependencies import hold
from app.api.queries import Asked
from app.api.questions import QuestionQuery, WindowQuery, known_about, read_question, read_window
from app.api.responses.series import SeriesResponse, series_response
from app.api.routing import StoreRoute
from app.api.transforms import TransformQuery, read_transform, transformed
from app.domain.catalogue import Fact
from app.domain.crossover import Crossovers, find_crossovers
from app.domain.period import Frequency
from app.domain.question import Missing, Question, TooFewFactsError, material_for, with_undated
from app.domain.series import Line, trace, usual_frequency
from app.domain.transform import FORMULAS
from app.domain.window import Window
from app.store.citations import find_cited

router = APIRouter(prefix="/v1/series", tags=["series"], route_class=StoreRoute)


class SeriesQuery(TransformQuery, WindowQuery, QuestionQuery):
    """What series may be asked for."""


FORMULAS_LISTED = "\n".join(
    f"* `{transform}`{f' ({choice})' if choice else ''}: {formula}."
    for (transform, choice), formula in FORMULAS.items()
)


@router.get(
    "",
    operation_id="show_series",
    description="Show a metric of some companies through time, years or quarters, oldest first.\n\n"
    "A period without a fact is a gap with its reason, never interpolated; ranges are carried through. Of several "
    "sources for a period the one that stands in a comparison stands here: filings first, and of these what was "
    "restated last, so that it replaces what was reported before; `as_of` shows what stood on a day.\n\n"
    f"From a level x a point is computed by `transform`:\n\n{FORMULAS_LISTED}\n\n"
    "Levels of two companies are set side by side where their periods end nearest, at most 45 days apart, and are as "
    "long as each other. FY is each company's own year: FY2025 may end in two calendar years, CY2025 does not.",
)
async def show_series(request: Request, response: Response, query: Asked[SeriesQuery]) -> SeriesResponse:
    """Show a metric of some companies through time."""
    snapshot = hold(request, response, query)
    question = read_question(snapshot, query)
    asked, window = read_transform(question, query), read_window(query)
    known = known_about(snapshot, question)
    material = material_for(question, known)
    chosen = query.frequency or usual_frequency(_on_metric(question, known.facts))
    lines, missing = trace(question, chosen, material, window, beyond=asked.looks_back)
    if asked.share_of == "companies" and missing:
        raise TooFewFactsError("a share of all companies named needs a figure of each", tuple(missing))
    made = transformed(question, asked, chosen, lines, material) if lines else []
    shown = [_within(line, window) for line in made] if asked.looks_back else made
    if not any(line.points for line in shown):
        message = f"there is nothing on {question.metric.slug} to show, {chosen}"
        raise TooFewFactsError(message, (*missing, *_not_made(lines, shown)))
    return series_response(
        question,
        asked,
        chosen,
        window,
        lines=shown,
        changes=_changes(question, chosen, lines) if asked.transform == "level" else None,
        missing=with_undated(question, material, missing),
        sources=find_cited(snapshot, {each for line in shown for point in line.points for each in point.facts}, known),
        revision=snapshot.revision,
    )


def _changes(question: Question, frequency: Frequency, lines: Sequence[Line]) -> Crossovers | None:
    """Find when the lead changed hands; None where too little lies side by side to tell."""
    try:
        return find_crossovers(question, frequency, lines, ())
    except TooFewFactsError:
        return None


def _on_metric(question: Question, facts: Sequence[Fact]) -> Iterator[Fact]:
    return (fact for fact in facts if fact.metric == question.metric.slug)


def _not_made(lines: Sequence[Line], made: Sequence[Line]) -> Iterator[Missing]:
    """Say for each company why nothing could be made of its levels."""
    for line, without_points in zip(lines, made, strict=True):
        detail = without_points.gaps[-1].detail if without_points.gaps else "a period in the time asked for"
        yield Missing(line.company.slug, "too-few-periods", detail, line.points[-1].fact.id)


def _within(line: Line, window: Window) -> Line:
    """Keep of a line what lies in the window: what it was computed from may lie before it."""
    points = tuple(point for point in line.points if window.holds(point.period))
    gaps = tuple(gap for gap in line.gaps if window.holds(gap.period))
    breaks = tuple(each for each in line.breaks if window.holds(each.period))
    return replace(line, points=points, gaps=gaps, breaks=breaks)
