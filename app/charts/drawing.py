"""Drawing: specifications become pictures in one process apart, which holds nobody up and is ended when it hangs."""

import asyncio
import json
import multiprocessing
import re
import signal
from contextlib import suppress
from html import escape
from multiprocessing.connection import Connection
from typing import Any, Literal

import anyio
import font_source_serif_pro
import vl_convert
from anyio import to_thread

from app.charts.sheet import Spec
from app.domain.errors import RivalryError

Form = Literal["svg", "png"]
Asked = tuple[str, Form, float]
"""A specification as JSON, what to make of it, and by how much a PNG has more pixels."""

MOST_WAITING = 16
"""Drawings that may wait at once; one takes some 30 milliseconds."""

MOST_SECONDS = 30.0
"""How long one drawing may take, the start of the process included."""

_VERSION = "6.4"
_LABELS = re.compile(r' aria-label="([^"]*)"')
_OF_WORDS = ("Title text", "Subtitle text")


class CannotDrawError(RivalryError):
    """A picture that cannot be drawn at the moment: too many wait, or it takes too long."""

    code = "cannot-draw"


class Drawer:
    """Draws one picture after the other, in a process that starts with the first of them.

    What is asked for while the same is being drawn is drawn once. `drawn` counts pictures since the app began,
    `refused` those that could not be drawn, and `waiting` tells how many are asked for now.
    """

    def __init__(self, *, most_waiting: int = MOST_WAITING, most_seconds: float = MOST_SECONDS) -> None:
        """Start nothing yet."""
        self.most_waiting, self.most_seconds = most_waiting, most_seconds
        self.drawn = self.refused = self.waiting = 0
        self._process: _DrawingProcess | None = None
        self._turn = anyio.Lock()
        self._asked: dict[Asked, asyncio.Future[bytes]] = {}

    async def draw(self, spec: Spec, form: Form, *, scale: float = 1) -> bytes:
        """Draw a specification of ours. Raises CannotDrawError."""
        asked: Asked = (json.dumps(spec), form, scale)
        drawing = self._asked.get(asked)
        if drawing is None:
            if self.waiting >= self.most_waiting:
                self.refused += 1
                raise CannotDrawError("too many pictures wait to be drawn")
            self.waiting += 1
            drawing = self._asked[asked] = asyncio.ensure_future(self._in_turn(asked))
        return await asyncio.shield(drawing)

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.end()
            self._process = None

    async def _in_turn(self, asked: Asked) -> bytes:
        try:
            async with self._turn:
                picture = await to_thread.run_sync(self._draw, asked)
        except CannotDrawError:
            self.refused += 1
            raise
        finally:
            self.waiting -= 1
            del self._asked[asked]
        self.drawn += 1
        return picture

    def _draw(self, asked: Asked) -> bytes:
        """Let the process draw; start one where there is none, or none any more. Raises CannotDrawError."""
        for _ in range(2):
            self._process = self._process or _DrawingProcess()
            try:
                return self._process.draw(asked, self.most_seconds)
            except (EOFError, OSError):  # it was ended from outside
                self.close()
            except TimeoutError:
                self.close()
                raise CannotDrawError(f"the picture was not drawn within {self.most_seconds:g} seconds") from None
        raise CannotDrawError("the process that draws pictures was ended")


class _DrawingProcess:
    """A process that draws whatever comes through its pipe, and ends with the pipe.

    It is no ProcessPoolExecutor, which can neither end a process that hangs nor lets it end when its parent is gone.
    """

    def __init__(self) -> None:
        """Start it, as a program of its own: what has threads is not to be forked."""
        context = multiprocessing.get_context("spawn")
        self._pipe, its_end = context.Pipe()
        self._process = context.Process(target=draw_all, args=(its_end,), daemon=True)
        self._process.start()
        its_end.close()

    def draw(self, asked: Asked, seconds: float) -> bytes:
        """Return a picture. Raises TimeoutError, EOFError or OSError where the process is gone, RuntimeError."""
        self._pipe.send(asked)
        if not self._pipe.poll(seconds):
            raise TimeoutError
        drawn: bytes | str = self._pipe.recv()
        if isinstance(drawn, str):
            raise RuntimeError(drawn)  # noqa: TRY004  it tells what was wrong with the specification
        return drawn

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def draw_all(pipe: Connection) -> None:
    """Draw what comes through a pipe until it is closed; a key that ends the server is not meant for this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    vl_convert.register_font_directory(font_source_serif_pro.font_directory)
    with suppress(EOFError, OSError):
        while True:
            spec, form, scale = pipe.recv()
            try:
                pipe.send(drawn(spec, form, scale))
            except ValueError as error:
                pipe.send(str(error))


def drawn(spec: str, form: Form, scale: float) -> bytes:
    """Draw a specification, here and now. It may fetch nothing, and ours asks for nothing. Raises ValueError."""
    alone: dict[str, Any] = {"vl_version": _VERSION, "allowed_base_urls": []}
    if form == "png":
        return vl_convert.vegalite_to_png(spec, scale=scale, **alone)
    return described(vl_convert.vegalite_to_svg(spec, **alone), json.loads(spec)["description"]).encode()


def described(svg: str, finding: str) -> str:
    """Let an SVG say what it shows: the finding is its name, the exact numbers of its marks are its description."""
    start, rest = svg.split(">", 1)
    labels = [label for label in dict.fromkeys(_LABELS.findall(rest)) if not label.startswith(_OF_WORDS)]
    name = escape(finding)
    return f'{start} role="img" aria-label="{name}"><title>{name}</title><desc>{"; ".join(labels)}</desc>{rest}'
