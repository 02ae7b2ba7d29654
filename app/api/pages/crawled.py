"""What is written for programs that go through sites: what they may ask for, what there is, and how to ask for it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Request

from app.api.agents import AGENTS
from app.api.asking import ask
from app.api.news import PATH
from app.api.pages.front import Rivalry, choose_rivalry
from app.api.pages.house import House
from app.api.pages.selection import address
from app.api.paging import LARGEST_LIMIT

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = ("/", "/sources", "/docs")
LISTS = {"companies": "slug", "metrics": "slug", "sources": "slug", "checks": "claim"}
"""Collections whose members a sitemap names, each with what names a member; of facts there may be millions."""

MOST_NAMED = 100
"""Companies and metrics that a text names; the API lists all."""

Items = list[dict[str, Any]]
_MARKUP = re.compile(r"[\\`*_\[\]<>#|]")


def spell_robots(origin: str) -> str:
    """Let everybody in, but for the pages of long lists: who wants all of one takes it whole, by /v1/export/."""
    return f"User-agent: *\nAllow: /\nDisallow: /*cursor=\n\nSitemap: {origin}/sitemap.xml\n"


async def spell_sitemap(request: Request, house: House) -> bytes:
    """List pages, and what the API names, LARGEST_LIMIT of each kind at most. Raises ProblemError."""
    root = Element("urlset", {"xmlns": SITEMAP})
    addresses = list(PAGES)
    for collection, name in LISTS.items():
        items = await _listed(request, house, collection, LARGEST_LIMIT)
        addresses += [f"/v1/{collection}/{quote(each[name], safe='')}" for each in items]
    for each in addresses:
        place = SubElement(root, "url")
        SubElement(place, "loc").text = house.origin + each
        if each != "/docs":
            SubElement(place, "lastmod").text = house.created
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


async def spell_llms(request: Request, house: House) -> str:
    """Tell a language model what there is and how to ask for it (llmstxt.org). Raises ProblemError."""
    companies = await _listed(request, house, "companies", MOST_NAMED)
    metrics = await _listed(request, house, "metrics", MOST_NAMED)
    rivalry = await choose_rivalry(request, house.revision)
    lines = [*_about(house), "## Ask", "", *_questions(rivalry, house.origin), *_ways(house.origin)]
    if request.app.state.agents:
        lines += ["", f"Agents are answered by the Model Context Protocol (streamable HTTP) at {house.origin}{AGENTS}."]
    lines += ["", "## Companies", "", *(_link(each["name"], _at(house, "companies", each)) for each in companies)]
    lines += ["", "## Metrics", "", *(_metric(each, _at(house, "metrics", each)) for each in metrics)]
    return "\n".join([*lines, *_whole(house.origin), ""])


async def _listed(request: Request, house: House, collection: str, limit: int) -> Items:
    asked = address(f"/v1/{collection}", [("limit", str(limit)), ("revision", str(house.revision))])
    items: Items = (await ask(request, asked))["items"]
    return items


def _about(house: House) -> Iterator[str]:
    counts = ", ".join(f"{count:,} {name}" for name, count in (house.counts or {}).items())
    yield f"# {house.name}"
    yield ""
    yield (
        "> A corporate rivalry as sourced facts: every number has its source, its hedge and the range that the hedge "
        "allows, and every comparison is computed from such numbers and shows its working."
    )
    yield ""
    yield f"Revision {house.revision} of {house.day}{': ' if counts else ''}{counts}. All of it is asked for by GET,"
    yield "without a key, and answered in JSON. An answer that compares or computes has a `sentence` that can be quoted"
    yield "and the `sources` to cite. A refusal says what is missing; null is not known, and not zero."
    yield ""


def _questions(rivalry: Rivalry | None, origin: str) -> Iterator[str]:
    """Ask what the front page asks, where there is anything to ask about."""
    if rivalry is None:
        return
    company, metric = rivalry.companies[0].slug, rivalry.metric.slug
    asked = f"companies={rivalry.slugs}&metric={metric}"
    if len(rivalry.companies) > 1:
        yield _link("Who leads, by how much, how sure that is", f"{origin}/v1/compare?{asked}")
    yield _link("A metric through time", f"{origin}/v1/series?{asked}")
    yield _link("What a total is made of", f"{origin}/v1/companies/{company}/mix?metric={metric}")
    yield _link("Figures as sources print them", f"{origin}/v1/facts?company={company}&metric={metric}")


def _ways(origin: str) -> Iterator[str]:
    yield _link("What a few words find", f"{origin}/v1/search?q=revenue")
    yield _link("What sources claim, recomputed", f"{origin}/v1/checks")
    yield _link("What is new, as an Atom feed", f"{origin}{PATH}")
    yield _link("Every operation, with examples", f"{origin}/openapi.json")
    yield ""
    yield "One fact, `/v1/facts/ID`, has a `citation` with a permalink; `format=jsonld` has it in schema.org."


def _metric(metric: dict[str, Any], url: str) -> str:
    return f"{_link(metric['slug'], url)}: {_plain(metric['name'])} ({metric['unit']})"


def _whole(origin: str) -> Iterator[str]:
    yield from ("", "## Optional", "")
    yield _link("All facts as CSV", f"{origin}/v1/export/facts.csv")
    yield _link("A data package, with what its columns mean", f"{origin}/v1/export/datapackage.zip")
    yield _link("What this dataset is, in schema.org", f"{origin}/v1/dataset?format=jsonld")
    yield _link("Every source", f"{origin}/sources")


def _at(house: House, collection: str, item: dict[str, Any]) -> str:
    return f"{house.origin}/v1/{collection}/{quote(item['slug'], safe='')}"


def _link(name: str, url: str) -> str:
    return f"- [{_plain(name)}]({url})"


def _plain(text: str) -> str:
    """Spell a text so that Markdown makes nothing of it."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
