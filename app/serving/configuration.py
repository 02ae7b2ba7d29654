"""Configuration: how uvicorn serves the app, in one process or in several."""

import asyncio
import atexit
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from shutil import rmtree
from threading import Thread
from types import FrameType

import uvicorn

from app.serving.connections import Connections
from app.serving.limits import IDLE_SECONDS, raise_handles
from app.watching.records import CONFIGURATION

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""By which a process is told to end."""

SECONDS_TO_ANSWER = 60
"""How long a worker may be silent before it is replaced; where many start on a busy machine, five are too few."""


class Configuration(uvicorn.Config):
    """What uvicorn is told, and the connections of the process that it is told to.

    `made` is a folder that was made for several processes, and that goes with the one that watches over them.
    """

    def __init__(self, workers: int) -> None:
        """Serve the app that main makes from a number of processes, and take file handles for its connections."""
        super().__init__(
            "app.main:create_app",
            factory=True,
            http="app.serving.protocol:BoundedProtocol",
            ws="none",
            access_log=False,
            log_config=CONFIGURATION,
            workers=workers,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_worker_healthcheck=SECONDS_TO_ANSWER,
            proxy_headers=False,  # whom we believe is RIVALRY_TRUSTED_PROXIES, and not everybody on this machine
            server_header=False,  # which program serves is nobody's business
        )
        self.connections = Connections(raise_handles(), is_alone=workers == 1)
        self.made: str | None = None

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        """Return what makes the loop; each process asks for it when it is about to serve, and then ends as it should.

        uvicorn raises the signal by which it was told to end once more, when all is answered. Left to itself that would
        end the process before its last lines are written, and as if it had failed.
        """
        for number in SIGNALS:
            signal.signal(number, _end)
        parent = parent_process()
        if parent:
            Thread(target=self._end_after, args=[parent], daemon=True).start()
        return super().get_loop_factory()

    def _end_after(self, parent: BaseProcess) -> None:
        """Tell this process to end once nobody watches over it any more: else it would keep the port."""
        parent.join()
        log.warning("the process that watches over this one is gone; so this one ends")
        if self.made:
            atexit.register(rmtree, self.made, ignore_errors=True)
        self.connections.is_alone = True
        signal.raise_signal(signal.SIGTERM)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a signal end what is done meanwhile with exit code 0, before anything is served as well."""
    before = {number: signal.signal(number, _end) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    """End the process with exit code 0, having done what is to be done at its end; the same signal ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    sys.exit()
