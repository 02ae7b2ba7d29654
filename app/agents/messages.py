"""Messages: whether what an agent sent can be one at all, and what it is told where it cannot (JSON-RPC 2.0, 5.1)."""

import json
from dataclasses import dataclass
from http import HTTPStatus

import pydantic_core
from starlette.responses import Response

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a body from being a message."""

    status: HTTPStatus
    code: int
    message: str

    def answer(self) -> Response:
        """Spell it as an error that belongs to no request, for whose id could not be read."""
        error = {"code": self.code, "message": self.message}
        content = json.dumps({"jsonrpc": "2.0", "id": None, "error": error})
        return Response(content, self.status, media_type=JSON)


NOT_JSON = Fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST, f"Content-Type must be {JSON}")
UNREADABLE = Fault(HTTPStatus.BAD_REQUEST, PARSE_ERROR, "Parse error: the body is not JSON in UTF-8")
BATCH = Fault(HTTPStatus.BAD_REQUEST, INVALID_REQUEST, "Invalid request: one message at a time; batches are not taken")
NO_MESSAGE = Fault(
    HTTPStatus.BAD_REQUEST,
    INVALID_REQUEST,
    "Invalid request: the body must be a request or a notification of JSON-RPC 2.0",
)


def fault_of(content_type: str, body: bytes) -> Fault | None:
    """Say what keeps a body from being a message; None where it is one, which the protocol then judges."""
    if content_type.partition(";")[0].strip().lower() != JSON:
        return NOT_JSON
    try:
        message = pydantic_core.from_json(body, allow_inf_nan=False)
    except ValueError:
        return UNREADABLE
    if isinstance(message, list):
        return BATCH
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not _is_named(message.get("id", 0)):
        return NO_MESSAGE
    is_request = isinstance(message.get("method"), str) and isinstance(message.get("params", {}), dict)
    return None if is_request else NO_MESSAGE


def _is_named(identifier: object) -> bool:
    """Whether something may be the id of a request: the protocol allows no null, and JSON-RPC no true."""
    return isinstance(identifier, str | int) and not isinstance(identifier, bool)
