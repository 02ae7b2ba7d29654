"""The application: a table of contents, and the only place where things are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from app.api.dependencies import EXPOSED
from app.api.exports.kept import KeptFiles
from app.api.gathering import Gathered
from app.api.guards.bodies import WholeBodies
from app.api.guards.downloads import Downloads
from app.api.guards.hosts import KnownHosts
from app.api.guards.proxies import BehindProxies
from app.api.guards.rates import LimitedRates
from app.api.guards.refusing import refuse
from app.api.guards.turns import in_turns
from app.api.measures import measures
from app.api.middleware.answers import KeptAnswers
from app.api.middleware.cache import ResponseCache
from app.api.middleware.cors import OpenToOrigins
from app.api.middleware.head import HeadAsGet
from app.api.middleware.observed import Observed
from app.api.middleware.security import SecurityHeaders
from app.api.middleware.templates import Templates
from app.api.openapi import install_openapi
from app.api.origin import Outside
from app.api.pages.refusing import refuse_reader
from app.api.problems import MISTAKE, install_problems
from app.api.rounds import Rounds
from app.api.routers import (
    assets,
    charts,
    checks,
    companies,
    comparisons,
    crawlers,
    crossovers,
    dataset,
    embeds,
    exports,
    facts,
    health,
    initiatives,
    metrics,
    mix,
    monitoring,
    oembed,
    pages,
    search,
    segments,
    series,
    sources,
    statements,
)
from app.charts.drawing import Drawer
from app.settings import Settings
from app.store.engine import DATABASE_URL, READ_DATABASE_URL
from app.store.reader import Reader
from app.watching.journal import journal
from app.watching.records import speak_as_we_do
from app.watching.sharing import SharedNumbers

DATA = tuple(
    module.router
    for module in (
        comparisons,
        facts,
        series,
        crossovers,
        checks,
        companies,
        mix,
        metrics,
        segments,
        initiatives,
        statements,
        sources,
        dataset,
        search,
        charts,
        exports,
    )
)
"""Routers of what is under /v1: those that are asked most come first, since they are tried in this order."""
PAGES = tuple(module.router for module in (pages, embeds, oembed, assets, crawlers))
"""Routers of what people see, and what a page of somebody else's loads."""
WEB = Path(__file__).parent / "web"


def create_app(settings: Settings | None = None) -> Observed:
    """Put the application together; settings come from the environment unless given. Nothing is read or written yet."""
    settings = settings or Settings()
    setting = READ_DATABASE_URL if settings.read_database_url else DATABASE_URL
    reader = Reader(settings.answers_from, seconds=settings.revision_seconds, setting=setting)
    kept = KeptAnswers(settings.cache_megabytes * 1_000_000)
    outside = Outside(settings.public_url, settings.frame_ancestors, settings.cache_seconds)
    api = create_api(reader, kept, outside)
    turns = api.state.turns = in_turns(Downloads(api), is_local=reader.is_local)
    api.state.whole = ResponseCache(turns, reader=reader, kept=kept, outside=outside)
    answers = with_agents(api.state.whole, api) if settings.mcp else api.state.whole
    return watched(guarded(answers, settings), api, settings)


def with_agents(app: ASGIApp, api: FastAPI) -> ASGIApp:
    """Let agents be answered too, whose messages are read in front of an app."""
    from app.agents.endpoint import add_endpoint  # noqa: PLC0415  nobody pays for it who does not want it

    api.state.agents = add_endpoint(api)
    return WholeBodies(app)


def watched(app: ASGIApp, api: FastAPI, settings: Settings) -> Observed:
    """Put around an app what watches it, which counts, logs and, where that is set, traces what it answers."""
    templates = Templates(api.routes)
    if settings.otel_endpoint:
        app = traced(app, api, templates, settings.otel_endpoint)
    lines = journal() if settings.log_requests else None
    observed = Observed(app, templates=templates, journal=lines, answer=partial(refuse, MISTAKE))
    api.state.observed = observed
    shared = SharedNumbers(settings.metrics_folder) if settings.metrics_folder else None
    api.state.gathered = Gathered(measures(api.state, api.version), api.state.reader, shared)
    api.state.told = Rounds(api.state.gathered.ask)
    return observed


def traced(app: ASGIApp, api: FastAPI, templates: Templates, endpoint: str) -> ASGIApp:
    """Put around an app what sends spans to a collector, those of its database among them."""
    from app.api.middleware.traced import Traced  # noqa: PLC0415  nobody pays for it who does not want it
    from app.store.traced import trace_questions  # noqa: PLC0415
    from app.watching.tracing import Tracing  # noqa: PLC0415

    tracing = Tracing(endpoint, api.version)
    api.state.tracing = tracing
    trace_questions(api.state.reader.engine, tracing.tracer)
    return Traced(app, tracer=tracing.tracer, templates=templates)


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Put in front of an app what is set to stand there: the last one added is the outermost."""
    if settings.trusted_hosts:
        app = KnownHosts(app, trusted=settings.trusted_hosts)
    if settings.rate_limit:
        app = LimitedRates(app, rates=settings.rate_limit)
    if settings.trusted_proxies:
        app = BehindProxies(app, trusted=settings.trusted_proxies)
    return app


def create_api(reader: Reader, kept: KeptAnswers, outside: Outside) -> FastAPI:
    """Put together what answers for the first time, from a reader; `kept` is what it tells about the answers kept."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        api.openapi()  # made lazily, by the first requests in several threads at once, it came out wrong
        agents = api.state.agents
        async with api.state.gathered.published(), agents.serving() if agents else nullcontext():
            yield
        if api.state.tracing:
            api.state.tracing.close()
        reader.close()
        api.state.files.close()
        api.state.drawer.close()

    api = FastAPI(
        title="Retail Rivalry",
        version=version("retail-rivalry"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    api.state.reader = reader
    api.state.ready = Rounds(partial(health.look_whether_ready, reader))
    api.state.tracing = api.state.agents = None
    api.state.kept = kept
    api.state.outside = outside
    api.state.files = KeptFiles()
    api.state.drawer = Drawer()

    for router in DATA:
        api.include_router(router)
    api.include_router(health.router)
    api.include_router(monitoring.router)
    for page in PAGES:
        api.include_router(page)
    api.mount("/assets/swagger", StaticFiles(packages=[("fastapi_offline", "static")]))
    api.mount("/assets", StaticFiles(directory=WEB / "assets"))

    install_problems(api, page=refuse_reader)
    install_openapi(api)

    # The last one added is the outermost.
    api.add_middleware(OpenToOrigins, exposed=EXPOSED)
    api.add_middleware(HeadAsGet)
    api.add_middleware(SecurityHeaders, is_secure=(outside.public_url or "").startswith("https:"))
    return api


def __getattr__(name: str) -> Observed:
    """Make `app` when a server asks for it, as `uvicorn app.main:app` does, so that importing builds nothing."""
    if name == "app":
        speak_as_we_do()
        return create_app()
    raise AttributeError(name)
