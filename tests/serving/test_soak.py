"""A soak, for half a minute: memory, file handles and threads stay flat under everything at once."""

import asyncio
import shutil
from pathlib import Path

from tests.serving.hurried import Hurried
from tests.serving.soak import described, soak

SECONDS = 30


def test_a_mixture_of_everything_leaves_nothing_behind(loaded_url: str, tmp_path: Path) -> None:
    path = tmp_path / "rivalry.db"
    shutil.copyfile(loaded_url.removeprefix("sqlite:///"), path)
    server = Hurried(f"sqlite:///{path}", "--workers", "1", RIVALRY_CACHE_MEGABYTES="4", TMPDIR=str(tmp_path))

    soaked = asyncio.run(soak(server, f"sqlite:///{path}", SECONDS, tmp_path))
    server.stop()

    assert soaked.is_flat(), list(described(soaked))
    assert set(soaked.statuses) <= {200, 404, 414, 422, 503}
    assert soaked.broken == {}
    assert soaked.loads >= 2
    assert sum(soaked.statuses.values()) >= 20
    assert "Traceback" not in "".join(server.log)
