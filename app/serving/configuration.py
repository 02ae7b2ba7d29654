"""Configuration: how uvicorn serves the app, in one process or in several."""

import asyncio
import signal
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from app.serving.connections import Connections
from app.serving.limits import IDLE_SECONDS, raise_handles
from app.watching.records import CONFIGURATION

SECONDS_TO_ANSWER = 60
"""How long a worker may be silent before it is replaced; where many start on a busy machine, five are too few."""


class Configuration(uvicorn.Config):
    """What uvicorn is told, and the connections of the process that it is told to."""

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

    def get_loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        """Return what makes the loop; each process asks for it when it is about to serve, and then ends as it should.

        uvicorn raises the signal by which it was told to end once more, when all is answered. Left to itself that would
        end the process before its last lines are written, and as if it had failed.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _end)
        return super().get_loop_factory()


def _end(number: int, _frame: FrameType | None) -> None:
    """End the process with exit code 0, having done what is to be done at its end; the same signal ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    sys.exit()
