"""Fixtures for PostgreSQL: databases of a test's own on the server that `tests/conftest.py` runs."""

import pytest

from tests.postgres.cluster import Cluster


@pytest.fixture
def new_url(postgres: Cluster) -> str:
    """Return the URL of an empty database."""
    return postgres.url(postgres.new_database())


@pytest.fixture
def migrated_url(postgres: Cluster, migrated_postgres: str) -> str:
    """Return the URL of a migrated database without a dataset."""
    return postgres.url(postgres.new_database(migrated_postgres))
