"""Fixtures for all tests.

Nothing here is fake. A database is a SQLite file made by the real migrations; these run once a session, and each test
that writes gets a copy of the file, which costs a millisecond. Tests that only read share one file with the shipped
seed in it, or the shipped seed itself; what only shows where facts are few is read from the two articles alone. A
real PostgreSQL server starts when the first test asks for it, and ends with the session; there too each test that
writes gets a copy of a database. Packs are text, written to files and read by the real reader. What a kind of test
needs beside that stands in its own file, or as a plain function in `tests/factories.py` and `tests/packs/writing.py`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.domain.catalogue import Catalogue
from app.domain.derived import completed
from app.packs.reader import read_packs
from app.shipped import shipped
from app.store.engine import open_reader, open_writer
from app.store.loading import load
from app.store.migrating import migrate
from app.store.snapshot import Snapshot, open_snapshot
from tests.api.asking import TWINS
from tests.factories import only_from
from tests.packs.writing import VOCABULARY
from tests.postgres.cluster import Cluster
from tests.postgres.twins import Twins

os.environ["RIVALRY_LOG_REQUESTS"] = "false"  # apps in this process are silent; those in others are told what to do

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")  # how long an example takes says more of the machine than of the code

WritePack = Callable[..., Path]


@pytest.fixture(scope="session")
def seed() -> Catalogue:
    """Return the seed that we ship, as the packs say it, with the facts that follow from it."""
    return completed(read_packs([shipped("seed")]))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a database once; tests copy the file and leave this one alone."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    engine = open_writer(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def database_url(migrated_file: Path, tmp_path: Path) -> str:
    """Return the URL of a migrated database without a dataset, the test's own."""
    path = tmp_path / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def loaded_url(migrated_file: Path, seed: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a database that holds the shipped seed; everybody's, so nobody writes to it."""
    path = tmp_path_factory.mktemp("loaded") / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    engine = open_writer(f"sqlite:///{path}")
    load(engine, seed)
    engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def articles(seed: Catalogue) -> Catalogue:
    """Return what the two articles alone say, with the whole vocabulary."""
    return only_from(seed, ("amazon-edges-past-walmart", "retail-throne-ai-phase"))


@pytest.fixture(scope="session")
def articles_url(migrated_file: Path, articles: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a database that holds the two articles alone; everybody's, so nobody writes to it."""
    path = tmp_path_factory.mktemp("articles") / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    engine = open_writer(f"sqlite:///{path}")
    load(engine, articles)
    engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Run a PostgreSQL server."""
    cluster = Cluster()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Cluster) -> str:
    """Migrate a database on PostgreSQL once and return its name; tests copy it and leave this one alone."""
    name = postgres.new_database()
    engine = open_writer(postgres.url(name))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def on_both(postgres: Cluster, migrated_postgres: str) -> Iterator[None]:
    """Let every app that is served over SQLite have a twin on PostgreSQL that must answer alike."""
    twins = Twins(postgres, migrated_postgres)
    TWINS.append(twins)
    yield
    TWINS.clear()
    twins.close()


@pytest.fixture(scope="session")
def snapshot(loaded_url: str) -> Iterator[Snapshot]:
    """Hold the shipped seed open for reading."""
    engine = open_reader(loaded_url)
    with open_snapshot(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the made-up vocabulary that small packs refer to."""
    path = tmp_path_factory.mktemp("world") / "vocabulary.toml"
    path.write_text(VOCABULARY)
    return read_packs([path])


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Return a function that writes a pack and returns its path."""

    def write(text: str | bytes, name: str = "pack.toml") -> Path:
        path = tmp_path / "packs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write
