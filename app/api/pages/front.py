"""The front page: which rivalry it is about, which is for the data to say, and what is shown of it."""

from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.api.pages.figures import Told, find_told
from app.api.pages.selection import Selection, select
from app.api.pages.shown import Shown, show
from app.api.problems import ProblemError
from app.domain.catalogue import Company, Metric
from app.store.dataset import find_most_spoken_of, find_most_stated
from app.store.reader import Reader
from app.store.snapshot import state_explained
from app.store.vocabulary import get_company, get_metric

MOST_CLAIMS = 25
UNANSWERABLE = ("too-few-facts", "invalid-value", "not-found")
"""How the API says that the facts at hand answer no such question."""


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Companies, two where two share a metric, else the one that most is known of, and a metric of theirs.

    `told` are figures about them that a source prints.
    """

    companies: tuple[Company, ...]
    metric: Metric
    told: Told | None

    @property
    def slugs(self) -> str:
        """The companies as a parameter has them."""
        return ",".join(company.slug for company in self.companies)


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows; what the facts at hand cannot answer is absent."""

    rivalry: Rivalry | None = None
    lead: Shown | None = None
    race: Shown | None = None
    mixes: tuple[Shown, ...] = ()
    strategies: Shown | None = None
    checks: Shown | None = None
    told: Told | None = None
    figure: Shown | None = None

    @property
    def first(self) -> Shown | None:
        """What the page is about, in one sentence and one picture."""
        every = (self.lead, self.race, *self.mixes, self.strategies, self.checks)
        return next((each for each in every if each), None)


async def open_front(request: Request, revision: int) -> Front:
    """Choose what the front page shows of a revision, and ask for it. Raises ProblemError where nothing can be read."""
    rivalry = await choose_rivalry(request, revision)
    if rivalry is None:
        return Front()
    metric = rivalry.metric.slug

    async def shown(name: str, **attributes: str) -> Shown | None:
        return await _shown(request, select(name, **attributes), revision)

    mixes = [
        await shown("mix", company=company.slug, metric=metric, place=str(place))
        for place, company in enumerate(rivalry.companies, start=1)
    ]
    return Front(
        rivalry,
        lead=await shown("compare", companies=rivalry.slugs, metric=metric),
        race=await shown("series", companies=rivalry.slugs, metric=metric),
        mixes=tuple(mix for mix in mixes if mix),
        strategies=await shown("strategies", companies=rivalry.slugs),
        checks=await shown("checks", limit=str(MOST_CLAIMS)),
        told=rivalry.told,
        figure=await shown("fact", fact=rivalry.told.figures[0].fact) if rivalry.told else None,
    )


async def choose_rivalry(request: Request, revision: int) -> Rivalry | None:
    """Choose what pages are about, None where there is not one fact about a whole company. Raises ProblemError."""
    return await run_in_threadpool(_choose, request.app.state.reader, revision)


def _choose(reader: Reader, revision: int) -> Rivalry | None:
    """Choose what the front page is about, None where there is not one fact about a whole company."""
    with state_explained(reader.engine):
        snapshot = reader.hold(revision)
        try:
            found = find_most_spoken_of(snapshot)
            if found is None:
                one = find_most_stated(snapshot)
                found = (one[1], [one[0]]) if one else None
            if found is None:
                return None
            companies = tuple(get_company(snapshot, slug) for slug in found[1])
            return Rivalry(companies, get_metric(snapshot, found[0]), find_told(snapshot, companies))
        finally:
            snapshot.close()


async def _shown(request: Request, selection: Selection, revision: int) -> Shown | None:
    """Ask for a selection; None where the facts at hand cannot answer it, or answer with nothing."""
    try:
        found = await show(request, selection, revision=revision)
    except ProblemError as error:
        if error.code in UNANSWERABLE:
            return None
        raise
    return None if any(found.answer.get(key) == [] for key in ("items", "initiatives", "parts")) else found
