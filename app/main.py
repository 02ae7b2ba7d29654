"""The application: a table of contents, and the only place where things are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from app.api.dependencies import REVISION_HEADER
from app.api.exports.kept import KeptFiles
from app.api.middleware.conditional import ConditionalGet
from app.api.middleware.head import HeadAsGet
from app.api.middleware.security import SecurityHeaders
from app.api.openapi import install_openapi
from app.api.parameters import check_parameters
from app.api.problems import install_problems
from app.api.routers import (
    checks,
    companies,
    comparisons,
    crossovers,
    dataset,
    exports,
    facts,
    health,
    initiatives,
    metrics,
    mix,
    pages,
    segments,
    series,
    sources,
    statements,
)
from app.settings import Settings
from app.store.engine import open_reader

DATA = tuple(
    module.router
    for module in (
        comparisons,
        series,
        crossovers,
        checks,
        facts,
        companies,
        mix,
        metrics,
        segments,
        initiatives,
        statements,
        sources,
        dataset,
        exports,
    )
)
"""Routers of what is under /v1, in the order in which the documentation shows them."""
WEB = Path(__file__).parent / "web"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the application together; settings come from the environment unless given. Nothing is read or written yet."""
    settings = settings or Settings()
    engine = open_reader(settings.database_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(
        title="Retail Rivalry",
        version=version("retail-rivalry"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.engine = engine
    app.state.files = KeptFiles()

    for router in DATA:
        app.include_router(router, dependencies=[Depends(check_parameters)])
    app.include_router(health.router)
    app.include_router(pages.router)
    app.mount("/assets/swagger", StaticFiles(packages=[("fastapi_offline", "static")]))
    app.mount("/assets", StaticFiles(directory=WEB))

    install_problems(app)
    install_openapi(app)

    # The last one added is the outermost.
    app.add_middleware(ConditionalGet, max_age=settings.cache_seconds)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", REVISION_HEADER],
        max_age=86400,
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)
    return app


def __getattr__(name: str) -> FastAPI:
    """Make `app` when a server asks for it, as `uvicorn app.main:app` does, so that importing builds nothing."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
