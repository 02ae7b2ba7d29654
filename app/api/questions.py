"""Questions: the parameters that comparisons, series, crossovers and mixes have in common."""

import re
from datetime import date
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field

from app.api.dependencies import resolve, resolve_companies
from app.api.problems import ProblemError, unknown_value, unreadable_period
from app.api.queries import LIST_OF_SLUGS, LONGEST_NAME, SLUG, DatasetQuery, Slug
from app.domain.catalogue import Company, Line, Metric, Segment
from app.domain.errors import UnknownNameError, UnreadablePeriodError
from app.domain.material import JoinedMaterial, Material
from app.domain.overlap import overlapping
from app.domain.period import Frequency
from app.domain.question import Question, Without
from app.domain.scorecard import segments_in_line
from app.domain.standing import PERIOD_REQUESTS, PeriodRequest, read_period_request
from app.domain.window import Window
from app.store.facts import find_material
from app.store.periods import find_material_in, find_material_over
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    EVERYTHING,
    find_segments,
    find_shares_of,
    get_company,
    get_metric,
    get_segment,
    get_source,
)

MOST_COMPANIES = 20
LONGEST_LIST = 1000
LINES: tuple[Line, ...] = get_args(Line)


def _iso_day(text: object) -> object:
    """Take only YYYY-MM-DD: what else may be read as a date is likelier a mistake."""
    if not isinstance(text, str):
        return text
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("a day is written as 2026-01-31")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"it is not a day of the calendar: {error}") from error


CompaniesText = Annotated[
    str,
    Field(
        max_length=LONGEST_LIST,
        description=f"Up to {MOST_COMPANIES} companies with commas between: slugs, tickers or CIKs.",
    ),
]
PeriodText = Annotated[
    str,
    Field(
        max_length=LONGEST_LIST,
        description=f"{PERIOD_REQUESTS}. `latest` is each company's newest year, or moment of a "
        "count, else its newest quarter; CY follows the SEC's frames: the fiscal "
        "period that covers most of that calendar year or quarter.",
    ),
]
SlugText = Annotated[str | None, Field(max_length=LONGEST_NAME, json_schema_extra=SLUG)]
AsOf = Annotated[date | None, BeforeValidator(_iso_day)]
AsOfText = Annotated[
    AsOf,
    Field(
        description="What had been published by this day, YYYY-MM-DD. Sources whose day is not known are left out and "
        "listed in `missing` as `undated-source`."
    ),
]


def read_companies(snapshot: Snapshot, companies: str) -> tuple[Company, ...]:
    """Return the companies that are named with commas between. Raises ProblemError."""
    found = resolve_companies(snapshot, "companies", [name.strip() for name in companies.split(",")])
    if len(found) > MOST_COMPANIES:
        allowed = f"at most {MOST_COMPANIES} companies"
        detail = f"companies must be {allowed}, not {len(found)}"
        raise ProblemError("out-of-range", detail, {"parameter": "companies", "allowed": [allowed]})
    return found


def read_period(snapshot: Snapshot, companies: tuple[Company, ...], period: str) -> PeriodRequest:
    """Read a period asked for, the companies in it by slug. Raises ProblemError."""
    try:
        asked = read_period_request(period)
    except UnreadablePeriodError as error:
        raise unreadable_period("period", error) from error
    by_company = [(resolve(snapshot, "period", name, get_company).slug, label) for name, label in asked.by_company]
    named, compared = [company for company, _ in by_company], {company.slug for company in companies}
    if len(set(named)) < len(named) or not compared.issuperset(named):
        detail = f"period names companies that are compared, each once, not {', '.join(named)}"
        raise ProblemError("invalid-value", detail, {"parameter": "period"})
    return PeriodRequest(asked.label, tuple(by_company))


class QuestionQuery(DatasetQuery):
    """What comparisons, series and crossovers have in common: a metric of some companies, or of parts of them."""

    companies: CompaniesText
    metric: Annotated[Slug, Field(description="Slug of a metric.")]
    segment: Annotated[SlugText, Field(description="A segment; others are compared by theirs in its line.")] = None
    line: Annotated[Line | None, Field(description="A line of business, instead of a segment.")] = None
    without: Annotated[
        str | None,
        Field(
            max_length=LONGEST_LIST,
            description="Segments or lines of business, with commas between, to take out of the companies' totals.",
            json_schema_extra=LIST_OF_SLUGS,
        ),
    ] = None
    source: Annotated[SlugText, Field(description="Take facts from this source only.")] = None
    as_of: AsOfText = None


def read_question(snapshot: Snapshot, query: QuestionQuery) -> Question:
    """Read what is asked of each company. Raises ProblemError."""
    companies = read_companies(snapshot, query.companies)
    part = None if query.segment is None else resolve(snapshot, "segment", query.segment, get_segment)
    if part and query.line:
        raise ProblemError("invalid-value", "give segment or line, not both", {"parameter": "line"})
    if (part or query.line) and query.without is not None:
        detail = "a segment or a line is taken as it is; without takes parts out of whole companies"
        raise ProblemError("invalid-value", detail, {"parameter": "without"})
    if part:
        _check_compared(companies, part, "segment")
    line = part.line if part else query.line
    metric = resolve(snapshot, "metric", query.metric, get_metric)
    without = None if query.without is None else _read_without(snapshot, companies, metric, query.without.split(","))
    return Question(
        metric=metric,
        companies=companies,
        segments=_segments(snapshot, companies, line, part) if line else None,
        line=line,
        without=without,
        shares=frozenset(share.slug for share in find_shares_of(snapshot, metric.slug) if query.without),
        source=None if query.source is None else resolve(snapshot, "source", query.source, get_source).slug,
        as_of=query.as_of,
    )


def known_in_period(snapshot: Snapshot, question: Question) -> Material | None:
    """Return the facts of the periods asked for, where these are enough to answer.

    More is needed for parts of companies, for what was known by a day, and to say what is missing.
    """
    if not _is_of_whole_companies(question):
        return None
    found: dict[str, Material] = {}
    for company in question.companies:
        label = question.period.label_for(company.slug)
        material = find_material_in(snapshot, company.slug, question.metric, question.source, label)
        if material is None:
            return None
        found[company.slug] = material
    return JoinedMaterial(found)


def known_over_time(
    snapshot: Snapshot, question: Question, frequency: Frequency | None, window: Window, *, beyond: bool = False
) -> Material:
    """Return the facts that years or quarters in a window are drawn from, or with `beyond` all years or quarters.

    Where these are not enough to answer, all facts that may be: as for a period, and where nothing lies in the window.
    """
    found: dict[str, Material] = {}
    for company in question.companies if _is_of_whole_companies(question) else ():
        material = find_material_over(
            snapshot,
            company.slug,
            question.metric,
            source=question.source,
            frequency=frequency or "annual",
            shown=window,
            drawn=Window() if beyond else window,
        )
        if material is None:
            break
        found[company.slug] = material
    return JoinedMaterial(found) if len(found) == len(question.companies) else known_about(snapshot, question)


def _is_of_whole_companies(question: Question) -> bool:
    """Whether nothing is asked of parts of companies, and nothing about what was known by a day."""
    return question.segments is None and not question.without and not question.as_of


def known_about(snapshot: Snapshot, question: Question) -> Material:
    """Return all facts that may answer a question, and their sources."""
    companies = (company.slug for company in question.companies)
    return find_material(snapshot, companies, question.shares | {question.metric.slug})


def _check_compared(companies: tuple[Company, ...], segment: Segment, parameter: str) -> None:
    if segment.company not in {company.slug for company in companies}:
        detail = f"{segment.slug} is a segment of {segment.company}, which is not among the companies"
        raise ProblemError("invalid-value", detail, {"parameter": parameter})


def _segments(
    snapshot: Snapshot, companies: tuple[Company, ...], line: Line, part: Segment | None
) -> dict[str, list[Segment]]:
    """Return each company's segments in a line, and for the company of a segment that is named, that one."""
    found = find_segments(snapshot, EVERYTHING, companies=tuple(company.slug for company in companies), lines=(line,))
    return {**segments_in_line(line, found), **({part.company: [part]} if part else {})}


def _read_without(snapshot: Snapshot, companies: tuple[Company, ...], metric: Metric, names: list[str]) -> Without:
    """Read which segments and lines are to be taken out of the totals. Raises ProblemError."""
    if metric.kind == "ratio":
        detail = f"{metric.slug} is a ratio: nothing can be taken out of it"
        raise ProblemError("invalid-value", detail, {"parameter": "without"})
    known = find_segments(snapshot, EVERYTHING, companies=tuple(company.slug for company in companies))
    segments: list[Segment] = []
    lines: list[Line] = []
    for name in dict.fromkeys(each.strip() for each in names):
        line = next((each for each in LINES if each == name), None)
        if line:
            lines.append(line)
        else:
            segments.append(_segment_or_line(snapshot, name))
            _check_compared(companies, segments[-1], "without")
    for one, other in overlapping(segments, known):
        detail = f"{one.slug} and {other.slug} may share money, which would be taken out twice"
        raise ProblemError("invalid-value", detail, {"parameter": "without"})
    in_lines = [segments_in_line(line, known) for line in lines]
    for line, by_company in zip(lines, in_lines, strict=True):
        if not any(by_company.values()):
            detail = f"none of the companies has a segment in {line}, which could be taken out"
            raise ProblemError("invalid-value", detail, {"parameter": "without"})
    slugs = [company.slug for company in companies]
    return Without(
        slugs=(*(segment.slug for segment in segments), *lines),
        names=(*(segment.name for segment in segments), *(line.replace("-", " ") for line in lines)),
        segments={slug: [segment for segment in segments if segment.company == slug] for slug in slugs},
        lines={slug: [found.get(slug, []) for found in in_lines] for slug in slugs} if lines else {},
        parents={segment.slug: segment.within for segment in known},
    )


def _segment_or_line(snapshot: Snapshot, name: str) -> Segment:
    """Return a segment by slug; who misspells it may have meant a line."""
    try:
        return get_segment(snapshot, name)
    except UnknownNameError as error:
        raise unknown_value("without", name, (*error.known, *LINES)) from error
