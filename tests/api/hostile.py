"""Texts that somebody wrote to do harm, and what an answer looks like that one of them broke out in."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from tests.api.asking import INSIDE

HOSTILE = {
    "element": "<hostile>x</hostile><script>hostile()</script>",
    "attribute": "\"'><img src=hostile onerror=hostile()>",
    "attribute without quotes": " onload=hostile() hostile=1 ",
    "end of everything": "--></title></style></script></textarea></noscript></svg>]]><hostile>",
    "entities": "&lt;hostile&gt;&#x3c;hostile&#62;&quot;hostile=",
    "address": "javascript:hostile()//",
    "address of data": "data:text/html,<script>hostile()</script>",
    "address of others": "//hostile.example/..//hostile",
    "xml": "<?xml version='1.0'?><!DOCTYPE h [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><hostile>&x;</hostile>",
    "css": "}</style>*{background:url(//hostile.example)}/*hostile*/expression(hostile)",
    "header": "hostile\r\nSet-Cookie: hostile=1\r\n\r\n<hostile>",
    "header in unicode": "hostile\u560d\u560aSet-Cookie: hostile=1",
    "nul": "hostile\x00<hostile>",
    "escape": "\x1b]0;hostile\x07\x1b[31mhostile",
    "direction": "\u202ehostile\u2066<hostile>\u2069",
    "formula": '=HYPERLINK("http://hostile.example","x")',
    "formula that calls": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula with a tab": "\t=cmd|' /C calc'!A0",
    "formula in full width": "\uff1dHYPERLINK(1)",
    "template": "{{7*191}}${7*191}#{7*191}<%= 7*191 %>{%hostile%}",
    "json": '","hostile":{"$ref":"x"},"__proto__":{"hostile":1},"x":"',
    "sql": "hostile' OR 1=1; DROP TABLE fact; --",
    "path": "../../../../etc/passwd\\..\\..\\hostile",
    "format": "%s%n%x{0.__class__}{hostile}",
    "surrogate": "\U0001f4a9\u0000\ufeff<hostile>",
    "long": "<hostile>" * 300,
}
"""Each names itself, so that it is found wherever it gets to: no answer has a reason to hold an element, an attribute
or a name `hostile`, nor 1337, which is 7 times 191."""

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_IN_A_FEED = ("{http://www.w3.org/XML/1998/namespace}lang", "rel", "type", "href", "term")
_RUNS = ("script", "foreignobject", "iframe", "object", "embed", "animate", "set", "handler", "image", "use")


class _Seen(HTMLParser):
    """All that an HTML parser makes of a page: the tags, and each attribute with its value."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def breaks_out(kind: str, headers: list[tuple[bytes, bytes]], body: bytes) -> list[str]:
    """List what is in an answer that no text of a request, nor of the data, may bring there."""
    found = [f"header {name!r}: {value!r}" for name, value in headers if _CONTROL.search(name + value)]
    found += [f"header {name!r}" for name, _ in headers if name in (b"set-cookie", b"hostile", b"location", b"refresh")]
    text = (
        body.decode("utf-8", "strict") if kind.startswith(("text/", "application/json", "application/problem")) else ""
    )
    found += [trace for trace in INSIDE if trace in text and trace != ".py"]
    if "1337" in re.sub(r"[\d.,]{5,}", "", text) and "191" in text and "7*191" not in text:
        found.append("a template is filled")
    match kind.partition(";")[0]:
        case "application/json" | "application/problem+json":
            found += _in_json(json.loads(body))
        case "text/html":
            found += _in_page(text)
        case "application/ld+json":
            found += _in_json(json.loads(body))
        case "application/atom+xml" | "application/xml":
            found += _in_feed(body)
        case "image/svg+xml":
            found += _in_picture(body)
        case "text/csv":
            found += _in_table(text)
    return found


def _in_json(answer: object) -> Iterator[str]:
    match answer:
        case dict():
            for name, value in answer.items():
                if "hostile" in name or name == "__proto__":
                    yield f"key {name}"
                yield from _in_json(value)
        case list():
            for each in answer:
                yield from _in_json(each)


def _in_page(text: str) -> Iterator[str]:
    seen = _Seen(text)
    yield from (f"element {tag}" for tag in seen.tags if tag in ("hostile", "base", "object", "embed", "form", "style"))
    for name, value in seen.attributes:
        if name.startswith("on") or name in ("style", "srcdoc", "hostile", "formaction"):
            yield f"attribute {name}"
        if name in ("href", "src", "srcset", "action") and re.match(
            r"\s*(javascript|data|vbscript):|//|hostile", value, re.IGNORECASE
        ):
            yield f"{name} to {value}"
    yield from _in_script(text)


def _in_script(text: str) -> Iterator[str]:
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script", text, re.DOTALL | re.IGNORECASE)
    for attributes, inside in scripts:
        if attributes == ' type="application/ld+json"':
            yield from _in_json(json.loads(inside))
            yield from (f"{sign} in data" for sign in "<>&" if sign in inside)
        elif inside.strip() or 'src="/' not in attributes:
            yield f"script {inside[:50]}"


def _in_picture(body: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        yield "a document type"
        return
    for element in ET.fromstring(body).iter():  # noqa: S314  it declares no entities
        tag = element.tag.rpartition("}")[2].lower()
        if tag == "hostile" or tag in _RUNS:
            yield f"element {tag}"
        for name, value in element.attrib.items():
            bare = name.rpartition("}")[2].lower()
            if (
                bare.startswith("on")
                or bare in ("href", "src", "hostile")
                or ("hostile.example" in value and bare == "style")
            ):
                yield f"attribute {name}"


def _in_feed(body: bytes) -> Iterator[str]:
    """Find in a feed or a sitemap what is none of it, and links that leave us."""
    if b"<!" in body:
        yield "a document type"
    for element in ET.fromstring(body).iter():  # noqa: S314  it declares no entities
        yield from (f"attribute {name}" for name in element.attrib if name not in _IN_A_FEED)
        href = element.get("href", "/")
        if "hostile" in element.tag or not re.match(r"/(?!/)|http://testserver/", href):
            yield f"element {element.tag} to {href}"


def _in_table(text: str) -> Iterator[str]:
    """Read cells as a spreadsheet does: quotes are gone, and what then begins with a sign is run."""
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        for cell in row:
            if cell.startswith(
                ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
            ) and not re.fullmatch(r"[+-][$\d][^(|!\['\uff08\uff5c\uff01]*", cell):
                yield f"formula {cell[:50]}"
