"""The journal: nothing that is put into it is lost while it is read, and nobody waits while it is not."""

import os
import re
import select
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from app.watching.journal import WHOLE_BYTES, Journal

SECONDS = 20


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Return both ends of a pipe."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def read_until(end: int, last: str) -> list[str]:
    """Read lines until the last one has come."""
    text = ""
    while not text.endswith(f"{last}\n"):
        text += os.read(end, 100_000).decode()
    return text.splitlines()


def test_every_line_is_written_once_and_in_order(pipe: tuple[int, int]) -> None:
    journal = Journal(pipe[1])

    lines = [f"line {number} {'x' * 50}" for number in range(3000)]
    for line in lines:
        journal.add(line)

    assert read_until(pipe[0], lines[-1]) == lines
    assert journal.dropped == 0


def test_what_is_added_at_once_is_there_at_once_behind_all_that_was_before(pipe: tuple[int, int]) -> None:
    journal = Journal(pipe[1])
    journal.add("before")

    journal.add_at_once("now")

    os.set_blocking(pipe[0], False)
    assert os.read(pipe[0], 100) == b"before\nnow\n"


def test_nobody_waits_while_nobody_reads_and_what_was_dropped_is_told_to_who_reads_again(
    pipe: tuple[int, int],
) -> None:
    journal = Journal(pipe[1], most_lines=100)
    begun = monotonic()

    for number in range(5000):
        journal.add(f"{number} {'x' * 200}")
        if number % 100 == 0:
            journal.add_at_once(f"{number} at once")
    waited = monotonic() - begun
    told = 0
    while told < journal.dropped:
        assert select.select([pipe[0]], [], [], SECONDS)[0]
        lines = os.read(pipe[0], 1_000_000).decode().splitlines()
        told += sum(int(re.findall(r'"(\d+) lines were dropped', line)[0]) for line in lines if "dropped" in line)

    assert waited < SECONDS / 4
    assert told == journal.dropped > 4000


def test_nobody_waits_where_another_process_fills_the_pipe_first(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    os.set_blocking(pipe[1], False)
    while select.select([], [pipe[1]], [], 0)[1]:
        os.write(pipe[1], b"x" * WHOLE_BYTES)
    os.set_blocking(pipe[1], True)
    journal = Journal(pipe[1])
    monkeypatch.setattr(journal, "_is_taken", lambda _: True)  # as it was a moment ago
    begun = monotonic()

    for _ in range(3):
        journal.add_at_once("one of several writers")
    journal.finish(0.2)
    waited = monotonic() - begun

    assert waited < SECONDS / 4
    os.read(pipe[0], 10_000_000)  # what the other wrote
    assert read_until(pipe[0], "one of several writers")[-3:] == ["one of several writers"] * 3


def test_where_no_thread_can_be_started_lines_wait_for_the_next_one(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(pipe[1])
    with monkeypatch.context() as patched:
        patched.setattr("threading.Thread.start", too_many)
        journal.add("first")

    journal.add("second")

    assert read_until(pipe[0], "second") == ["first", "second"]


def too_many(_: object) -> None:
    """Fail as the interpreter does."""
    raise RuntimeError("can't start new thread")


def test_no_part_that_is_written_tears_a_line_apart(pipe: tuple[int, int]) -> None:
    journal = Journal(pipe[1])
    for number in range(200):
        journal.add(f"{number} {'x' * 300}")
    journal.finish()

    part = os.read(pipe[0], WHOLE_BYTES)

    assert len(part) <= WHOLE_BYTES


def test_a_reader_that_is_gone_harms_nobody() -> None:
    read, write = os.pipe()
    os.close(read)
    journal = Journal(write)

    journal.add_at_once("into the void")
    journal.add_at_once("and again")
    journal.finish()

    os.close(write)
    assert journal.dropped == 2


def test_a_file_is_written_to_as_a_pipe_is(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        journal = Journal(file.fileno())
        for number in range(1000):
            journal.add(str(number))
        journal.finish(SECONDS)

    assert (tmp_path / "log").read_text().split() == [str(number) for number in range(1000)]
