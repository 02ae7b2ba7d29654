"""Turns: how many answers are computed at once, how many requests wait for a turn and how long; the rest is refused."""

import asyncio
from asyncio import AbstractEventLoop, CancelledError, Future, Task, TimerHandle
from collections import OrderedDict
from time import monotonic
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards.refusing import refuse, spelt
from app.api.probes import PROBES
from app.api.problems import RETRY_SECONDS, ProblemError

TURN = "rivalry.turn"
"""Where the scope of a request has the turn that it is answered in; what a page asks for is answered in the page's."""

OUTSIDE = (*PROBES, "/problems/")
"""What is never kept waiting: whoever asks for it wants to know how we are doing."""

MOST_WAITING = 256
MOST_SECONDS = 1.0
"""How many requests wait for a turn, and for how long. A file gives hundreds of answers a second."""

ROUNDS = 16
"""Rounds, at least, that the event loop makes between two answers that are computed on it while others wait: in each it
accepts one connection, reads what has come, answers what is kept and refuses one request. It makes more of them while
there are more to refuse, but not for longer than the answer took: so a flood leaves time to compute."""

ON_A_SERVER = 10
"""How many are computed at once over a network: of the 15 connections that a process has, so many as leave some for
downloads and for those who ask how we are doing."""

MOST_COMPUTING = 10.0
"""Seconds after which nobody waits any longer for what a database behind a network has not answered."""

TOO_MANY = ProblemError("overloaded", "more is asked than can be answered; try again", headers={"Retry-After": "1"})


class Turns:
    """Lets some requests be computed at once and others wait; refuses the rest, at little cost, with a 503.

    Stands behind what is kept, which is answered whatever waits here. Where answers are computed on the event loop,
    one at a time, the loop looks at every connection between two of them: so nothing waits for all the requests that
    came before it. Requests are answered in order while none has waited long; when some have, the newest come first,
    since the oldest are those whose clients are about to give up. When too many wait, the oldest are refused.

    `most_computing` is for databases that may hang: when so many seconds have passed, the client is told, and the turn
    is given back when what hangs has ended. `computed` and `refused` count since the process began.
    """

    def __init__(
        self, app: ASGIApp, *, at_once: int, most_waiting: int = MOST_WAITING, most_computing: float | None = None
    ) -> None:
        """Wrap an app."""
        self.app, self.most_waiting, self.most_computing = app, most_waiting, most_computing
        self.most_seconds = MOST_SECONDS
        self.computed = self.refused = 0
        self._free = at_once
        self._rounds = ROUNDS if at_once == 1 else 1
        self._rested, self._rest_until = 0, 0.0
        self._resting: AbstractEventLoop | None = None
        self._waiting: OrderedDict[Future[bool], float] = OrderedDict()
        self._is_refusing = False
        self._timer: TimerHandle | None = None
        self._late: set[Task[None]] = set()
        self._refusal = spelt(TOO_MANY)

    @property
    def waiting(self) -> int:
        """How many requests wait for a turn."""
        return len(self._waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or TURN in scope or scope["path"].startswith(OUTSIDE):
            return await self.app(scope, receive, send)
        loop = asyncio.get_running_loop()
        if self._free and self._resting is not loop:
            self._free -= 1
        elif not await self._waited(loop):
            return await self._refuse(scope, send)
        elif is_gone(receive):
            self.give_back(0)
            return await self._refuse(scope, send)
        self.computed += 1
        turn = Turn(self)
        if self.most_computing is None:
            return await _answer(self.app, turn, {**scope, TURN: turn}, receive, send)
        return await self._answer_in_time(turn, {**scope, TURN: turn}, receive, send)

    def give_back(self, took: float) -> None:
        """Give a turn that took so many seconds to whoever waits, or will, once the loop has looked at all others."""
        self._free += 1
        self._rested, self._rest_until = 0, monotonic() + took
        self._resting = asyncio.get_running_loop()
        self._resting.call_soon(self._rest)

    async def _waited(self, loop: AbstractEventLoop) -> bool:
        """Wait for a turn; false where there will be none."""
        turn = self._turn(loop)
        try:
            return await turn
        except CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                self.give_back(0)
            raise

    def _turn(self, loop: AbstractEventLoop) -> Future[bool]:
        turn: Future[bool] = loop.create_future()
        due = self._waiting[turn] = loop.time() + self.most_seconds
        if len(self._waiting) > self.most_waiting:
            self._refuse_soon(loop)
        elif self._timer is None:
            self._timer = loop.call_at(due, self._refuse_late)
        return turn

    def _rest(self) -> None:
        self._rested += 1
        is_flooded = self._is_refusing and monotonic() < self._rest_until
        if self._waiting and self._rounds > 1 and (is_flooded or self._rested < self._rounds):
            asyncio.get_running_loop().call_soon(self._rest)
        else:
            self._resting = None
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turns that are free to those who wait."""
        while self._free and self._waiting:
            due = next(iter(self._waiting.values()))
            is_old = asyncio.get_running_loop().time() > due - self.most_seconds / 2
            turn, _ = self._waiting.popitem(last=is_old)
            if not turn.done():
                self._free -= 1
                turn.set_result(True)

    def _refuse_soon(self, loop: AbstractEventLoop) -> None:
        if not self._is_refusing:
            self._is_refusing = True
            loop.call_soon(self._refuse_many)

    def _refuse_many(self) -> None:
        self._is_refusing = False
        self._refuse_oldest()

    def _refuse_late(self) -> None:
        self._timer = None
        self._refuse_oldest()

    def _refuse_oldest(self) -> None:
        """Refuse one who has waited too long, or where they are too many; the next one in the loop's next round."""
        if not self._waiting:
            return
        loop = asyncio.get_running_loop()
        turn, due = next(iter(self._waiting.items()))
        if len(self._waiting) <= self.most_waiting and loop.time() < due:
            self._timer = self._timer or loop.call_at(due, self._refuse_late)
            return
        del self._waiting[turn]
        if not turn.done():
            turn.set_result(False)
        self._refuse_soon(loop)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        self.refused += 1
        await self._refusal.give(scope, send)

    async def _answer_in_time(self, turn: "Turn", scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that the database does not, and leave what hangs to itself."""
        is_late = False

        async def send_in_time(message: Message) -> None:
            if not is_late:
                await send(message)

        turn.over = asyncio.get_running_loop().create_future()
        answering = asyncio.ensure_future(_answer(self.app, turn, scope, receive, send_in_time))
        await asyncio.wait({answering, turn.over}, timeout=self.most_computing, return_when=asyncio.FIRST_COMPLETED)
        if answering.done() or turn.over.done():
            return await answering
        is_late = True
        self._late.add(answering)
        answering.add_done_callback(self._end_late)
        detail = f"the database has not answered within {self.most_computing:g} seconds; try again"
        error = ProblemError("database-unusable", detail, headers={"Retry-After": RETRY_SECONDS})
        return await refuse(error, scope, receive, send)

    def _end_late(self, answering: Task[None]) -> None:
        self._late.discard(answering)
        if not answering.cancelled():
            answering.exception()  # nobody waits for it any more


class Turn:
    """A turn that a request has: given back when its answer begins, or when all that is left of it is waiting."""

    def __init__(self, turns: Turns) -> None:
        """Have a turn of some."""
        self._turns: Turns | None = turns
        self._began = monotonic()
        self.over: Future[None] | None = None

    def give_back(self) -> None:
        """Let others have it; once is enough."""
        if self._turns:
            self._turns.give_back(monotonic() - self._began)
            self._turns = None
            if self.over:
                self.over.set_result(None)


def in_turns(app: ASGIApp, *, is_local: bool) -> Turns:
    """Let an app compute as many answers at once as it can: one from a file, on the event loop; else in threads."""
    return Turns(app, at_once=1) if is_local else Turns(app, at_once=ON_A_SERVER, most_computing=MOST_COMPUTING)


def give_back(scope: Scope) -> None:
    """Give back the turn of a request that goes on to wait, for a picture or a file, and computes nothing meanwhile."""
    turn: Turn | None = scope.get(TURN)
    if turn:
        turn.give_back()


def is_gone(receive: Receive) -> bool:
    """Whether a client is known to have left; nothing is waited for, and a body that it sent is passed over."""
    while True:
        step: Any = receive().__await__()
        try:
            next(step)
        except StopIteration as told:
            if told.value["type"] == "http.disconnect":
                return True
        else:
            step.close()
            return False


async def _answer(app: ASGIApp, turn: Turn, scope: Scope, receive: Receive, send: Send) -> None:
    """Let an app answer in a turn, which is over when the answer begins."""

    async def send_and_give_back(message: Message) -> None:
        turn.give_back()
        await send(message)

    try:
        await app(scope, receive, send_and_give_back)
    finally:
        turn.give_back()
