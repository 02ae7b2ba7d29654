"""The journal: the lines that a process writes to standard error, none of which a request waits for."""

import atexit
import os
import select
import stat
import sys
from collections import deque
from contextlib import suppress
from functools import cache
from threading import Event, Lock, Thread
from time import monotonic, sleep

from app.watching.lines import spell_line

MOST_LINES = 20_000
"""How many lines wait for somebody who reads slowly, before more are dropped: some 10 MB."""

GATHERED_SECONDS = 0.02
"""How long lines are gathered, to be written at one go."""

WHOLE_BYTES = 4096
"""What a pipe takes whole from each of several writers (POSIX's PIPE_BUF, as Linux has it): no line is torn apart by
those of another process. A pipe that can be written to at all takes this much without waiting."""

FILE_BYTES = 65_536
"""What is written to a file at one go: there, nothing is torn apart."""

AT_ONCE_SECONDS = 0.05
LOOK_SECONDS = 0.0005
"""How long whoever wants a line written at once waits for that, at most, and how often it is seen whether it is."""

SECONDS_AT_THE_END = 1.0
"""How long the end of a process waits for somebody who reads slowly."""


class Journal:
    """Lines on their way to a file descriptor, the oldest first, which a thread writes a few times a second.

    Nobody else writes: a pipe that several processes share may be filled by another one between a look at whether it
    takes anything and the writing, which then blocks. So a request only adds its line to a queue, and whoever reads
    slowly, or not at all, holds up nobody. While MOST_LINES wait, more are dropped and counted; `dropped` is how many
    there were since the process began. A process that is killed loses what it gathered last.
    """

    def __init__(self, descriptor: int, *, most_lines: int = MOST_LINES) -> None:
        """Write to a descriptor that somebody else opened, and closes."""
        self.descriptor, self.most_lines = descriptor, most_lines
        self.most_bytes = WHOLE_BYTES if _is_shared_by_pieces(descriptor) else FILE_BYTES
        self.dropped = 0
        self._told = 0
        self._lines: deque[str] = deque()
        self._rest = b""
        self._awake, self._hurried, self._writing = Event(), Event(), Lock()
        self._thread: Thread | None = None

    def add(self, line: str) -> None:
        """Let a line be written soon."""
        if len(self._lines) >= self.most_lines:
            self.dropped += 1
            return
        self._lines.append(line)
        if not self._awake.is_set():
            self._wake()

    def add_at_once(self, line: str) -> None:
        """Let a line and all before it be written at once, and wait for that a moment: a process may be about to end.

        Where nobody reads, nobody waits.
        """
        self.add(line)
        with suppress(OSError, ValueError):  # whoever read is gone: the thread finds out, too
            if self._is_taken(0.0):
                self.finish(AT_ONCE_SECONDS)

    def finish(self, seconds: float = SECONDS_AT_THE_END) -> None:
        """Wait until everything is written, but no longer than this."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0 and not self._is_all_written(left):
            self._hurried.set()
            self._wake()
            sleep(LOOK_SECONDS)

    def _is_all_written(self, seconds: float) -> bool:
        """Whether nothing waits and nothing is on its way; somebody who is writing is waited for so long."""
        if not self._writing.acquire(timeout=seconds):
            return False
        try:
            return not self._lines and not self._rest
        finally:
            self._writing.release()

    def _wake(self) -> None:
        if self._thread is None:
            thread = Thread(target=self._write_on, name="journal", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # there are too many: whoever adds the next line tries again
                return
            self._thread = thread
            atexit.register(self.finish)
        self._awake.set()

    def _write_on(self) -> None:
        """Write whatever comes, for as long as the process lives."""
        while True:
            self._awake.wait()
            self._hurried.wait(GATHERED_SECONDS)
            self._hurried.clear()
            self._awake.clear()  # before lines are taken: one that comes now sets it again
            while self._lines or self._rest:
                self._write_what_is_taken()

    def _write_what_is_taken(self) -> None:
        """Write as much as is taken; wait a second for it to be taken at all."""
        try:
            while (self._lines or self._rest) and self._is_taken(1.0):
                with self._writing:
                    self._rest = self._rest or self._next_lines()
                    self._rest = self._rest[os.write(self.descriptor, self._rest) :]
        except BlockingIOError:  # somebody else filled it first: the next time
            sleep(GATHERED_SECONDS)
        except (OSError, ValueError):  # whoever read is gone, or the disk is full
            self.dropped += len(self._lines) + self._rest.count(b"\n")
            self._lines.clear()
            self._rest = b""
        else:
            self._tell_of_dropped()

    def _is_taken(self, seconds: float) -> bool:
        """Whether the descriptor takes what is written to it; a file always does."""
        return bool(select.select([], [self.descriptor], [], seconds)[1])

    def _next_lines(self) -> bytes:
        """Take as many lines off the queue as are written whole, or one that is longer."""
        lines, room = self._lines, self.most_bytes
        taken: list[str] = []
        while lines:
            room -= len(lines[0]) + 1
            if taken and room < 0:
                break
            taken.append(lines.popleft())
        taken.append("")
        return "\n".join(taken).encode("ascii", "backslashreplace")

    def _tell_of_dropped(self) -> None:
        """Say how many lines were dropped, once there is room for that."""
        if self.dropped > self._told and not self._lines:
            number, self._told = self.dropped - self._told, self.dropped
            self.add(spell_line("warning", __name__, f"{number} lines were dropped: they are read too slowly"))


def _is_shared_by_pieces(descriptor: int) -> bool:
    """Whether what several processes write may be mixed: anything but a file."""
    try:
        return not stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:
        return True


@cache
def journal() -> Journal:
    """Return the journal of this process, which is its standard error."""
    return Journal(sys.__stderr__.fileno() if sys.__stderr__ else 2)
