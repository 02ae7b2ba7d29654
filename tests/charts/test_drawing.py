"""The process that draws, run for real: it is bounded, is ended when it hangs, and ends with whoever started it."""

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.charts.drawing import CannotDrawError, Drawer
from app.charts.pen import draw, draw_all
from app.charts.sheet import Spec
from tests.charts.asking import comparison_of
from tests.charts.processes import drawing_processes
from tests.charts.reading import size_of_png
from tests.factories import amazon_revenue, walmart_revenue

ROOT = Path(__file__).parents[2]
PAIR = (amazon_revenue(), walmart_revenue())
Use = Callable[[Drawer], Awaitable[Any]]


def spec(**look: Any) -> Spec:  # noqa: ANN401  any wish
    return comparison_of(*PAIR, **look)


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    """Return a drawer whose process is started once."""
    opened = Drawer()
    yield opened
    opened.close()


def end(process: Path) -> None:
    """End a process from outside."""
    os.kill(int(process.name), signal.SIGKILL)


def test_the_process_draws_what_would_be_drawn_here(drawer: Drawer) -> None:
    svg, png = (asyncio.run(drawer.draw(spec(), form)) for form in ("svg", "png"))

    assert svg == draw(json.dumps(spec()), "svg", 1)
    assert png == draw(json.dumps(spec()), "png", 1)


def test_a_png_has_as_many_pixels_as_are_asked_for(drawer: Drawer) -> None:
    png = asyncio.run(drawer.draw(spec(width=400, height=300), "png", scale=3))

    assert size_of_png(png) == (1200, 900)


def test_what_is_asked_for_while_it_is_drawn_is_drawn_once(drawer: Drawer) -> None:
    before = drawer.drawn

    async def ask() -> list[bytes]:
        return await asyncio.gather(*(drawer.draw(spec(width=500), "svg") for _ in range(5)))

    pictures = asyncio.run(ask())

    assert len(set(pictures)) == 1
    assert drawer.drawn == before + 1
    assert drawer.waiting == 0


def test_no_more_may_wait_than_is_said() -> None:
    drawer = Drawer(most_waiting=2)

    async def ask() -> list[object]:
        asked = (drawer.draw(spec(width=width), "svg") for width in (400, 500, 600))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    first, second, third = asyncio.run(ask())

    drawer.close()
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert isinstance(third, CannotDrawError)
    assert (drawer.drawn, drawer.refused, drawer.waiting) == (2, 1, 0)


def test_a_process_that_hangs_is_ended_and_the_next_picture_is_drawn_by_another() -> None:
    drawer = Drawer(most_seconds=0.01)  # no process starts as fast as that

    others = drawing_processes()
    with pytest.raises(CannotDrawError, match="not drawn within"):
        asyncio.run(drawer.draw(spec(), "svg"))
    left = drawing_processes()
    drawer.most_seconds = 60
    picture = asyncio.run(drawer.draw(spec(), "svg"))

    drawer.close()
    assert picture.startswith(b"<svg")
    assert left == others == drawing_processes()


def test_what_lies_in_the_folder_that_a_server_is_started_in_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    drawer = Drawer()

    picture = asyncio.run(drawer.draw(spec(), "svg"))

    drawer.close()
    assert picture.startswith(b"<svg")


def test_a_process_that_somebody_ends_is_started_again() -> None:
    drawer, others = Drawer(), drawing_processes()
    asyncio.run(drawer.draw(spec(), "svg"))
    (before,) = drawing_processes() - others

    end(before)
    picture = asyncio.run(drawer.draw(spec(width=640), "svg"))

    assert picture.startswith(b"<svg")
    assert len(drawing_processes() - others - {before}) == 1
    drawer.close()


def test_a_specification_that_is_wrong_is_our_mistake_and_ends_nothing(drawer: Drawer) -> None:
    with pytest.raises(RuntimeError):
        asyncio.run(drawer.draw({"description": "nothing", "mark": "no mark"}, "svg"))

    assert asyncio.run(drawer.draw(spec(), "svg")).startswith(b"<svg")


def test_nothing_is_fetched() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0)
    asks = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": "it asks for more",
        "data": {"url": f"http://127.0.0.1:{listener.getsockname()[1]}/data.json"},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }

    with suppress(ValueError):
        draw(json.dumps(asks), "svg", 1)

    with listener, pytest.raises(BlockingIOError):  # nobody has called
        listener.accept()


def test_a_closed_drawer_has_no_process_nor_has_one_that_is_forgotten() -> None:
    before = drawing_processes()
    closed, forgotten = Drawer(), Drawer()
    for drawer in (closed, forgotten):
        asyncio.run(drawer.draw(spec(), "svg"))
    assert len(drawing_processes() - before) == 2

    closed.close()
    closed.close()
    del drawer, forgotten
    gc.collect()

    assert drawing_processes() == before


def test_the_pen_says_what_is_wrong_and_goes_on() -> None:
    asked = [[json.dumps({"description": "", "mark": 1}), "svg", 1], [json.dumps(spec()), "svg", 1]]
    pictures = BytesIO()

    draw_all(BytesIO("".join(json.dumps(each) + "\n" for each in asked).encode()), pictures)

    assert pictures.getvalue().startswith(b"wrong ")
    assert b"drawn " in pictures.getvalue()
    assert pictures.getvalue().endswith(b"</svg>")


PARENT = """
import asyncio, contextlib, json, os, pathlib, sys
from app.charts.drawing import Drawer

drawer = Drawer()
asyncio.run(drawer.draw(json.load(sys.stdin), "svg"))
children = ""
while not children:  # the thread that started one is about to end: for a moment it is no thread's child
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        children = "".join(file.read_text() for file in pathlib.Path("/proc/self/task").glob("*/children"))
print(children, flush=True)
os._exit(9)
"""


def test_the_process_ends_with_whoever_started_it_however_that_ends(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, "utf-8")

    done = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps(spec()),
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    process = Path(f"/proc/{int(done.stdout)}")
    end = time.monotonic() + 30
    while process.exists() and "Z" not in process.joinpath("stat").read_text("utf-8").split()[2]:
        assert time.monotonic() < end, "it goes on"
        time.sleep(0.05)
    assert done.returncode == 9
