"""Completion: the shape of packs as a JSON Schema (2020-12), from which editors of text complete and explain keys.

It is made of `schema.py` each time. What one key says of another, or of another file, it leaves to `rivalry check`.
"""

import json
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from app.packs.schema import ENTRIES, TableEntry
from app.packs.vocabulary import Entry, SourceEntry

SCHEMA_FILE = "pack.schema.json"
"""What the file is called that we ship beside the seed, and that a pack's first line names."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ONE_SOURCE = "The pack's one source; a pack with several has [[sources]], and each fact names its own."
_UNPRINTED = r"\p{Cc}", r"\x00-\x1f\x7f-\x9f"
"""Control characters, as pydantic's patterns name them, and as those of every JSON Schema library do."""


class _OfToml(GenerateJsonSchema):
    """Writes what TOML can hold: it has no null, its numbers are numbers, and a key without a default is left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that may be absent is of one type where it is there."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Only a default that could be written is worth showing."""
        return self.generate_inner(schema["schema"]) if not schema.get("default") else super().default_schema(schema)

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002  one for all
        """An integer or a float, never a text."""
        return {"type": "number"}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Spell patterns as ECMA-262 does."""
        made = super().str_schema(schema)
        return {**made, "pattern": made["pattern"].replace(*_UNPRINTED)} if "pattern" in made else made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  pydantic's own types
        """A key is its own title."""
        return False


def describe_packs() -> str:
    """Write the schema of a whole pack as JSON, ending with a line break: the same bytes each time."""
    shapes: dict[str, type[Entry]] = {**ENTRIES, "tables": TableEntry}
    mode: Literal["validation"] = "validation"
    named, made = models_json_schema([(shape, mode) for shape in shapes.values()], schema_generator=_OfToml)
    sections: dict[str, Any] = {"source": {"description": _ONE_SOURCE, **named[SourceEntry, mode]}}
    for section, shape in shapes.items():
        described = (shape.__doc__ or "").partition("\n")[0]
        sections[section] = {"description": described, "type": "array", "items": named[shape, mode]}
    whole = {
        "$schema": _DIALECT,
        "title": "A pack of Retail Rivalry",
        "type": "object",
        "additionalProperties": False,
        "properties": sections,
        **made,
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"
