"""Reading what an embed is asked for: as strictly as the API reads the same parameters."""

from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, create_model

from app.api.pages.selection import COMPONENTS, Component, Selection, Theme
from app.api.queries import QueryReader
from app.domain.errors import UnknownNameError

Place = Literal["1", "2", "3", "4", "5"]
"""Which of the colours is a company's; no request for an answer takes it, so it is read here."""


@dataclass(frozen=True, slots=True)
class AskedEmbed:
    """A selection, and the theme that it is to be shown in; None: the reader's own."""

    selection: Selection
    theme: Theme | None


async def read_embed(name: str, request: Request) -> AskedEmbed:
    """Read which component is asked for, and its parameters.

    Raises UnknownNameError for a component that there is not, and what QueryReader raises for the names of parameters;
    what their values may be is for the API to say.
    """
    if name not in COMPONENTS:
        raise UnknownNameError("component", name, tuple(COMPONENTS))
    query = await _READERS[name](request)
    given = query.model_dump(exclude_unset=True, by_alias=True)
    theme = given.pop("theme", None)
    return AskedEmbed(Selection(COMPONENTS[name], given), theme)


def _reader(component: Component) -> QueryReader[BaseModel]:
    """Make what reads the attributes of a component; each may be any text, but one that stands in the path must be."""
    fields: dict[str, Any] = {
        f"attribute_{name}": (
            Place if name == "place" else str,
            Field(alias=name) if name == component.named else Field(default="", alias=name),
        )
        for name in component.attributes
    }
    model: type[BaseModel] = create_model(
        f"{component.name.title()}EmbedQuery",
        __config__=ConfigDict(extra="forbid"),
        **fields,
        theme=(Theme | None, None),
    )
    return QueryReader(model)


_READERS = {name: _reader(component) for name, component in COMPONENTS.items()}
