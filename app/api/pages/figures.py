"""Figures in running text: what one source prints about some companies, hedged, in the order in which it tells it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.api.pages.code import element
from app.api.pages.printing import in_print
from app.api.pages.selection import select
from app.domain.catalogue import Company, Fact
from app.domain.naming import noun_of, possessive
from app.store.facts import find_facts_of_sources
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    EVERYTHING,
    ClaimFilter,
    find_claims,
    get_initiative,
    get_metric,
    get_segment,
    get_source,
)

MOST_FIGURES = 4
UNHEDGED = {"exact", "rounded"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: of what, the id of its fact, and as printed."""

    of: str
    fact: str
    printed: str

    @property
    def element(self) -> Markup:
        """The element that shows it, around the figure as printed."""
        return element(select("fact", fact=self.fact), self.printed)


@dataclass(frozen=True, slots=True)
class Told:
    """Figures, and the title of the source that prints them, in brackets where the title is ours."""

    title: str
    figures: tuple[Figure, ...]


def find_told(snapshot: Snapshot, companies: Sequence[Company]) -> Told | None:
    """Find what the source that claims most about some companies prints about them, None where it hedges nothing."""
    slugs = [company.slug for company in companies]
    claims = Counter(claim.source for claim in find_claims(snapshot, EVERYTHING, ClaimFilter(companies=slugs)))
    if not claims:
        return None
    source = get_source(snapshot, min(claims, key=lambda slug: (-claims[slug], slug)))
    by_slug = {company.slug: company for company in companies}
    told = _telling(find_facts_of_sources(snapshot, [source.slug]), slugs)
    figures = [Figure(_of(snapshot, by_slug[fact.company], fact), fact.id, fact.printed) for fact in told]
    title = f"[{source.title}]" if source.title_is_ours else source.title
    return Told(in_print(title), tuple(figures)) if figures else None


def _telling(facts: Sequence[Fact], companies: Sequence[str]) -> list[Fact]:
    """Choose the first hedged number on each metric, as the source tells them; those in words alone read badly so."""
    first: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.paragraph or 0, fact.id)):
        is_hedged = not UNHEDGED.issuperset(fact.quantity.hedges) and any(map(str.isdigit, fact.printed))
        if is_hedged and fact.nature == "actual" and fact.company in companies:
            first.setdefault(fact.metric, fact)
    return list(first.values())[:MOST_FIGURES]


def _of(snapshot: Snapshot, company: Company, fact: Fact) -> str:
    """Name what a fact is of: "Amazon's revenue in Amazon advertising"."""
    return in_print("".join(_parts(snapshot, company, fact)))


def _parts(snapshot: Snapshot, company: Company, fact: Fact) -> Iterator[str]:
    yield f"{possessive(company.name)} {noun_of(get_metric(snapshot, fact.metric))}"
    if fact.segment:
        yield f" in {get_segment(snapshot, fact.segment).name}"
    if fact.initiative:
        yield f" for {get_initiative(snapshot, fact.initiative).name}"
