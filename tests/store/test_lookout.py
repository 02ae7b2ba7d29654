"""A question that many have is asked once, in a thread that nobody has to wait for."""

import threading
import time

import pytest

from app.store.faults import NoDatasetError, UnusableDatabaseError
from app.store.lookout import Lookout


class Oracle:
    """Answers with how often it was asked, once it may; or with what is wrong."""

    def __init__(self) -> None:
        """Be silent."""
        self.asked = 0
        self.wrong: Exception | None = None
        self.may_speak = threading.Event()

    def __call__(self) -> int:
        """Answer one question."""
        self.asked += 1
        assert self.may_speak.wait(30)
        if self.wrong:
            raise self.wrong
        return self.asked


@pytest.fixture
def oracle() -> Oracle:
    """Return somebody to ask."""
    return Oracle()


def test_who_comes_while_it_is_asked_shares_the_answer(oracle: Oracle) -> None:
    lookout = Lookout(oracle)

    asked = [lookout.begin() for _ in range(20)]
    oracle.may_speak.set()
    for each in asked:
        each.result(30)

    assert (oracle.asked, lookout.told(), lookout.fault) == (1, 1, None)
    assert lookout.since == lookout.begun <= time.monotonic()


def test_who_comes_later_asks_anew(oracle: Oracle) -> None:
    lookout = Lookout(oracle)
    oracle.may_speak.set()

    for _ in range(3):
        lookout.begin().result(30)

    assert lookout.told() == 3


def test_what_went_wrong_is_told_until_there_is_an_answer(oracle: Oracle) -> None:
    lookout = Lookout(oracle)
    oracle.may_speak.set()
    lookout.begin().result(30)
    known = lookout.since

    oracle.wrong = NoDatasetError()
    lookout.begin().result(30)
    with pytest.raises(NoDatasetError):
        lookout.told()
    assert lookout.since == known

    oracle.wrong = None
    lookout.begin().result(30)
    assert (lookout.told(), lookout.fault) == (3, None)


def test_where_no_thread_can_be_started_that_is_told_and_the_next_may_ask(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookout = Lookout(oracle)
    oracle.may_speak.set()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        lookout.begin().result(1)
    with pytest.raises(UnusableDatabaseError, match="no more threads"):
        lookout.told()

    lookout.begin().result(30)

    assert lookout.told() == 1


def refuse(thread: threading.Thread) -> None:
    """Start no thread, as Python says where the system allows no more."""
    raise RuntimeError(f"can't start new thread {thread.name}")


def test_after_a_failure_nobody_asks_for_a_while(oracle: Oracle) -> None:
    lookout = Lookout(oracle, pause=0.2)
    oracle.may_speak.set()
    oracle.wrong = NoDatasetError()

    for _ in range(10):
        lookout.begin().result(30)
    during = oracle.asked
    time.sleep(0.2)
    lookout.begin().result(30)

    assert (during, oracle.asked) == (1, 2)
