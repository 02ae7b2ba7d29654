"""Every fact can be cited, and its permalink answers for ever with what was cited."""

import pytest
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.main import create_app
from app.settings import Settings
from tests.api.asking import ask, load_pack, serve
from tests.api.test_facts import changed_article
from tests.conftest import WritePack
from tests.csl import unfit_for_csl
from tests.domain.test_citation import read

REPLACED = "walmart-revenue-fy2026-31dad99a51"
WITHDRAWN = "walmart-stores-fy2026-f18f1839a9"
DERIVED = "/v1/facts?metric=revenue&company=amazon&limit=1000"


def test_every_fact_of_the_articles_has_a_citation_that_others_can_read(
    few: TestClient, all_facts: list[dict[str, str]]
) -> None:
    for fact in all_facts:
        answer = ask(few, f"/v1/facts/{fact['id']}")
        cited = answer["citation"]
        assert unfit_for_csl(cited["csl"]) == []
        assert [entry.key for entry in read(cited["bibtex"]).entries] == [item["id"] for item in cited["csl"]]
        assert [item["id"] for item in cited["csl"]] == [fact["id"], *(each["slug"] for each in answer["sources"])]
        assert all(each["citation"] in cited["text"] for each in answer["sources"])
        assert cited["text"].startswith(answer["sentence"])
        assert cited["text"].endswith(cited["permalink"])
        assert ask(few, cited["permalink"]) == answer


def test_what_nobody_knows_of_an_article_stands_in_no_citation(few: TestClient) -> None:
    _, article = ask(few, f"/v1/facts/{WITHDRAWN}")["citation"]["csl"]

    assert not {"issued", "publisher", "URL"} & set(article)
    assert article["title"].startswith("[")


def test_a_derived_fact_is_cited_by_all_sources_that_it_came_from(client: TestClient) -> None:
    derived = [each["id"] for each in ask(client, DERIVED)["items"] if each["kind"] == "derived"]

    sources = [ask(client, f"/v1/facts/{fact}")["citation"]["csl"][1:] for fact in derived[:10]]

    assert max(map(len, sources)) > 1


@pytest.mark.parametrize("fact", [REPLACED, WITHDRAWN])
def test_a_permalink_answers_with_what_was_cited_whatever_is_loaded_later(
    own_url: str, write_pack: WritePack, seed: Catalogue, fact: str
) -> None:
    own = serve(own_url)
    before = ask(own, f"/v1/facts/{fact}")

    load_pack(own_url, write_pack(changed_article()), seed)

    assert own.get(f"/v1/facts/{fact}").status_code == 404
    assert ask(own, before["citation"]["permalink"]) == before


def test_addresses_are_absolute_where_the_server_knows_its_own(articles_url: str) -> None:
    settings = Settings(database_url=articles_url, public_url="https://facts.example")
    cited = ask(TestClient(create_app(settings)), f"/v1/facts/{WITHDRAWN}")["citation"]

    address = f"https://facts.example/v1/facts/{WITHDRAWN}?revision=1"
    assert cited["permalink"] == cited["csl"][0]["URL"] == read(cited["bibtex"]).entries[0]["url"] == address
    assert cited["text"].endswith(address)


def test_who_asks_by_another_name_gets_no_address_that_a_shared_cache_would_give_to_others(articles_url: str) -> None:
    app = create_app(Settings(database_url=articles_url, trusted_hosts=("one.example", "other.example")))

    one, other = (
        TestClient(app, base_url=f"http://{name}").get(f"/v1/facts/{WITHDRAWN}")
        for name in ("one.example", "other.example")
    )

    assert one.content == other.content
    assert b"example" not in one.content
