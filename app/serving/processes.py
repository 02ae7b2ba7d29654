"""Processes: serving until a signal says to end, and ending then."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import monotonic

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.serving.configuration import Configuration
from app.serving.limits import DRAIN_SECONDS

log = logging.getLogger(__name__)

NUMBERS = "RIVALRY_METRICS_FOLDER"
"""The setting by which workers, who read their settings themselves, are told where to put their numbers together."""

ENDING_SECONDS = 5
"""How much longer than its connections a worker may take to end."""


def serve_on(listener: socket.socket, workers: int) -> None:
    """Serve the app on a socket that listens, until SIGTERM or SIGINT; another one of these ends it at once."""
    configuration = Configuration(workers)
    if workers == 1:
        uvicorn.Server(configuration).run(sockets=[listener])
    else:
        with _numbers_together():
            Workers(configuration, sockets=[listener]).run()


@contextmanager
def _numbers_together() -> Iterator[None]:
    """Give workers a folder for their numbers, which is gone when they are, unless somebody else gave them one."""
    if NUMBERS in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="rivalry-numbers-") as folder:
        os.environ[NUMBERS] = folder
        yield


class Workers(Multiprocess):
    """Several processes that serve on one socket, and the one that watches over them."""

    def keep_subprocess_alive(self) -> None:
        """Put others in the place of workers that have ended, which uvicorn mentions by the way."""
        for worker in self.processes:
            if worker.exitcode is not None and not self.should_exit.is_set():
                log.warning("worker %s ended with %s; another takes its place", worker.pid, worker.exitcode)
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        """Listen no longer, and tell every worker to end."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait until every worker has ended; kill those that do not, or all when a signal comes again."""
        due = monotonic() + DRAIN_SECONDS + ENDING_SECONDS
        self.signal_queue.clear()
        while any(worker.process.is_alive() for worker in self.processes):
            if self.signal_queue or monotonic() > due:
                for worker in self.processes:
                    worker.process.kill()
            for worker in self.processes:
                worker.process.join(0.1)
