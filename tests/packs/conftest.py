"""A dataset for broken packs to be checked beside: what the shipped seed can be referred to by, and no fact."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.catalogue import Catalogue
from app.store.engine import open_writer
from app.store.loading import load


@pytest.fixture(scope="session")
def names_only(seed: Catalogue) -> Catalogue:
    """Return the vocabulary and the sources of the shipped seed."""
    return replace(seed, facts=(), statements=(), claims=())


@pytest.fixture(scope="session")
def names_url(migrated_file: Path, names_only: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a database that holds them, in a folder of its own; whoever writes to it takes a copy."""
    path = tmp_path_factory.mktemp("names") / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    engine = open_writer(f"sqlite:///{path}")
    load(engine, names_only)
    engine.dispose()
    return f"sqlite:///{path}"
