"""Parameters: nothing unknown is ignored, nothing single is given twice."""

from functools import lru_cache

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException

from app.api.problems import ProblemError
from app.domain.nearest import nearest


def check_parameters(request: Request) -> None:
    """Refuse query parameters that the operation does not document, and single ones that are repeated.

    A character that cannot be printed stands in no name that we know, and some databases refuse it.
    """
    if not request.scope["path"].isprintable():
        raise HTTPException(404)
    if not request.scope["query_string"]:
        return
    pairs = request.query_params.multi_items()
    given = [name for name, _ in pairs]
    documented = _documented(request.app, request.scope["route"].path)
    for name in given:
        if name not in documented:
            detail = f"there is no parameter {name[:100]!r} here"
            keys = {"parameter": name[:100], "allowed": sorted(documented), "did_you_mean": nearest(name, documented)}
            raise ProblemError("unknown-parameter", detail, keys)
        if given.count(name) > 1 and not documented[name]:
            raise ProblemError("repeated-parameter", f"{name} takes one value", {"parameter": name})
    for name, value in pairs:
        if not value.isprintable():
            raise ProblemError("invalid-value", f"{name} has a character that cannot be printed", {"parameter": name})


@lru_cache(maxsize=256)
def _documented(app: FastAPI, path: str) -> dict[str, bool]:
    """Return the parameters that the OpenAPI document gives an operation, and whether each may be repeated."""
    listed = app.openapi()["paths"].get(path, {}).get("get", {}).get("parameters", [])
    return {each["name"]: _is_list(each["schema"]) for each in listed if each["in"] == "query"}


def _is_list(schema: dict[str, object]) -> bool:
    return schema.get("type") == "array"
