"""Rounds: whoever asks is told what holds after they asked, and however many ask, little is made."""

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

import pytest

from app.api.rounds import ROUND_SECONDS, Rounds

NUMBER = 64


class Made:
    """Makes numbers, one after the other, and remembers when each was begun."""

    def __init__(self, *, fault: Exception | None = None) -> None:
        """Make none yet; or always fail."""
        self.fault = fault
        self.begun: list[float] = []
        self.at_once = 0

    async def make(self) -> float:
        """Return when this was begun."""
        self.begun.append(monotonic())
        self.at_once += 1
        assert self.at_once == 1
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if self.fault:
            raise self.fault
        return self.begun[-1]


def test_many_who_ask_all_the_time_cost_no_more_than_one_in_each_round() -> None:
    made = Made()
    began = monotonic()

    async def ask_on(rounds: Rounds[float]) -> None:
        for _ in range(5):
            asked = monotonic()
            assert await rounds.ask() >= asked

    run(made, ask_on)

    assert len(made.begun) <= 1 + (monotonic() - began) / ROUND_SECONDS


def test_who_asks_now_and_then_waits_for_nobody_and_what_fails_fails_for_all() -> None:
    made = Made(fault=ValueError("down"))

    async def ask(rounds: Rounds[float]) -> None:
        with pytest.raises(ValueError, match="down"):
            await rounds.ask()

    began = monotonic()
    run(made, ask)

    assert len(made.begun) == 1
    assert made.begun[0] - began < ROUND_SECONDS


def test_who_gives_up_takes_it_away_from_nobody() -> None:
    made = Made()
    told: list[float] = []

    async def ask(rounds: Rounds[float]) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(rounds.ask(), 0.001)
        told.append(await rounds.ask())

    run(made, ask)

    assert len(told) == NUMBER


def run(made: Made, ask: Callable[[Rounds[float]], Coroutine[Any, Any, None]]) -> None:
    """Let many ask at once."""

    async def whole() -> None:
        rounds = Rounds(made.make)
        await asyncio.gather(*(ask(rounds) for _ in range(NUMBER)))

    asyncio.run(whole())
