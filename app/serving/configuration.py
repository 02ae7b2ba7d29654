"""Configuration: how uvicorn serves the app, in one process or in several."""

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
        self.connections = Connections(raise_handles())
