"""Processes: serving until a signal says to end, and ending then."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import monotonic

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from app.serving.configuration import SECONDS_TO_ANSWER, Configuration
from app.serving.limits import DRAIN_SECONDS

log = logging.getLogger(__name__)

NUMBERS = "RIVALRY_METRICS_FOLDER"
"""The setting by which workers, who read their settings themselves, are told where to put their numbers together."""

PING_SECONDS = 0.5
"""How long a worker is waited for at once."""

ENDING_SECONDS = 5
"""How much longer than its connections a worker may take to end."""


def serve_on(listener: socket.socket, workers: int) -> None:
    """Serve the app on a socket that listens, until SIGTERM or SIGINT; another one of these ends it at once."""
    configuration = Configuration(workers)
    if workers == 1:
        uvicorn.Server(configuration).run(sockets=[listener])
    else:
        with _numbers_together() as configuration.made:
            Workers(configuration, listener).run()


@contextmanager
def _numbers_together() -> Iterator[str | None]:
    """Give workers a folder for their numbers, which is gone when they are, unless somebody else gave them one."""
    if NUMBERS in os.environ:
        yield None
        return
    with TemporaryDirectory(prefix="rivalry-numbers-") as folder:
        os.environ[NUMBERS] = folder
        yield folder


class Workers(Multiprocess):
    """Several processes that serve on one socket, and the one that watches over them."""

    def __init__(self, configuration: Configuration, listener: socket.socket) -> None:
        """Start nothing yet."""
        super().__init__(configuration, [listener])
        self._heard: dict[int | None, float] = {}
        self._leaving: dict[Process, float] = {}

    def keep_subprocess_alive(self) -> None:
        """Put others in the place of workers that have ended, or that were killed because they are silent.

        uvicorn waits for each for as long as it may be silent, and hears no signal meanwhile.
        """
        if self.should_exit.is_set():
            return None
        self._see_off()
        for worker in self.processes:
            if worker.exitcode is None and self._is_silent(worker):
                log.warning("worker %s has been silent for %s seconds, and is killed", worker.pid, SECONDS_TO_ANSWER)
                worker.process.kill()
                worker.process.join()
        for place, worker in enumerate(self.processes):
            if worker.exitcode == STARTUP_FAILURE:
                log.error("worker %s could not start, and no other could: this is the end", worker.pid)
                return self.should_exit.set()
            if worker.exitcode is not None:
                log.warning("worker %s ended with %s; another takes its place", worker.pid, worker.exitcode)
                self.processes[place] = self._begun()
        return None

    def restart_all(self) -> None:
        """Put another in the place of each worker, one after the other, as soon as it serves.

        Those that leave end what they had begun; uvicorn waits for each of them, and hears no signal meanwhile.
        """
        for place, worker in enumerate(self.processes):
            another = self._begun()
            if not another.wait_until_ready(SECONDS_TO_ANSWER, self.should_exit):
                log.error("worker %s did not begin to serve; worker %s stays", another.pid, worker.pid)
                another.kill()
                return another.join()
            worker.terminate()
            self.processes[place] = another
            self._leaving[worker] = monotonic() + DRAIN_SECONDS + ENDING_SECONDS
        return None

    def _begun(self) -> Process:
        """Begin another worker."""
        worker = Process(self.config, self.sockets)
        worker.start()
        return worker

    def _see_off(self) -> None:
        """Forget those that have left, and kill those that do not."""
        for worker, due in list(self._leaving.items()):
            if worker.exitcode is not None:
                del self._leaving[worker]
            elif monotonic() > due:
                worker.process.kill()

    def _is_silent(self, worker: Process) -> bool:
        """Whether a worker has not answered for too long."""
        if worker.ping(PING_SECONDS):
            self._heard[worker.pid] = monotonic()
        return monotonic() - self._heard.setdefault(worker.pid, monotonic()) > SECONDS_TO_ANSWER

    def terminate_all(self) -> None:
        """Listen no longer, and tell every worker to end."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait until every worker has ended; kill those that do not, or all when a signal comes again."""
        due = monotonic() + DRAIN_SECONDS + ENDING_SECONDS
        workers = [*self.processes, *self._leaving]
        self.signal_queue.clear()
        while any(worker.process.is_alive() for worker in workers):
            if self.signal_queue or monotonic() > due:
                for worker in workers:
                    worker.process.kill()
            for worker in workers:
                worker.process.join(0.1)
