"""The feed of changes: what RFC 4287 asks for, read as readers of feeds do."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from tests.api.asking import A_THIRD, ask, code_of, load_pack, serve
from tests.api.hostile import HOSTILE
from tests.api.test_facts import changed_article
from tests.conftest import WritePack

FEED = "/v1/dataset/changes?format=atom"
ATOM = "{http://www.w3.org/2005/Atom}"
MOST = 1000


def parsed(client: TestClient, address: str = FEED) -> feedparser.FeedParserDict:
    """Read a feed; it has to be one."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(response.content, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert found.bozo is False
    assert found.version == "atom10"
    return found


def broken_rules(body: bytes) -> list[str]:
    """List what RFC 4287 (4.1) asks of a feed and of its entries that is not so."""
    root = ET.fromstring(body)  # noqa: S314  it is our own
    entries = root.findall(f"{ATOM}entry")
    found = [] if root.tag == f"{ATOM}feed" else ["it is no feed"]
    found += [] if root.find(f"{ATOM}author/{ATOM}name") is not None else ["nobody wrote it"]
    found += (
        [] if len([each for each in root.findall(f"{ATOM}link") if each.get("rel") == "self"]) == 1 else ["no self"]
    )
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            if len(each.findall(f"{ATOM}{name}")) != 1 or not each.findtext(f"{ATOM}{name}"):
                found.append(f"not one {name}")
        if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each.findtext(f"{ATOM}id") or ""):
            found.append("an id that is no IRI")
        moment = each.findtext(f"{ATOM}updated") or ""
        if not moment.endswith("Z") or datetime.fromisoformat(moment).tzinfo is None:
            found.append(f"{moment} is no moment")
        if not [link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate" and link.get("href")]:
            found.append("it leads nowhere")
    ids = [each.findtext(f"{ATOM}id") for each in (root, *entries)]
    return found if len(set(ids)) == len(ids) else [*found, "two have one id"]


@pytest.mark.parametrize("address", [FEED, f"{FEED}&limit=1", f"{FEED}&limit=1000&revision=1"])
def test_it_keeps_the_rules_of_atom(client: TestClient, address: str) -> None:
    assert broken_rules(client.get(address).content) == []


def test_the_rules_can_be_broken() -> None:
    assert len(broken_rules(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>")) > 8


def test_the_first_revision_and_its_facts_are_told(few: TestClient, all_facts: list[dict[str, str]]) -> None:
    found = parsed(few, f"{FEED}&limit={MOST}")

    revision, *facts = found.entries
    assert revision.title.startswith("Revision 1: ")
    assert len(ask(few, f"{revision.link}&limit={MOST}")["items"]) == int(revision.title.split()[2])
    assert {each.link for each in facts} == {f"/v1/facts/{each['id']}?revision=1" for each in all_facts}
    for each in facts[:5]:
        answer = ask(few, each.link)
        assert each.title == f"Added: {answer['sentence']}"
        assert each.summary == f"Added in revision 1. {answer['sources'][0]['citation']}"
        assert [tag.term for tag in each.tags] == ["added", answer["company"], answer["metric"]]


def test_a_feed_is_bounded(client: TestClient) -> None:
    assert len(parsed(client).entries) == 1 + 50
    assert len(parsed(client, f"{FEED}&limit=7").entries) == 1 + 7


def test_what_was_replaced_and_withdrawn_is_told_first_and_what_was_told_before_keeps_its_name(
    own_url: str, write_pack: WritePack, seed: Catalogue
) -> None:
    own = serve(own_url)
    before = parsed(own, f"{FEED}&limit={MOST}")

    load_pack(own_url, write_pack(changed_article()), seed)

    after = parsed(own, f"{FEED}&limit={MOST}")
    revision, *facts = after.entries[:3]
    assert revision.title == "Revision 2: 0 added, 1 withdrawn, 1 replaced"
    assert {each["change"] for each in ask(own, revision.link)["items"]} == {"replaced", "withdrawn"}
    replaced, withdrawn = sorted(facts, key=lambda each: each.title)
    assert replaced.title.startswith("Replaced: Walmart\u2019s revenue of $714.2 billion")
    assert "which was \u201c$713.2 billion\u201d" in replaced.summary
    assert ask(own, replaced.link)["printed"] == "$714.2 billion"
    assert withdrawn.title.startswith("Withdrawn: Walmart\u2019s number of stores")
    assert withdrawn.link.endswith("?revision=1")
    assert ask(own, withdrawn.link)["sentence"] in withdrawn.title
    assert [each.id for each in after.entries[3:]] == [each.id for each in before.entries]
    assert after.feed.id == before.feed.id
    assert after.feed.updated == revision.updated > before.feed.updated


def test_an_old_revision_is_told_as_it_was_told_then(own_url: str, write_pack: WritePack, seed: Catalogue) -> None:
    own = serve(own_url)
    before = own.get(FEED).content

    load_pack(own_url, write_pack(A_THIRD), seed)

    assert own.get(f"{FEED}&revision=1").content == before
    assert own.get(FEED).content != before
    assert parsed(own, f"{FEED}&limit=1").entries[1].title.startswith("Added: Walmart")


def test_it_tells_of_what_is_behind_a_revision(own_url: str, write_pack: WritePack, seed: Catalogue) -> None:
    own = serve(own_url)
    load_pack(own_url, write_pack(A_THIRD), seed)

    behind = parsed(own, f"{FEED}&since=1")

    assert behind.entries[0].title.startswith("Revision 2: ")
    assert not [each for each in behind.entries if each.link.endswith("revision=1")]
    assert parsed(own, f"{FEED}&since=2").entries == []
    assert code_of(own.get(f"{FEED}&since=3")) == (422, "out-of-range")


def test_a_feed_has_no_pages(client: TestClient) -> None:
    cursor = ask(client, "/v1/dataset/changes?limit=1")["next"]

    response = client.get(f"{FEED}&cursor={cursor}")

    assert "link" not in client.get(FEED).headers
    assert code_of(response) == (422, "bad-cursor")


def test_two_datasets_have_no_id_in_common(few: TestClient, client: TestClient) -> None:
    one, other = (parsed(each, f"{FEED}&limit={MOST}") for each in (few, client))

    assert not {each.id for each in one.entries} & {each.id for each in other.entries}
    assert one.feed.id != other.feed.id


def test_a_reader_that_has_it_already_is_told_so(client: TestClient) -> None:
    first = client.get(FEED)

    again = client.get(FEED, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_addresses_are_absolute_where_the_server_knows_its_own(articles_url: str) -> None:
    app = create_app(Settings(database_url=articles_url, public_url="https://facts.example"))

    found = parsed(TestClient(app))

    links = [each.href for each in found.feed.links] + [each.link for each in found.entries]
    assert all(each.startswith("https://facts.example/") for each in links)
    assert f"https://facts.example{FEED}" in links


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_loaded_becomes_markup_or_breaks_it(own_url: str, name: str) -> None:
    hostile = HOSTILE[name].replace("\x00", "")  # no database holds it
    engine = open_writer(own_url)
    with engine.begin() as connection:  # no pack may say that
        connection.execute(text("UPDATE source SET title = :text, publisher = :text"), {"text": hostile})
        connection.execute(text("UPDATE company SET name = :text"), {"text": hostile})
    engine.dispose()

    body = TestClient(create_app(Settings(database_url=own_url))).get(f"{FEED}&limit=3").content

    assert broken_rules(body) == []
    root = ET.fromstring(body)  # noqa: S314  it declares no entities
    assert b"<!" not in body
    assert {each.tag.removeprefix(ATOM) for each in root.iter()} == {
        *("feed", "id", "title", "updated", "author", "name", "link", "entry", "category", "summary")
    }
    assert not [each for each in root.iter(f"{ATOM}summary") if each.attrib]


def test_it_is_announced_on_pages(client: TestClient) -> None:
    for address in ("/", "/sources"):
        page = client.get(address).text
        assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}"' in page
