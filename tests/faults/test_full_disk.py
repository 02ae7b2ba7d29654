"""A disk that is full in truth: a small file system in a mount namespace of its own."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import WritePack
from tests.faults.full_disk import ROOMS
from tests.faults.numbered import whole

ROOT = Path(__file__).parents[2]
SIZE = 2_500_000
"""Of the file system: room for a database, its log and a little more."""

APART = ["unshare", "--map-root-user", "--mount"]
"""How a user without rights may mount something that nobody else sees; containers may forbid it."""


def may_mount() -> bool:
    """Whether this machine allows it."""
    done = subprocess.run([*APART, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return done.returncode == 0


def lose_nothing_on_a_full_disk(tmp_path: Path, write_pack: WritePack) -> None:
    """Everything goes on that needs no room, the rest says so, and what was loaded stays."""
    folder = tmp_path / "disk"
    folder.mkdir()
    packs = [write_pack(whole(number), f"{number}.toml") for number in (1, 2)]
    script = [sys.executable, "-m", "tests.faults.full_disk", str(SIZE), folder, *packs]

    done = subprocess.run([*APART, *map(str, script)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    *told, last = json.loads(done.stdout)
    assert [each["room"] for each in told] == list(ROOMS)
    for each in told:
        first, during, after = each["steps"]
        assert (first, after) == (0, 0), each
        assert during in (0, 6), each
        assert len(each["during"]) == (2 if during == 0 else 1), each
        assert each["after"] == ["Rumours of load 1", "Rumours of load 2"], each
        assert each["backup"] in (0, 6), each
        assert each["doctor"] == 6, each
        assert each["left"] == (["backup.db"] if each["backup"] == 0 else []), each
    assert told[0]["steps"][1] == 6
    assert told[0]["backup"] == 6
    assert last["unread"] == 6
    assert "Traceback" not in last["log"]
    assert "the disk is full" in last["log"]


if may_mount():  # elsewhere a limit to the size of files stands in for it, in tests/test_cli.py

    def test_a_full_disk_loses_nothing_and_is_named(tmp_path: Path, write_pack: WritePack) -> None:
        lose_nothing_on_a_full_disk(tmp_path, write_pack)
