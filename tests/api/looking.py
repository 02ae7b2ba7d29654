"""What a test sees of a page: elements with their attributes, and text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

DATA = "application/ld+json"
"""What stands in a script element of this type is data, which browsers do not run."""

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """An element of a page: its tag, its attributes, and all text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    within: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page, read as a browser without scripts reads it."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        assert self._open == [], "every element that is begun is ended"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        found = Element(tag, {name: value or "" for name, value in attrs}, within=[each.tag for each in self._open])
        self.elements.append(found)
        if tag not in EMPTY:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        """End the element that is open."""
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Add text to all that is open."""
        for each in self._open:
            each.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag that have these attributes."""
        return [each for each in self.elements if each.tag == tag and attributes.items() <= each.attributes.items()]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the one element of a tag that has these attributes."""
        (found,) = self.all(tag, **attributes)
        return found

    def meta(self, name: str) -> str | None:
        """Return what the page says of itself under a name."""
        for each in self.all("meta"):
            if name in (each.attributes.get("name"), each.attributes.get("property")):
                return each.attributes["content"]
        return None

    @property
    def components(self) -> list[Element]:
        """The components on it."""
        return [each for each in self.elements if each.tag.startswith("rivalry-")]

    @property
    def addresses(self) -> list[str]:
        """All that it loads and links to."""
        names = ("src", "href", "action", "data", "srcset", "poster")
        return [value for each in self.elements for name, value in each.attributes.items() if name in names]

    @property
    def in_place(self) -> list[str]:
        """What would run or be styled in place: scripts and styles that are no files, and such attributes."""
        written = [
            each.text
            for each in self.elements
            if each.tag in ("script", "style") and each.text.strip() and each.attributes.get("type") != DATA
        ]
        return written + [
            name for each in self.elements for name in each.attributes if name.startswith("on") or name == "style"
        ]


def policy_of(header: str) -> dict[str, str]:
    """Read a Content-Security-Policy: each directive with what it allows."""
    parts = (part.strip().partition(" ") for part in header.split(";"))
    return {name: allowed for name, _, allowed in parts}
