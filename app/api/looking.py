"""Looking: how a request waits for what is asked in another thread, without keeping one."""

import asyncio
from concurrent.futures import Future


async def is_done_within(asked: Future[None], seconds: float) -> bool:
    """Wait for something for so many seconds, and tell whether it was done by then; it goes on in any case."""
    if not asked.done() and seconds > 0:
        await asyncio.wait([asyncio.wrap_future(asked)], timeout=seconds)
    return asked.done()
