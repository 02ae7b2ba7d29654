"""While fifty clients read, packs are loaded a hundred times; nobody notices but by the revision."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from statistics import median

import pytest

from tests.api.serving import INSTALLED, Server
from tests.conftest import WritePack
from tests.faults.commands import Commands
from tests.faults.numbered import whole
from tests.faults.readers import CLIENTS, Seen, read_for

ROOT = Path(__file__).parents[2]
LOADS = int(os.environ.get("LOADS", "100"))
INSTALLED_EVERY = 25
"""Of how many loads one is made by the command as it is installed, started anew."""

LONGEST_BLOCKED = 0.1
"""Seconds for which a reader may be blocked, beyond what it waits without loads.

It is measured twice. A process that does nothing but read the file (`probe.py`) tells for how long a read did not run,
and for how long mere work did not, which waits for the machine alone; of both the longest but one in 200. And of what
the clients wait for an answer, the median while packs are loaded is compared with the median before.
"""

SETTLED = 3.0
QUIET = 10.0
"""Seconds for which clients read after the last load, and before the first one."""


@pytest.mark.alone
def test_a_hundred_loads_fail_no_request_mix_no_revisions_and_block_no_reader(
    database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    packs = [write_pack(whole(number), f"{number}.toml") for number in range(1, LOADS + 2)]
    with Commands(tmp_path) as commands:
        assert commands.run(database_url, "load", packs[0]) == 0
        server = Server(database_url, "--workers", "1")
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=60) as ready:  # it has started
            assert ready.status == 200
        probing = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.probe", database_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            quiet, seen = asyncio.run(_read_while_loading(server.port, commands, database_url, packs[1:]))
        finally:
            probed, _ = probing.communicate("over")
            server.stop()

    assert seen.faults == []
    assert {200} <= set(seen.statuses) <= {200, 304}  # a tag seldom holds until its client comes again
    assert len(seen.revisions) > LOADS / 4  # it is asked for once a second or so
    assert max(seen.revisions) == LOADS + 1
    assert seen.walks >= CLIENTS / 5
    probe = json.loads(probed)
    assert probe["reads"] > LOADS
    assert probe["waited"] <= LONGEST_BLOCKED + probe["idle"], probe
    assert quiet.faults == []
    assert median(seen.waits) <= LONGEST_BLOCKED + median(quiet.waits)


async def _read_while_loading(port: int, commands: Commands, url: str, packs: list[Path]) -> tuple[Seen, Seen]:
    """Let clients read, first while nothing else happens, then during every load; return what they saw."""
    both = []
    for paths, rest in (([], QUIET), (packs, SETTLED)):
        seen, ended = Seen(), asyncio.Event()
        reading = asyncio.create_task(read_for(port, seen, ended))
        await asyncio.to_thread(_load, commands, url, paths)
        await asyncio.sleep(rest)
        ended.set()
        await reading
        both.append(seen)
    quiet, during = both
    return quiet, during


def _load(commands: Commands, url: str, paths: list[Path]) -> None:
    """Load one pack after the other."""
    for number, path in enumerate(paths):
        if number % INSTALLED_EVERY == 0:
            environment = {**os.environ, "RIVALRY_DATABASE_URL": url}
            subprocess.run([INSTALLED, "load", path], env=environment, check=True, capture_output=True)
        else:
            assert commands.run(url, "load", path) == 0, commands.log.read_text()
