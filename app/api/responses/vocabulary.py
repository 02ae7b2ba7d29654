"""Companies, metrics, segments, initiatives, sources, statements."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from app.api.responses.shape import Page, Response, attributes_of, described
from app.domain import catalogue
from app.domain.figure import MetricKind
from app.domain.quantity import Unit

FactCount = Annotated[int, described("How many facts there are about it.")]
AlsoCalled = Annotated[list[str], described("Words by which people look for it too, as the search does.")]
Links = Annotated[dict[str, str], described("Where to read on, by what is there.")]


class EvidenceResponse(Response):
    """Where something is said."""

    source: Annotated[str, described("Slug of the source.")]
    paragraph: Annotated[
        int | None, described("Counted over the source's non-empty lines, from 1; null where all of it is meant.")
    ]


class CompanyResponse(Response):
    """A company that facts are about, or that another one works with."""

    slug: Annotated[str, described("Slug of the company.")]
    name: Annotated[str, described("What it is called.")]
    ticker: Annotated[str | None, described("Where it is listed: its ticker; else null.")]
    exchange: Annotated[str | None, described("The exchange of the ticker, such as NASDAQ; null without one.")]
    country: Annotated[
        str | None, described("ISO 3166-1 alpha-2 code of the country of the listing; null without one.")
    ]
    cik: Annotated[str | None, described("The SEC's number, with leading zeros.")]
    fiscal_year_end: Annotated[str | None, described("MM-DD, the last day of a month.")]
    names: Annotated[list[str], described("Everything that it answers to, in any case.")]
    identifiers_from: Annotated[str | None, described("Where identifiers that no article prints come from.")]
    evidence: Annotated[list[EvidenceResponse], described("Where sources name it.")]
    facts: FactCount
    links: Links


class MetricResponse(Response):
    """What is measured."""

    slug: Annotated[str, described("Slug of the metric.")]
    name: Annotated[str, described("What it is called.")]
    unit: Annotated[Unit, described("What it is counted in: fractions run from 0 to 1.")]
    kind: Annotated[
        MetricKind, described("flow: over a period; stock and count: at a moment; ratio: one number over another.")
    ]
    direction: Annotated[
        catalogue.Direction, described("Which end is better and ranks first; with neither the greatest does.")
    ]
    category: Annotated[catalogue.Category, described("What sort of thing it measures.")]
    definition: Annotated[str, described("What it measures, in a sentence.")]
    of: Annotated[str | None, described("For a share: the metric that it is a share of.")]
    also_called: AlsoCalled
    facts: FactCount
    links: Links


class SegmentResponse(Response):
    """A part of a company's business."""

    slug: Annotated[str, described("Slug of the segment.")]
    company: Annotated[str, described("Slug of the company that it is a part of.")]
    name: Annotated[str, described("What the company calls it.")]
    line: Annotated[catalogue.Line, described("The line of business, which two companies may share.")]
    within: Annotated[str | None, described("The segment that contains it.")]
    overlaps: Annotated[list[str], described("Segments that it may share money with; never summed with them.")]
    breakdowns: Annotated[
        list[str], described("Ways of taking the company apart; segments of one breakdown share no money.")
    ]
    also_called: AlsoCalled
    evidence: Annotated[list[EvidenceResponse], described("Where sources name it.")]
    facts: FactCount
    links: Links


class InitiativeResponse(Response):
    """Something that a company does with AI."""

    slug: Annotated[str, described("Slug of the initiative.")]
    company: Annotated[str, described("Slug of the company whose it is.")]
    name: Annotated[str, described("What it is called.")]
    kind: Annotated[catalogue.InitiativeKind, described("What it is.")]
    approach: Annotated[catalogue.Approach, described("How it is done.")]
    partners: Annotated[list[str], described("Slugs of the companies that it is done with.")]
    summary: Annotated[str, described("What it is, in our words.")]
    facts: Annotated[list[str], described("Ids of the facts stated about it.")]
    evidence: Annotated[list[EvidenceResponse], described("Where sources speak of it.")]
    links: Links


class SourceResponse(Response):
    """An article, post or filing; what it does not print about itself is null, never guessed."""

    slug: Annotated[str, described("Slug of the source.")]
    kind: Annotated[
        catalogue.SourceKind,
        described("What sort of source it is: filings stand before releases, news and commentary."),
    ]
    title: Annotated[str, described("Its title.")]
    title_is_ours: Annotated[bool, described("Whether we gave the title, for want of one.")]
    publisher: Annotated[str | None, described("Who published it; null where it does not say.")]
    url: Annotated[str | None, described("Where it can be read; null where that is not known.")]
    published: Annotated[date | None, described("Of a filing: the day on which it was filed.")]
    form: Annotated[str | None, described("The SEC's form, such as 10-K.")]
    accession: Annotated[str | None, described("The SEC's accession number.")]
    sha256: Annotated[str | None, described("Of the text that the facts were read from.")]
    citation: Annotated[str, described("One line that cites it, and says what is not known about it.")]
    note: Annotated[str | None, described("What a reader should know of it; null where there is nothing.")]
    facts: Annotated[int, described("How many facts it carries.")]
    links: Links


class StatementResponse(Response):
    """A qualitative thing that a source says, in our words."""

    id: Annotated[str, described("Derived from what it says: the same in every database.")]
    companies: Annotated[list[str], described("Slugs of the companies that it is about.")]
    topic: Annotated[catalogue.Topic, described("What it is about.")]
    nature: Annotated[catalogue.StatementNature, described("Whether it is reported, an opinion or a forecast.")]
    stance: Annotated[str, described("A short label that lines companies up.")]
    text: Annotated[str, described("What the source says, in our words.")]
    evidence: Annotated[list[EvidenceResponse], described("Where it says so.")]


class CompanyPage(Page[CompanyResponse]):
    """A page of companies."""


class MetricPage(Page[MetricResponse]):
    """A page of metrics."""


class SegmentPage(Page[SegmentResponse]):
    """A page of segments."""


class InitiativePage(Page[InitiativeResponse]):
    """A page of initiatives."""


class SourcePage(Page[SourceResponse]):
    """A page of sources."""


class StatementPage(Page[StatementResponse]):
    """A page of statements."""


def company_response(company: catalogue.Company, facts: Mapping[str, int]) -> CompanyResponse:
    """Fill a company's shape; `facts` counts facts by company."""
    about = f"company={company.slug}"
    return CompanyResponse.model_validate(
        {
            **attributes_of(company, CompanyResponse),
            "facts": facts.get(company.slug, 0),
            "links": {
                "self": f"/v1/companies/{company.slug}",
                "facts": f"/v1/facts?{about}",
                "segments": f"/v1/segments?{about}",
                "initiatives": f"/v1/initiatives?{about}",
                "statements": f"/v1/statements?{about}",
                "checks": f"/v1/checks?{about}",
            },
        }
    )


def metric_response(metric: catalogue.Metric, facts: Mapping[str, int]) -> MetricResponse:
    """Fill a metric's shape; `facts` counts facts by metric."""
    links = {"self": f"/v1/metrics/{metric.slug}", "facts": f"/v1/facts?metric={metric.slug}"}
    return MetricResponse.model_validate(
        {**attributes_of(metric, MetricResponse), "facts": facts.get(metric.slug, 0), "links": links}
    )


def segment_response(segment: catalogue.Segment, facts: Mapping[str, int]) -> SegmentResponse:
    """Fill a segment's shape; `facts` counts facts by segment."""
    links = {
        "self": f"/v1/segments/{segment.slug}",
        "company": f"/v1/companies/{segment.company}",
        "facts": f"/v1/facts?segment={segment.slug}",
        "line": f"/v1/segments?line={segment.line}",
    }
    return SegmentResponse.model_validate(
        {**attributes_of(segment, SegmentResponse), "facts": facts.get(segment.slug, 0), "links": links}
    )


def initiative_response(initiative: catalogue.Initiative, facts: Mapping[str, list[str]]) -> InitiativeResponse:
    """Fill an initiative's shape; `facts` lists ids of facts by initiative."""
    links = {
        "self": f"/v1/initiatives/{initiative.slug}",
        "company": f"/v1/companies/{initiative.company}",
        "facts": f"/v1/facts?initiative={initiative.slug}",
    }
    return InitiativeResponse.model_validate(
        {**attributes_of(initiative, InitiativeResponse), "facts": facts.get(initiative.slug, []), "links": links}
    )


def source_response(source: catalogue.Source, facts: Mapping[str, int]) -> SourceResponse:
    """Fill a source's shape; `facts` counts facts by source."""
    links = {
        "self": f"/v1/sources/{source.slug}",
        "facts": f"/v1/facts?source={source.slug}",
        "statements": f"/v1/statements?source={source.slug}",
        "checks": f"/v1/checks?source={source.slug}",
    }
    return SourceResponse.model_validate(
        {**attributes_of(source, SourceResponse), "facts": facts.get(source.slug, 0), "links": links}
    )


def ids_by_initiative(facts: Iterable[catalogue.Fact]) -> dict[str, list[str]]:
    """List the ids of facts by the initiative that they are about."""
    ids: dict[str, list[str]] = {}
    for fact in facts:
        if fact.initiative:
            ids.setdefault(fact.initiative, []).append(fact.id)
    return ids
