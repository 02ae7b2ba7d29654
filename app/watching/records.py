"""Records: what this program, its server and its libraries log, as lines of the one journal."""

import logging
from logging.config import dictConfig
from typing import Any

from uvicorn.logging import DefaultFormatter

from app.watching.journal import journal
from app.watching.lines import BROKEN_OFF, spell_line

LEVELS = {"app": "INFO", "alembic": "INFO", "uvicorn": "INFO", "mcp": "ERROR"}
"""From which level on records are written; of everything else, warnings and worse. What `mcp` warns of is what agents
send, which is nobody's business but theirs."""


class JsonLines(logging.Formatter):
    """Spells a record as a line of the journal."""

    def format(self, record: logging.LogRecord) -> str:
        """Spell a record."""
        traceback = self.formatException(record.exc_info) if record.exc_info else ""
        return spell_line(
            record.levelname.lower(), record.name, record.getMessage(), moment=record.created, traceback=traceback
        )


class UnlessSaid(logging.Filter):
    """Leaves out what a server says of an answer that ended before its end: whoever broke it off has said why."""

    def filter(self, _: logging.LogRecord) -> bool:
        """Whether a record is written."""
        return not BROKEN_OFF.get()


class JournalHandler(logging.Handler):
    """Puts records into the journal, at once: the last one may say why a process ends."""

    def __init__(self) -> None:
        """Spell records as JSON, warnings of the interpreter among them."""
        super().__init__()
        self.setFormatter(JsonLines())
        logging.captureWarnings(capture=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            journal().add_at_once(self.format(record))
        except Exception:  # noqa: BLE001  what cannot be spelt is reported as the library's own handlers do
            self.handleError(record)


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"journal": {"class": f"{__name__}.{JournalHandler.__name__}"}},
    "filters": {"unless said": {"()": f"{__name__}.{UnlessSaid.__name__}"}},
    "root": {"handlers": ["journal"], "level": "WARNING"},
    "loggers": {
        **{name: {"level": level} for name, level in LEVELS.items()},
        "uvicorn.error": {"filters": ["unless said"]},
        "uvicorn.access": {"handlers": [], "propagate": False},  # a line of ours says more
    },
}
"""What `logging.config.dictConfig` is told, in each process that serves."""


def begin() -> None:
    """Let everything that this process logs be lines of its journal."""
    dictConfig(CONFIGURATION)


def speak_as_we_do() -> None:
    """Let a uvicorn that was started by hand write its lines as we do, unless somebody told it otherwise.

    Its access log is not touched: it is a choice of whoever starts it.
    """
    logging.getLogger("uvicorn.error").addFilter(UnlessSaid())
    for handler in logging.getLogger("uvicorn").handlers:
        if type(handler.formatter) is DefaultFormatter:
            handler.setFormatter(JsonLines())
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(JournalHandler())
        for name, level in LEVELS.items():
            logging.getLogger(name).setLevel(level)
