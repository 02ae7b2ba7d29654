"""Entries into nouns: one function each, from what an editor typed to what the domain knows."""

from calendar import monthrange
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from app.domain.catalogue import (
    Claim,
    Company,
    Evidence,
    Fact,
    Initiative,
    Metric,
    Segment,
    Source,
    Statement,
)
from app.domain.errors import UnreadableFigureError, UnreadablePeriodError
from app.domain.figure import read_figure
from app.domain.identity import fact_id, statement_id
from app.domain.period import LABELS, Period, is_period_label, kind_of_label, read_period
from app.domain.quantity import Quantity, Unit
from app.packs import schema
from app.packs.mistakes import wrong_value
from app.packs.references import References
from app.packs.validation import Located

_LEAP_YEAR = 2024
_DAYS = {"annual": (350, 378), "quarter": (77, 126), "year-to-date": (160, 300)}
"""Shortest and longest: years of 52 or 53 weeks, quarters of 12 to 17, as some retailers have them, and some slack."""


def read_source(at: Located[schema.SourceEntry], _: References) -> Source:
    """Read `[source]`."""
    return Source(**at.entry.model_dump())


def read_company(at: Located[schema.CompanyEntry], references: References) -> Company:
    """Read one of `[[companies]]`; identifiers need their origin, and a fiscal year ends with a month."""
    entry = at.entry
    identifiers = [name for name in ("cik", "exchange", "fiscal_year_end") if getattr(entry, name)]
    if identifiers and not entry.identifiers_from:
        references.add(at.mistake("from", f"say where {' and '.join(identifiers)} came from"))
    if entry.fiscal_year_end and not _ends_a_month(entry.fiscal_year_end):
        problem = f"{entry.fiscal_year_end!r} is not the last day of a month, as MM-DD"
        references.add(at.mistake("fiscal_year_end", problem))
        entry = entry.model_copy(update={"fiscal_year_end": None})
    content = entry.model_dump(exclude={"evidence", "aliases"})
    return Company(**content, aliases=tuple(entry.aliases), evidence=_evidence(at, references))


def read_metric(at: Located[schema.MetricEntry], references: References) -> Metric:
    """Read one of `[[metrics]]`; a share is a ratio of a known metric."""
    entry = at.entry
    references.find("metrics", at, "of", entry.of)
    if entry.of and entry.kind != "ratio":
        references.add(at.mistake("of", f"only a ratio is a share of something, and this is a {entry.kind}"))
    return Metric(**entry.model_dump())


def read_segment(at: Located[schema.SegmentEntry], references: References) -> Segment:
    """Read one of `[[segments]]`; `link_segments` checks what they say of each other."""
    entry = at.entry
    references.find("companies", at, "company", entry.company)
    content = entry.model_dump(exclude={"evidence", "overlaps", "breakdowns"})
    return Segment(
        **content,
        overlaps=tuple(entry.overlaps),
        breakdowns=tuple(entry.breakdowns),
        evidence=_evidence(at, references),
    )


def read_initiative(at: Located[schema.InitiativeEntry], references: References) -> Initiative:
    """Read one of `[[initiatives]]`."""
    entry = at.entry
    references.find("companies", at, "company", entry.company)
    for partner in entry.partners:
        references.find("companies", at, "partners", partner)
    content = entry.model_dump(exclude={"evidence", "partners"})
    return Initiative(**content, partners=tuple(entry.partners), evidence=_evidence(at, references))


def read_fact(at: Located[schema.FactEntry], references: References) -> Fact | None:
    """Read one of `[[facts]]`; None where a mistake leaves no fact."""
    entry = at.entry
    company: Company | None = references.find("companies", at, "company", entry.company)
    metric: Metric | None = references.find("metrics", at, "metric", entry.metric)
    references.find_of("segments", at, "segment", entry.segment, entry.company)
    references.find_of("initiatives", at, "initiative", entry.initiative, entry.company)
    quantity = _quantity(at, metric, references)
    period = _period(at, company, metric, references) if company and metric else None
    if metric is None or quantity is None or period is None:
        return None
    fact = Fact(
        id="",
        source=_own_source(at, references),
        quantity=quantity,
        period=period,
        **entry.model_dump(exclude={"source", "period", "period_inferred", "low", "high"}),
    )
    return replace(fact, id=fact_id(fact.key, fact.printed, fact.quantity))


def read_statement(at: Located[schema.StatementEntry], references: References) -> Statement:
    """Read one of `[[statements]]`."""
    entry = at.entry
    for company in entry.companies:
        references.find("companies", at, "companies", company)
    source, paragraphs, companies = _source_slug(at), tuple(entry.paragraphs), tuple(entry.companies)
    return Statement(
        id=statement_id(source, paragraphs, companies, entry.topic, entry.text),
        source=source,
        paragraphs=paragraphs,
        companies=companies,
        **entry.model_dump(exclude={"paragraphs", "companies"}),
    )


def read_claim(at: Located[schema.ClaimEntry], references: References) -> Claim | None:
    """Read one of `[[claims]]`; its figure is read in the unit that its operation yields."""
    entry = at.entry
    companies = [references.find("companies", at, "companies", company) for company in entry.companies]
    metric: Metric | None = references.find("metrics", at, "metric", entry.metric)
    references.find_of("segments", at, "segment", entry.segment, entry.companies[0])
    if metric is None or companies[0] is None:
        return None
    quantity = _claimed(at, metric, references) if entry.printed else None
    return Claim(
        source=_source_slug(at),
        paragraphs=tuple(entry.paragraphs),
        companies=tuple(entry.companies),
        period=_period(at, companies[0], metric, references) if entry.period else None,
        quantity=quantity,
        **entry.model_dump(exclude={"paragraphs", "companies", "period", "period_inferred"}),
    )


def link_segments(located: list[Located[schema.SegmentEntry]], references: References) -> list[Segment]:
    """Check what segments say of each other, and make every overlap mutual."""
    parents = {segment.slug: segment.within for segment in references.values("segments")}
    mutual: dict[str, set[str]] = {}
    for at in located:
        entry = at.entry
        references.find_of("segments", at, "within", entry.within, entry.company)
        if _is_circular(entry.slug, parents):
            references.add(at.mistake("within", f"{entry.slug!r} would contain itself"))
        for other in entry.overlaps:
            references.find_of("segments", at, "overlaps", other, entry.company)
            if other == entry.slug:
                references.add(at.mistake("overlaps", "a segment does not overlap itself"))
            mutual.setdefault(entry.slug, set()).add(other)
            mutual.setdefault(other, set()).add(entry.slug)
    segments = [references.find("segments", at, "slug", at.entry.slug) for at in located]
    return [replace(each, overlaps=tuple(sorted(mutual.get(each.slug, ())))) for each in segments if each]


def _source_slug(at: Located[schema.Entry]) -> str:
    """Slug of the file's own source; a file whose source is broken is refused as a whole, with that mistake."""
    return at.file.source or ""


def _own_source(at: Located[schema.FactEntry], references: References) -> str:
    """Return the source that a fact names, one of its own pack, or else the pack's one `[source]`."""
    named = at.entry.source
    if named is None:
        if at.file.source is None:
            references.add(
                at.mistake("source", "the pack has no [source], so that each fact names one of its [[sources]]")
            )
        return _source_slug(at)
    own = references.sources_of(at.file)
    if named not in own:
        allowed, near = wrong_value(named, own)
        references.add(at.mistake("source", f"the pack has no source {named!r} of its own", allowed, near))
    return named


def _evidence(
    at: Located[schema.CompanyEntry] | Located[schema.SegmentEntry] | Located[schema.InitiativeEntry],
    references: References,
) -> tuple[Evidence, ...]:
    """Spread source → paragraphs into one evidence a paragraph."""
    for source in at.entry.evidence:
        references.find("sources", at, "evidence", source)
    spread = (
        [Evidence(source, each) for each in paragraphs] or [Evidence(source, None)]
        for source, paragraphs in at.entry.evidence.items()
    )
    return tuple(chain.from_iterable(spread))


def _quantity(at: Located[schema.FactEntry], metric: Metric | None, references: References) -> Quantity | None:
    """Read the printed figure, or take the editor's own range where there is one.

    Without a metric, which is a mistake of its own, the figure is read all the same, to find what is wrong with it.
    """
    entry = at.entry
    unit, kind = (metric.unit, metric.kind) if metric else (None, None)
    try:
        if entry.low is None and entry.high is None:
            return _kept(read_figure(entry.printed, unit=unit, kind=kind), at, "printed", references)
        if entry.note is None:
            references.add(at.mistake("note", "a range of the editor's own needs a note that says why"))
        key = "high" if entry.low is None else "low"
        return _kept(Quantity(None, entry.low, entry.high, unit or "count"), at, key, references)
    except UnreadableFigureError as error:
        references.add(at.mistake("printed", f"{error}; or give low or high, with a note"))
    except ValueError as error:
        references.add(at.mistake("low", str(error)))
    return None


def _claimed(at: Located[schema.ClaimEntry], metric: Metric, references: References) -> Quantity | None:
    """Read a claim's figure: a multiple, a share, a number of quarters, or else in the metric's unit."""
    units: dict[str, Unit] = {
        "multiple": "multiple",
        "share": "fraction",
        "streak": "quarters",
        "faster-growth": "quarters",
    }
    unit = units.get(at.entry.operation, metric.unit)
    kind = "count" if unit == "quarters" else metric.kind
    try:
        quantity = read_figure(at.entry.printed or "", unit=unit, kind=kind)
        return _kept(quantity, at, "printed", references)
    except UnreadableFigureError as error:
        references.add(at.mistake("printed", str(error)))
    return None


def _kept(
    quantity: Quantity,
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry],
    key: str,
    references: References,
) -> Quantity | None:
    """Return a quantity that doubles hold as written; one that they do not would come back from the store changed."""
    ends = (quantity.value, quantity.low, quantity.high)
    if any(end is not None and Decimal(repr(float(end))) != end for end in ends):
        references.add(at.mistake(key, "more digits, or a greater exponent, than the store can keep"))
        return None
    return quantity


def _period(
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry],
    company: Company,
    metric: Metric,
    references: References,
) -> Period | None:
    """Place the period on the company's calendar, or take its own dates."""
    given, note = at.entry.period, at.entry.period_inferred
    try:
        if isinstance(given, schema.PeriodEntry):
            _check_dates(at, given, references)
            instant = Period(given.label, "instant", end=given.end)
            period = instant if metric.at_instant else Period(given.label, given.kind, given.start, given.end)
        else:
            period = read_period(str(given), year_end_month=company.year_end_month, instant=metric.at_instant)
    except UnreadablePeriodError as error:
        references.add(at.mistake("period", str(error)))
        return None
    return replace(period, inferred=note is not None, note=note)


def _check_dates(
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry], given: schema.PeriodEntry, references: References
) -> None:
    """Hold a period's own dates against its kind, and its kind against its label."""
    days = (given.end - given.start).days + 1
    shortest, longest = _DAYS.get(given.kind, (1, days))
    if not is_period_label(given.label):
        references.add(at.mistake("period", f"{given.label!r} is not a period; periods look like {LABELS}"))
    elif given.kind != kind_of_label(given.label):
        references.add(at.mistake("period", f"the label {given.label!r} does not name a period of kind {given.kind}"))
    if given.start >= given.end:
        references.add(at.mistake("period", f"the period {given.label!r} ends before it starts"))
    elif not shortest <= days <= longest:
        problem = f"a period of kind {given.kind} lasts {shortest} to {longest} days, not {days}"
        references.add(at.mistake("period", problem))


def _ends_a_month(month_and_day: str) -> bool:
    month, day = int(month_and_day[:2]), int(month_and_day[3:])
    last = monthrange(_LEAP_YEAR, month)[1] if 1 <= month <= 12 else 0  # noqa: PLR2004  months a year
    return day == last or (month, day) == (2, 28)


def _is_circular(slug: str, parents: dict[str, str | None]) -> bool:
    seen, parent = {slug}, parents.get(slug)
    while parent is not None and parent not in seen:
        seen.add(parent)
        parent = parents.get(parent)
    return parent == slug
