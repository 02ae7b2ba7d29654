"""While fifty clients read, packs are loaded a hundred times; nobody notices but by the revision."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

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
"""Seconds for which a reader may be blocked; what the machine takes away from everybody comes on top."""

SETTLED = 3.0


@pytest.mark.alone
def test_a_hundred_loads_fail_no_request_mix_no_revisions_and_block_no_reader(
    database_url: str, tmp_path: Path, write_pack: WritePack
) -> None:
    packs = [write_pack(whole(number), f"{number}.toml") for number in range(1, LOADS + 2)]
    with Commands(tmp_path) as commands:
        assert commands.run(database_url, "load", packs[0]) == 0
        server = Server(database_url, "--workers", "1")
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
    assert set(seen.statuses) == {200, 304}
    assert len(seen.revisions) > LOADS / 2
    assert max(seen.revisions) == LOADS + 1
    assert seen.walks > CLIENTS / 5
    probe = json.loads(probed)
    assert probe["reads"] > LOADS
    assert probe["waited"] <= LONGEST_BLOCKED + probe["idle"], probe
    assert max(seen.waits) <= LONGEST_BLOCKED + max(quiet.waits), (max(seen.waits), max(quiet.waits))


async def _read_while_loading(port: int, commands: Commands, url: str, packs: list[Path]) -> tuple[Seen, Seen]:
    """Let clients read, first while nothing else happens, then during every load; return what they saw."""
    both = []
    for paths in ([], packs):
        seen, ended = Seen(), asyncio.Event()
        reading = asyncio.create_task(read_for(port, seen, ended))
        await asyncio.to_thread(_load, commands, url, paths)
        await asyncio.sleep(SETTLED)
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
