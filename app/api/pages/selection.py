"""Selections: a component with the parameters that it is given, and every address that shows the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

Theme = Literal["light", "dark"]
Query = dict[str, str | list[str]]
"""Parameters of a request, by name; some have several values."""


@dataclass(frozen=True, slots=True)
class Component:
    """What can be shown: the path of the API that answers it, its attributes, and whether there is a chart of it.

    `named` is the attribute that stands in the path, `look` those that no request takes, `lists` those that it takes
    repeated: in the attribute, commas stand between the values. `height` is that of a frame, in pixels, until the page
    in it says how high it is: about what it comes to in one of the usual width.
    """

    name: str
    path: str
    attributes: tuple[str, ...]
    height: int
    named: str | None = None
    look: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    has_chart: bool = False

    @property
    def tag(self) -> str:
        """The element's name."""
        return f"rivalry-{self.name}"


_LISTED = ("company", "metric", "operation", "source")
_QUESTION = ("companies", "metric", "segment", "line", "without", "source", "as_of", "revision")

COMPONENTS = {
    each.name: each
    for each in (
        Component("compare", "/v1/compare", (*_QUESTION, "period", "tolerance"), 560, has_chart=True),
        Component(
            "series",
            "/v1/series",
            (*_QUESTION, "frequency", "from", "to", "transform", "over", "base", "share_of"),
            720,
            has_chart=True,
        ),
        Component(
            "mix",
            "/v1/companies/{}/mix",
            ("company", "metric", "period", "breakdown", "source", "as_of", "revision", "place"),
            830,
            named="company",
            look=("place",),
            has_chart=True,
        ),
        Component("strategies", "/v1/compare/strategies", ("companies", "revision"), 2090),
        Component("checks", "/v1/checks", (*_LISTED, "limit", "revision"), 600, lists=_LISTED),
        Component("fact", "/v1/facts/{}", ("fact", "revision"), 220, named="fact"),
    )
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A component, and its attributes with their values: the parameters of the request that it makes, and its look."""

    component: Component
    attributes: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path of the request."""
        named = self.component.named
        return self.component.path.format(quote(self.attributes[named], safe="")) if named else self.component.path

    @property
    def query(self) -> Query:
        """The parameters of the request."""
        others = (self.component.named, *self.component.look)
        return {name: self._values(name) for name in self.attributes if name not in others}

    def _values(self, name: str) -> str | list[str]:
        value = self.attributes[name]
        values = [each.strip() for each in value.split(",")] if name in self.component.lists else [value]
        return values if len(values) > 1 else values[0]

    @property
    def request(self) -> str:
        """Path and query of the request."""
        return address(self.path, self.query.items())

    @property
    def embed(self) -> str:
        """Path and query of the page for a frame."""
        return address(f"/embed/{self.component.name}", self.attributes.items())

    def chart(self, kind: Literal["svg", "png", "vl.json"], **look: str | int) -> str:
        """Return path and query of a picture, which there is only where the component `has_chart`."""
        kept = (self.component.named, *self.component.look)
        asked: Query = {name: value for name, value in self.attributes.items() if name in kept}
        asked |= self.query | {name: str(value) for name, value in look.items()}
        return address(f"/v1/charts/{self.component.name}.{kind}", asked.items())


def select(name: str, **attributes: str) -> Selection:
    """Choose a component, and what it is to show."""
    return Selection(COMPONENTS[name], attributes)


def address(path: str, pairs: Iterable[tuple[str, str | list[str]]]) -> str:
    """Put a path and a query together; commas and colons stand as they are, for people read them."""
    query = urlencode(list(pairs), doseq=True, safe=",:")
    return f"{path}?{query}" if query else path
