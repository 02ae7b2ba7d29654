"""Plain functions that make one noun each, good as it stands; a test overrides only what it is about."""

from dataclasses import replace
from typing import Any

from app.domain.catalogue import Catalogue, Company, Fact, Metric, Segment, Source
from app.domain.figure import read_figure
from app.domain.identity import fact_id
from app.domain.period import Period, read_period

NEWS = "amazon-edges-past-walmart"


def company(**overrides: Any) -> Company:  # noqa: ANN401  any field
    return replace(Company(slug="amazon", name="Amazon", fiscal_year_end="12-31"), **overrides)


AMAZON = company()
WALMART = company(slug="walmart", name="Walmart", fiscal_year_end="01-31")
TARGET = company(slug="target", name="Target", fiscal_year_end="01-31")
COSTCO = company(slug="costco", name="Costco", fiscal_year_end="08-31")
KROGER = company(slug="kroger", name="Kroger", fiscal_year_end="01-31")


def metric(**overrides: Any) -> Metric:  # noqa: ANN401  any field
    revenue = Metric(
        slug="revenue",
        name="Revenue",
        unit="USD",
        kind="flow",
        direction="higher",
        category="scale",
        definition="Total revenue of a company, or of one of its segments, over a period.",
    )
    return replace(revenue, **overrides)


REVENUE = metric()
SHARE = metric(slug="revenue-share", name="Share of revenue", unit="fraction", kind="ratio", category="mix")
STORES = metric(slug="stores", name="Number of stores", unit="count", kind="count", category="footprint")
STREAK = metric(slug="streak", name="Growth streak", unit="quarters", kind="count", category="growth")


def segment(**overrides: Any) -> Segment:  # noqa: ANN401  any field
    plain = Segment(slug="aws", company="amazon", name="Amazon Web Services", line="cloud")
    named = {"name": overrides["slug"].replace("-", " ").capitalize()} if "slug" in overrides else {}
    return replace(plain, **{**named, **overrides})


def source(**overrides: Any) -> Source:  # noqa: ANN401  any field
    return replace(Source(slug=NEWS, kind="news", title="Amazon edges past Walmart", title_is_ours=True), **overrides)


def period(label: str, company: Company = AMAZON, *, instant: bool = False) -> Period:
    return read_period(label, year_end_month=company.year_end_month, instant=instant)


def fact(
    printed: str = "roughly $716.9 billion",
    *,
    company: Company = AMAZON,
    metric: Metric = REVENUE,
    period: Period | str = "FY2025",
    **overrides: Any,  # noqa: ANN401  any field
) -> Fact:
    """Read a figure, as packs are read, into a fact with the id that it would have there."""
    if isinstance(period, str):
        period = read_period(period, year_end_month=company.year_end_month, instant=metric.at_instant)
    quantity = overrides.pop("quantity", None) or read_figure(printed, unit=metric.unit, kind=metric.kind)
    plain = Fact(
        id="", company=company.slug, metric=metric.slug, source=NEWS, printed=printed, quantity=quantity, period=period
    )
    stated = replace(plain, **overrides)
    return replace(stated, id=overrides.get("id") or fact_id(stated.key, stated.printed, stated.quantity))


def amazon_revenue(**overrides: Any) -> Fact:  # noqa: ANN401  any field
    latest = replace(period("FY2025", AMAZON), inferred=True, note="the newest fiscal year that Amazon had reported")
    return fact(
        **{"printed": "roughly $716.9 billion", "company": AMAZON, "period": latest, "paragraph": 4, **overrides}
    )


def walmart_revenue(**overrides: Any) -> Fact:  # noqa: ANN401  any field
    latest = replace(period("FY2026", WALMART), inferred=True, note="printed as the latest fiscal year")
    return fact(**{"printed": "$713.2 billion", "company": WALMART, "period": latest, "paragraph": 4, **overrides})


def catalogue(*facts: Fact, **overrides: Any) -> Catalogue:  # noqa: ANN401  any collection
    """Put facts beside two companies, their metrics, one segment and one source."""
    plain = Catalogue(
        companies=(AMAZON, WALMART),
        metrics=(REVENUE, SHARE, STORES, STREAK),
        segments=(segment(),),
        sources=(source(),),
        facts=facts or (amazon_revenue(), walmart_revenue()),
    )
    return replace(plain, **overrides)


def only_from(everything: Catalogue, sources: tuple[str, ...]) -> Catalogue:
    """Keep what some sources say, and the whole vocabulary."""
    return replace(
        everything,
        sources=tuple(each for each in everything.sources if each.slug in sources),
        facts=tuple(each for each in everything.facts if each.source in sources),
        statements=tuple(each for each in everything.statements if each.source in sources),
        claims=tuple(each for each in everything.claims if each.source in sources),
    )
