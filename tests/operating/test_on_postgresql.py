"""The runbook on PostgreSQL: moving there, its own backups, another password, and an upgrade without a gap."""

import re
import sys
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Self

import pytest

from tests.operating.conftest import free_port
from tests.operating.machine import Machine
from tests.operating.runbook import BLOCKS, RUNBOOK
from tests.postgres.cluster import Cluster, programs
from tests.postgres.waiting import wait_until

ROLE = "guarded"
"""Who needs a password to come in."""

FROM_A_FOLDER = """\
#!{python}
import sys
sys.path.insert(0, {folder!r})
from app.cli import main
main()
"""
"""An installed command, as far as it matters here: the code of a release, whose wheel is tested on one machine."""


class Watcher:
    """Asks a service something new all the time, and notes the answers that are no 200."""

    def __init__(self, machine: Machine) -> None:
        """Begin."""
        self.asked, self.failed = 0, list[str]()
        self._machine, self._over = machine, Event()
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> Self:
        """Ask from now on, and see that it begins well."""
        self._thread.start()
        wait_until(lambda: self.asked > 0)
        return self

    def __exit__(self, *_: object) -> None:
        """Ask some more, then no longer."""
        enough = self.asked + 20
        wait_until(lambda: self.asked > enough)
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        for number in count():
            if self._over.wait(0.005):
                return
            address = f"http://127.0.0.1:{self._machine.port}/v1/facts?limit={number % 1000 + 1}"
            try:
                with urllib.request.urlopen(address, timeout=60) as response:
                    response.read()
            except OSError as error:
                self.failed.append(str(error))
            self.asked += 1


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    """Run a server of these tests' own."""
    cluster = Cluster()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="module")
def databases(postgres: Cluster) -> dict[str, str]:
    """Make the databases that the runbook names, empty; return what they are called here."""
    with postgres.administer() as administrator:
        administrator.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'the-old-one'")
        found = {name: postgres.new_database() for name in ("rivalry_new", "rivalry_restored", "rivalry")}
        for database in found.values():
            administrator.execute(f"ALTER DATABASE {database} OWNER TO {ROLE}".encode())
    return found


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory, postgres: Cluster, databases: dict[str, str], releases: dict[str, Path]
) -> Iterator[Machine]:
    """Return a machine on which both releases are installed, the older one runs, and a file holds the seed."""
    says = {f"@db.example/{name}?": f"@/{database}?" for name, database in databases.items()}
    says |= {"//rivalry@": f"//{ROLE}@", "ROLE rivalry ": f"ROLE {ROLE} ", "*:rivalry:": f"*:{ROLE}:"}
    machine = Machine(tmp_path_factory.mktemp("machine"), free_port(), **says)
    machine.environment = {"PGHOST": str(postgres.home)}
    machine.folders.append(programs())
    for version, folder in releases.items():
        command = machine.root / "opt/rivalry" / version / "bin/rivalry"
        command.parent.mkdir(parents=True)
        command.write_text(FROM_A_FOLDER.format(python=sys.executable, folder=str(folder)), "utf-8")
        command.chmod(0o755)
    machine.take(releases["0.1.0"])
    machine.follow([step for step in BLOCKS["With systemd"][0] if step.command.startswith(("install", "ln"))])
    (made,) = re.findall(r"`(install -o .* /dev/null /etc/rivalry\.pgpass)`", RUNBOOK)
    machine.run(made)
    machine.run("echo '*:*:*:rivalry:the-old-one' > /etc/rivalry.pgpass")
    machine.run("rivalry load")
    try:
        yield machine
    finally:
        machine.stop()


@pytest.fixture(scope="module")
def moved(machine: Machine) -> Machine:
    """Move from the file to PostgreSQL, and serve from there."""
    machine.follow(BLOCKS["Scale"][0])
    return machine


@pytest.fixture(scope="module")
def dumped(moved: Machine) -> str:
    """Write what is there with PostgreSQL's own program, and restore that beside it; return what is said of it."""
    _, _, own = BLOCKS["Restore"]
    return list(moved.follow(own).values())[-1]


@pytest.fixture(scope="module")
def rotated(machine: Machine, dumped: str, postgres: Cluster) -> Watcher:  # noqa: ARG001  it stands on that
    """Change the password while somebody asks, and end every connection that was made with the old one."""
    machine.typed = {
        r"-c '\password'": "the-new-one\nthe-new-one\n",
        "cat > /etc/rivalry.pgpass": f"*:*:*:{ROLE}:the-new-one\n",
    }
    with Watcher(machine) as watcher:
        machine.follow(BLOCKS["Rotate"][0])
    with postgres.administer() as administrator:
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [ROLE])
    return watcher


@pytest.fixture(scope="module")
def upgraded(rotated: Watcher, machine: Machine, releases: dict[str, Path]) -> Watcher:  # noqa: ARG001  it stands on that
    """Give the newer release a database of its own while the older one is asked, then move this machine to it."""
    machine.take(releases["0.2.0"])
    beforehand, moving = BLOCKS["Several machines on PostgreSQL, without a gap"]
    with Watcher(machine) as watcher:
        machine.follow(beforehand)
    machine.follow(moving)
    return watcher


def test_what_was_in_the_file_is_served_from_postgresql(moved: Machine, postgres: Cluster) -> None:
    with postgres.administer() as administrator:
        asked = administrator.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [ROLE]).fetchone()

    with urllib.request.urlopen(f"http://127.0.0.1:{moved.port}/v1/companies/walmart", timeout=60) as response:
        assert response.headers["Dataset-Revision"] == "1"
    assert asked
    assert asked[0] > 0


def test_what_pg_dump_wrote_is_a_database_that_can_be_served(dumped: str) -> None:
    assert "revision     1, made" in dumped
    assert not re.search("^wrong", dumped, re.MULTILINE)


def test_another_password_is_taken_without_a_stop(rotated: Watcher, machine: Machine) -> None:
    with Watcher(machine) as afterwards:
        pass

    assert rotated.asked > 20
    assert rotated.failed == []
    assert len(afterwards.failed) <= 1
    assert "the-new-one" in (machine.root / "etc/rivalry.pgpass").read_text("utf-8")


def test_nobody_waits_for_an_upgrade_to_a_database_of_its_own(upgraded: Watcher, machine: Machine) -> None:
    assert upgraded.asked > 20
    assert upgraded.failed == []
    assert "9999, this program's" in machine.run("rivalry doctor --quick")


@pytest.mark.usefixtures("upgraded")
@pytest.mark.parametrize(("database", "code"), [("rivalry", 0), ("rivalry_new", 4)], ids=["older", "newer"])
def test_the_older_database_is_the_way_back_for_the_older_release(machine: Machine, database: str, code: int) -> None:
    url = f"postgresql+psycopg://rivalry@db.example/{database}?passfile=/etc/rivalry.pgpass"

    machine.run(f"VERSION=0.1.0 RIVALRY_DATABASE_URL='{url}' rivalry doctor --quick", code=code)
