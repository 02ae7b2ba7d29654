"""Answering: what comparisons, series and mixes come to, for whoever shows them, as JSON or as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.api.dependencies import resolve
from app.api.problems import ProblemError, unknown_value
from app.api.queries import DatasetQuery, Slug
from app.api.questions import (
    AsOfText,
    PeriodText,
    QuestionQuery,
    SlugText,
    known_about,
    known_in_period,
    known_over_time,
    read_period,
    read_question,
)
from app.api.transforms import TransformQuery, read_transform, transformed
from app.api.windows import WindowQuery, read_window
from app.domain.catalogue import Company, Fact, Source
from app.domain.comparison import Comparison, compare
from app.domain.crossover import Crossovers, find_crossovers
from app.domain.history import History
from app.domain.mix import Mix, take_apart
from app.domain.period import Frequency
from app.domain.question import FEWEST_COMPANIES, Missing, Question, TooFewFactsError, material_for, with_undated
from app.domain.series import Line, trace, usual_frequency
from app.domain.window import Window
from app.store.citations import find_cited
from app.store.snapshot import Snapshot
from app.store.vocabulary import EVERYTHING, find_segments, find_shares_of, get_metric, get_source


class ComparisonQuery(QuestionQuery):
    """What comparisons may be asked for."""

    period: PeriodText = "latest"
    tolerance: Annotated[
        float, Field(ge=0, lt=1, allow_inf_nan=False, description="Move every end outwards by this part of itself.")
    ] = 0


class SeriesQuery(TransformQuery, WindowQuery, QuestionQuery):
    """What series may be asked for."""


class MixQuery(DatasetQuery):
    """Which total is taken apart, and how."""

    metric: Annotated[Slug, Field(description="Slug of a metric that parts add up to.")]
    period: PeriodText = "latest"
    breakdown: Annotated[
        SlugText, Field(description="How to take it apart; by default so that it adds up, as finely as can be.")
    ] = None
    source: Annotated[SlugText, Field(description="Take facts from this source only.")] = None
    as_of: AsOfText = None


def answer_comparison(snapshot: Snapshot, query: ComparisonQuery) -> tuple[Comparison, list[Source]]:
    """Compare what is asked for, and name the sources. Raises ProblemError and TooFewFactsError."""
    question = read_question(snapshot, query)
    if len(question.companies) < FEWEST_COMPANIES:
        detail = f"companies names {question.companies[0].slug} alone; a comparison needs at least {FEWEST_COMPANIES}"
        raise ProblemError("too-few-facts", detail, {"parameter": "companies"})
    period = read_period(snapshot, question.companies, query.period)
    question = replace(question, period=period, tolerance=Decimal(repr(query.tolerance)))
    known = known_in_period(snapshot, question)
    known = known_about(snapshot, question) if known is None else known
    found = compare(question, known)
    return found, find_cited(snapshot, found.facts, known)


def answer_series(snapshot: Snapshot, query: SeriesQuery) -> tuple[History, list[Source]]:
    """Draw the lines that are asked for, and name the sources. Raises ProblemError and TooFewFactsError."""
    question = read_question(snapshot, query)
    asked, window = read_transform(question, query), read_window(query)
    known = known_over_time(snapshot, question, query.frequency, window, beyond=asked.looks_back)
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
    history = History(
        question=question,
        made=asked,
        frequency=chosen,
        window=window,
        lines=shown,
        changes=_changes(question, chosen, lines) if asked.transform == "level" else None,
        missing=with_undated(question, material, missing),
    )
    return history, find_cited(snapshot, history.facts, known)


def answer_mix(snapshot: Snapshot, whole: Company, query: MixQuery) -> tuple[Mix, list[Source]]:
    """Take the total of a company apart, and name the sources. Raises ProblemError and TooFewFactsError."""
    measured = resolve(snapshot, "metric", query.metric, get_metric)
    if measured.kind == "ratio":
        detail = f"{measured.slug} is a ratio: it is not made of parts"
        raise ProblemError("invalid-value", detail, {"parameter": "metric"})
    segments = find_segments(snapshot, EVERYTHING, companies=(whole.slug,))
    names = sorted({name for segment in segments for name in segment.breakdowns})
    if query.breakdown is not None and query.breakdown not in names:
        raise unknown_value("breakdown", query.breakdown, names)
    question = Question(
        metric=measured,
        companies=(whole,),
        shares=frozenset(share.slug for share in find_shares_of(snapshot, measured.slug)),
        period=read_period(snapshot, (whole,), query.period),
        source=None if query.source is None else resolve(snapshot, "source", query.source, get_source).slug,
        as_of=query.as_of,
    )
    known = known_about(snapshot, question)
    found = take_apart(question, segments, material_for(question, known), query.breakdown)
    return found, find_cited(snapshot, found.facts, known)


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
