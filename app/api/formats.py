"""Formats: what an answer can be had as beside JSON, by `format`."""

from typing import Any

from pydantic import BaseModel

LINKED = "application/ld+json"
FEED = "application/atom+xml"
FORMATS = {"jsonld": LINKED, "atom": FEED}
"""The media type of each, by the name that asks for it; `json`, the default, is every answer's."""


def also_as(kind: str, shape: type[BaseModel] | None = None) -> dict[int | str, dict[str, Any]]:
    """Describe the media type that an operation can answer with too, for FastAPI: JSON of a shape, or text."""
    schema = shape.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}") if shape else {}
    return {200: {"content": {kind: {"schema": schema or {"type": "string"}}}}}
