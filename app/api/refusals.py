"""Refusals: with which codes an operation can refuse, as the OpenAPI document lists them by status."""

from typing import Any

from app.api.headers import RANGED
from app.api.probes import PROBES
from app.api.problems import CODES

STATUSES = {
    400: "The request is not HTTP",
    404: "Not found",
    408: "The request did not arrive in time",
    413: "The request is too large",
    414: "The address is too long",
    416: "Nothing there",
    421: "Not for this server",
    422: "The request is wrong",
    429: "Too many requests",
    431: "The headers are too large",
    500: "Our mistake",
    501: "We do not speak that",
    503: "Cannot answer for now",
}
"""What each status of a refusal says."""

_COMPUTED = ("/v1/compare", "/v1/series", "/v1/crossovers", "/v1/charts")
"""Paths whose answers too few facts may forbid."""


def possible_refusals(path: str, operation: dict[str, Any]) -> dict[int, list[str]]:
    """List the codes that an operation can refuse with, by status.

    A code of which nothing is said here may be the refusal of any operation: what stands before them all gives it.
    """
    excluded = {code for code, applies in _conditions(path, operation).items() if not applies}
    possible: dict[int, list[str]] = {}
    for name, code in CODES.items():
        if name not in excluded:
            possible.setdefault(code.status, []).append(name)
    return possible


def _conditions(path: str, operation: dict[str, Any]) -> dict[str, bool]:
    """Say of each code that not every operation has whether this one has it."""
    parameters = operation.get("parameters", [])
    names = {each["name"] for each in parameters if each["in"] == "query"}
    has_needed = any(each["required"] for each in parameters if each["in"] == "query")
    is_probe, is_stored = path in PROBES, path.startswith("/v1") or path in ("/readyz", "/oembed")
    return {
        "not-found": "{" in path or path == "/oembed",
        "method-not-allowed": False,
        "range-not-satisfiable": path in RANGED,
        "misdirected": not is_probe,
        "overloaded": not is_probe and not path.startswith("/problems"),
        "too-many-requests": not is_probe,
        "unknown-value": bool(names - {"limit", "cursor"}),
        "unknown-parameter": not is_probe and path != "/oembed",
        "repeated-parameter": bool(names),
        "missing-parameter": has_needed or "after" in names,
        "out-of-range": bool(names),
        "invalid-value": bool(names),
        "bad-cursor": bool(names & {"cursor", "after"}),
        "too-few-facts": path.startswith(_COMPUTED) or path.endswith("/mix"),
        "not-implemented": path == "/oembed",
        "cannot-draw": path.startswith("/v1/charts") and not path.endswith(".json"),
        **dict.fromkeys(("no-dataset", "database-unusable", "database-version", "database-locked"), is_stored),
        "disk-full": is_stored,
    }
