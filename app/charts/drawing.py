"""Drawing: specifications become pictures in one process apart, which holds nobody up and is ended when it hangs."""

import asyncio
import json
import subprocess
import sys
import weakref
from threading import Event, Timer
from typing import Literal

import anyio
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

PEN = (sys.executable, "-P", "-m", "app.charts.pen")
"""Without -P a folder `app` where the server happens to be started would be taken for ours."""


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
            except TimeoutError as error:
                self.close()
                raise CannotDrawError(f"the picture was not drawn within {self.most_seconds:g} seconds") from error
            except (EOFError, BrokenPipeError):  # somebody ended it
                self.close()
        raise CannotDrawError("the process that draws pictures was ended")


class _DrawingProcess:
    """A process that draws, and ends when its input does: so it never outlives the one that started it.

    It is no ProcessPoolExecutor, which can neither end a process that hangs nor lets it end when its parent is gone,
    and whose processes begin by importing all that their parent is made of.
    """

    def __init__(self) -> None:
        """Start it."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(PEN, stdin=pipe, stdout=pipe)  # noqa: S603  our own program
        self.end = weakref.finalize(self, _end, self._process)

    def draw(self, asked: Asked, seconds: float) -> bytes:
        """Return a picture. Raises TimeoutError, EOFError or BrokenPipeError where it was ended, RuntimeError."""
        expired = Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        limit = Timer(seconds, expire)
        limit.start()
        try:
            word, content = self._exchange(asked)
        except (EOFError, BrokenPipeError):
            if expired.is_set():
                raise TimeoutError from None
            raise
        finally:
            limit.cancel()
        if word != b"drawn":
            raise RuntimeError(content.decode())
        return content

    def _exchange(self, asked: Asked) -> tuple[bytes, bytes]:
        """Write what is asked for and read what is answered. Raises EOFError or BrokenPipeError where it is gone."""
        if not (self._process.stdin and self._process.stdout):
            raise EOFError
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        word, _, size = self._process.stdout.readline().partition(b" ")
        content = self._process.stdout.read(int(size or 0))
        if not size or len(content) < int(size):
            raise EOFError
        return word, content


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once."""
    process.kill()
    process.communicate()
