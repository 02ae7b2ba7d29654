"""Turns: who is answered when more is asked than can be computed, in what order, and who is refused."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards.downloads import Downloads
from app.api.guards.turns import TURN, Turns, give_back

BEGIN: Message = {"type": "http.response.start", "status": 200, "headers": []}
END: Message = {"type": "http.response.body", "body": b""}


def scope_of(path: str = "/v1/compare", method: str = "GET") -> Scope:
    return {"type": "http", "method": method, "path": path, "headers": []}


async def ask(app: ASGIApp, path: str = "/v1/compare", *, is_here: bool = True, **more: str) -> tuple[int, bytes, str]:
    """Ask an app; return status, body and Retry-After. The client has sent everything, and may have left."""
    sent: list[Message] = []
    asked = [{"type": "http.request", "body": b"", "more_body": False}] if is_here else []

    async def receive() -> Message:
        if asked:
            return asked.pop()
        if is_here:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope_of(path, **more), receive, send)
    headers = dict(sent[0]["headers"])
    return (
        sent[0]["status"],
        b"".join(each.get("body", b"") for each in sent),
        headers.get(b"retry-after", b"").decode(),
    )


class Slow:
    """An app that takes its time on the event loop, and notes in which order it was asked."""

    def __init__(self, seconds: float = 0.005) -> None:
        """Take so many seconds over each request."""
        self.seconds = seconds
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        self.asked.append(scope["path"])
        time.sleep(self.seconds)  # noqa: ASYNC251  that is what computing does
        await send(BEGIN)
        await send(END)


def test_health_is_answered_between_two_that_are_computed() -> None:
    app = Slow()
    turns = Turns(app, at_once=1)

    async def flood() -> None:
        waiting = [asyncio.ensure_future(ask(turns, f"/v1/{number}")) for number in range(20)]
        await asyncio.sleep(0)
        await ask(turns, "/healthz")
        assert len([each for each in waiting if each.done()]) <= 1
        await asyncio.gather(*waiting)

    asyncio.run(flood())

    assert app.asked.index("/healthz") <= 2
    assert turns.computed == 20


def test_requests_are_answered_in_order_while_none_has_waited_long() -> None:
    app = Slow(0.001)
    turns = Turns(app, at_once=1)

    async def flood() -> None:
        await asyncio.gather(*(ask(turns, f"/v1/{number}") for number in range(20)))

    asyncio.run(flood())

    assert app.asked == [f"/v1/{number}" for number in range(20)]


def test_the_newest_come_first_once_some_have_waited_long_and_the_oldest_are_refused() -> None:
    app = Slow(0.02)
    turns = Turns(app, at_once=1)
    turns.most_seconds = 0.2

    async def flood() -> list[int]:
        return [status for status, _, _ in await asyncio.gather(*(ask(turns, f"/v1/{number}") for number in range(40)))]

    statuses = asyncio.run(flood())

    assert set(statuses) == {200, 503}
    assert statuses[0] == statuses[-1] == 200
    assert app.asked[-1] != "/v1/39"
    assert statuses.count(503) == turns.refused
    assert turns.waiting == 0


def test_those_who_are_too_many_are_refused_at_once_and_told_when_to_come_back() -> None:
    app = Slow()
    turns = Turns(app, at_once=1, most_waiting=5)

    async def flood() -> list[tuple[int, bytes, str]]:
        return await asyncio.gather(*(ask(turns, f"/v1/{number}") for number in range(50)))

    answers = asyncio.run(flood())

    refused = [(body, retry) for status, body, retry in answers if status == 503]
    assert 20 < len(refused) < 45
    assert {retry for _, retry in refused} == {"1"}
    assert all(b'"code":"overloaded"' in body for body, _ in refused)


def test_a_refusal_has_no_body_for_head() -> None:
    turns = Turns(Slow(), at_once=1, most_waiting=0)

    async def flood() -> list[tuple[int, bytes, str]]:
        return await asyncio.gather(*(ask(turns, f"/v1/{number}", method="HEAD") for number in range(5)))

    assert (503, b"", "1") in asyncio.run(flood())


def test_nothing_is_computed_for_clients_that_have_left() -> None:
    app = Slow()
    turns = Turns(app, at_once=1)

    async def flood() -> None:
        staying = ask(turns, "/v1/first"), ask(turns, "/v1/last")
        await asyncio.gather(staying[0], *(ask(turns, "/v1/left", is_here=False) for _ in range(20)), staying[1])

    asyncio.run(flood())

    assert app.asked == ["/v1/first", "/v1/last"]


def test_what_a_page_asks_for_is_answered_in_the_turn_of_the_page() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            for _ in range(3):
                await turns({**scope_of("/v1/facts"), TURN: scope[TURN]}, receive, send)
        else:
            await send(BEGIN)

    turns = Turns(page, at_once=1)

    async def asked() -> None:
        async with asyncio.timeout(5):
            await asyncio.gather(*(ask(turns, "/") for _ in range(5)))

    asyncio.run(asked())

    assert turns.computed == 5


def test_what_waits_for_a_picture_lets_others_compute() -> None:
    drawn = asyncio.Event()

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["path"] == "/picture":
            give_back(scope)
            await drawn.wait()
        await send(BEGIN)
        await send(END)

    turns = Turns(app, at_once=1)

    async def both() -> list[int]:
        picture = asyncio.ensure_future(ask(turns, "/picture"))
        other = await ask(turns)
        drawn.set()
        return [other[0], (await picture)[0]]

    assert asyncio.run(both()) == [200, 200]


def test_an_answer_that_is_sent_for_long_lets_others_compute() -> None:
    async def app(scope: Scope, _: Receive, send: Send) -> None:
        await send(BEGIN)
        if scope["path"] == "/v1/export/facts.csv":
            await asyncio.sleep(0.3)
        await send(END)

    turns = Turns(app, at_once=1)

    async def both() -> list[bool]:
        download = asyncio.ensure_future(ask(turns, "/v1/export/facts.csv"))
        await asyncio.sleep(0.01)
        await ask(turns)
        return [download.done(), (await download)[0] == 200]

    assert asyncio.run(both()) == [False, True]


def test_a_client_is_told_of_a_database_that_hangs_and_the_turn_is_given_back_when_it_ends() -> None:
    ended = asyncio.Event()

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await ended.wait()
        await send(BEGIN)
        await send(END)

    turns = Turns(app, at_once=2, most_waiting=0, most_computing=0.1)

    async def hang() -> list[tuple[int, bytes, str]]:
        told = await asyncio.gather(ask(turns), ask(turns))
        refused = await ask(turns)
        ended.set()
        await asyncio.sleep(0.05)
        return [*told, refused, await ask(turns)]

    one, two, refused, after = asyncio.run(hang())

    assert (one, one[0], one[2]) == (two, 503, "5")
    assert b'"code":"database-unusable"' in one[1]
    assert b'"code":"overloaded"' in refused[1]
    assert after[0] == 200


@pytest.mark.parametrize("when", [0.001, 0.02], ids=["while it computes", "while it waits"])
def test_whoever_gives_up_takes_no_turn_along(when: float) -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await asyncio.sleep(0.01)
        await send(BEGIN)
        await send(END)

    turns = Turns(app, at_once=1)

    async def give_up() -> int:
        asked = [asyncio.ensure_future(ask(turns)) for _ in range(5)]
        await asyncio.sleep(when)
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return (await ask(turns))[0]

    assert asyncio.run(give_up()) == 200


def download_of(parts: int) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Return an app that sends a number of parts."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send(BEGIN)
        for _part in range(parts):
            await send({"type": "http.response.body", "body": b"line\n", "more_body": True})
        await send(END)

    return app


def test_some_downloads_are_sent_at_once_and_more_are_refused() -> None:
    taken = asyncio.Event()

    async def wait(_: Message) -> None:
        await taken.wait()

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    downloads = Downloads(download_of(3), most_at_once=2)

    async def take() -> list[tuple[int, bytes, str]]:
        scope = scope_of("/v1/export/facts.csv")
        slow = [asyncio.ensure_future(downloads(scope, nothing, wait)) for _ in range(2)]
        await asyncio.sleep(0)
        refused, other = await ask(downloads, "/v1/export/facts.csv"), await ask(downloads, "/v1/facts")
        taken.set()
        await asyncio.gather(*slow)
        return [refused, other, await ask(downloads, "/v1/export/facts.csv")]

    refused, other, after = asyncio.run(take())

    assert (refused[0], refused[2], other[0]) == (503, "1", 200)
    assert b'"code":"overloaded"' in refused[1]
    assert after[:2] == (200, b"line\n" * 3)


def test_a_download_that_nobody_takes_is_broken_off_and_makes_room() -> None:
    sent: list[Message] = []

    async def stall(message: Message) -> None:
        sent.append(message)
        if len(sent) > 2:
            await asyncio.Event().wait()

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    downloads = Downloads(download_of(5), most_at_once=1, most_seconds=0.05)

    async def take() -> int:
        await downloads(scope_of("/v1/export/facts.csv"), nothing, stall)
        return (await ask(downloads, "/v1/export/facts.csv"))[0]

    assert asyncio.run(take()) == 200
    assert len(sent) == 3
    assert downloads.under_way == 0
