"""Entries into nouns: one function each, from what an editor typed to what the domain knows."""

from calendar import monthrange
from dataclasses import replace
from itertools import chain
from typing import Any

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
from app.domain.identity import fact_id, statement_id
from app.packs import schema, vocabulary
from app.packs.figures import check_condition, place_period, read_claimed, read_quantity
from app.packs.lines import Place
from app.packs.references import References
from app.packs.validation import Located

LOOKED_UP = {"company": "companies", "metric": "metrics", "segment": "segments", "initiative": "initiatives"}
"""The keys of a fact that name something else, and what."""

_LEAP_YEAR = 2024


def check_table(at: Located[schema.TableEntry], references: References) -> None:
    """Look up what a table says of all its rows, so that a wrong name is reported once, where it is written."""
    company = at.entry.every.get("company")
    about: list[tuple[Place, dict[str, Any]]] = [(("every",), at.entry.every)]
    about += [(("columns", name), meaning.model_dump()) for name, each in at.entry.columns.items() for meaning in each]
    for way, keys in about:
        for key, noun in LOOKED_UP.items():
            slug = keys.get(key)
            if isinstance(slug, str):
                inside = Located(at.entry, at.file, (*at.place, *way))
                if key in ("segment", "initiative") and isinstance(company, str):
                    references.find_of(noun, inside, key, slug, company)
                    references.excuse(noun, slug, company)
                else:
                    references.find(noun, inside, key, slug)
                    references.excuse(noun, slug)


def read_source(at: Located[vocabulary.SourceEntry], _: References) -> Source:
    """Read `[source]`."""
    return Source(**at.entry.model_dump())


def read_company(at: Located[vocabulary.CompanyEntry], references: References) -> Company:
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


def read_metric(at: Located[vocabulary.MetricEntry], references: References) -> Metric:
    """Read one of `[[metrics]]`; a share is a ratio of a known metric."""
    entry = at.entry
    references.find("metrics", at, "of", entry.of)
    if entry.of and entry.kind != "ratio":
        references.add(at.mistake("of", f"only a ratio is a share of something, and this is a {entry.kind}"))
    return Metric(**entry.model_dump(exclude={"also_called"}), also_called=tuple(entry.also_called))


def read_segment(at: Located[vocabulary.SegmentEntry], references: References) -> Segment:
    """Read one of `[[segments]]`; `link_segments` checks what they say of each other."""
    entry = at.entry
    references.find("companies", at, "company", entry.company)
    content = entry.model_dump(exclude={"evidence", "overlaps", "breakdowns", "also_called"})
    return Segment(
        **content,
        overlaps=tuple(entry.overlaps),
        breakdowns=tuple(entry.breakdowns),
        also_called=tuple(entry.also_called),
        evidence=_evidence(at, references),
    )


def read_initiative(at: Located[vocabulary.InitiativeEntry], references: References) -> Initiative:
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
    quantity = read_quantity(at, metric, references)
    period = place_period(at, company, metric, references) if company and metric else None
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
    references.find("metrics", at, "than", entry.than)
    companies = [references.find("companies", at, "companies", company) for company in entry.companies]
    metric: Metric | None = references.find("metrics", at, "metric", entry.metric)
    references.find_of("segments", at, "segment", entry.segment, entry.companies[0])
    if metric is None or companies[0] is None:
        return None
    quantity = read_claimed(at, metric, references) if entry.printed else None
    if entry.condition:
        check_condition(at, metric, references)
    return Claim(
        source=_source_slug(at),
        paragraphs=tuple(entry.paragraphs),
        companies=tuple(entry.companies),
        period=place_period(at, companies[0], metric, references) if entry.period is not None else None,
        quantity=quantity,
        **entry.model_dump(exclude={"paragraphs", "companies", "period", "period_inferred"}),
    )


def _source_slug(at: Located[vocabulary.Entry]) -> str:
    """Slug of the file's own source; a file whose source is broken is refused as a whole, with that mistake."""
    return at.file.source or ""


def _own_source(at: Located[schema.FactEntry], references: References) -> str:
    """Return the source that a fact names, one of its own pack, or else the pack's one `[source]`."""
    named = at.entry.source
    if named is None:
        if "source" not in (at.file.pack or at.file).content:
            references.add(
                at.mistake("source", "the pack has no [source], so that each fact names one of its [[sources]]")
            )
        return _source_slug(at)
    own = references.sources_of(at.file)
    if own is not None and named not in own:
        references.add(at.mistake("source", f"the pack has no source {named!r} of its own", named, own))
    return named


def _evidence(
    at: Located[vocabulary.CompanyEntry] | Located[vocabulary.SegmentEntry] | Located[vocabulary.InitiativeEntry],
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


def _ends_a_month(month_and_day: str) -> bool:
    month, day = int(month_and_day[:2]), int(month_and_day[3:])
    if not 1 <= month <= 12:  # noqa: PLR2004  months a year
        return False
    return day == monthrange(_LEAP_YEAR, month)[1] or (month, day) == (2, 28)
