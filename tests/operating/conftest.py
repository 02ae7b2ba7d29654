"""Fixtures for the runbook: two releases, of which the newer has a schema of its own, and a machine for each test file.

A machine is carried through the runbook, section by section: so each section's fixture stands on that of the one
before it, and whoever asks for one has all before it done.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operating.machine import Machine, copy_release
from tests.operating.runbook import ROOT

MADE_UP = """
\"\"\"A made-up migration, which only the newer release has.\"\"\"

from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_revision_created", "revision", ["created"])


def downgrade() -> None:
    op.drop_index("ix_revision_created", "revision")
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of two releases: this one, and one that is to come."""
    folder = tmp_path_factory.mktemp("releases")
    found = {version: copy_release(ROOT, folder / version, version) for version in ("0.1.0", "0.2.0")}
    migrations = found["0.2.0"] / "migrations/versions"
    newest = max(path.name.split("_")[0] for path in migrations.glob("*.py"))
    (migrations / "9999_made_up.py").write_text(MADE_UP.format(newest=newest), "utf-8")
    return found


def free_port() -> int:
    """Return a port that nobody has at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Return a machine with nothing of ours on it; what still runs on it at the end is ended."""
    machine = Machine(tmp_path_factory.mktemp("machine"), free_port())
    try:
        yield machine
    finally:
        machine.stop()
