"""Facts over HTTP: filters, sorting, walking by cursor, choosing fields, and numbers as they were printed."""

import base64
import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.shipped import shipped
from tests.api.asking import code_of, ids_of, load_pack, serve, walk
from tests.conftest import WritePack

Facts = list[dict[str, Any]]

SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "id": lambda fact: fact["id"],
    "company": lambda fact: fact["company"],
    "metric": lambda fact: fact["metric"],
    "period": lambda fact: fact["period"]["end"] or "",
    "value": lambda fact: next(fact[end] for end in ("value", "low", "high") if fact[end] is not None),
}
"""What each sort compares; ties stand by id, whichever the direction."""


def encode(content: object) -> str:
    """Spell a cursor as the API does, with anything in it."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[Any]:
    """Look into a cursor."""
    content: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return content


def first_cursor(few: TestClient, address: str) -> str:
    """Return the cursor of the second page of a list."""
    cursor: str = few.get(address).json()["next"]
    assert cursor
    return cursor


@pytest.fixture(scope="module")
def two_revisions(loaded_url: str, seed: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Return a client of an app over two revisions, the second without one fact and with another figure."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copyfile(loaded_url.removeprefix("sqlite:///"), folder / "rivalry.db")
    (folder / "changed.toml").write_text(changed_article(), "utf-8")
    load_pack(f"sqlite:///{folder}/rivalry.db", folder / "changed.toml", seed)
    return serve(f"sqlite:///{folder}/rivalry.db")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("company=walmart", lambda fact: fact["company"] == "walmart"),
        ("company=wmt", lambda fact: fact["company"] == "walmart"),
        ("company=1018724", lambda fact: fact["company"] == "amazon"),
        ("metric=revenue", lambda fact: fact["metric"] == "revenue"),
        ("segment=aws", lambda fact: fact["segment"] == "aws"),
        ("initiative=rufus", lambda fact: fact["initiative"] == "rufus"),
        ("source=retail-throne-ai-phase", lambda fact: fact["source"] == "retail-throne-ai-phase"),
        ("period=FY2026-Q4", lambda fact: fact["period"]["label"] == "FY2026-Q4"),
        ("period=FY2006/FY2026", lambda fact: fact["period"]["label"] == "FY2006/FY2026"),
        ("hedge=magnitude", lambda fact: "magnitude" in fact["hedges"]),
        ("hedge=exact", lambda fact: fact["hedges"] == ["exact"]),
        ("metric=stores&metric=clubs", lambda fact: fact["metric"] in ("stores", "clubs")),
        ("metric=stores&metric=stores", lambda fact: fact["metric"] == "stores"),
        ("segment=aws&segment=sams-club", lambda fact: fact["segment"] in ("aws", "sams-club")),
        ("initiative=rufus&initiative=sparky", lambda fact: fact["initiative"] in ("rufus", "sparky")),
        ("period=FY2025&period=unspecified", lambda fact: fact["period"]["label"] in ("FY2025", "unspecified")),
        ("hedge=exact&hedge=nearly", lambda fact: fact["hedges"] in (["exact"], ["nearly"])),
        ("company=amazon&metric=revenue", lambda fact: (fact["company"], fact["metric"]) == ("amazon", "revenue")),
        (
            "metric=revenue&metric=clubs&source=amazon-edges-past-walmart&hedge=approximately&company=walmart",
            lambda fact: fact["metric"] == "clubs",
        ),
    ],
)
def test_every_filter_narrows_and_the_values_of_one_widen(
    few: TestClient, all_facts: Facts, asked: str, wanted: Callable[[dict[str, Any]], bool]
) -> None:
    expected = [fact["id"] for fact in all_facts if wanted(fact)]

    found = ids_of(few.get(f"/v1/facts?{asked}"))

    assert 0 < len(expected) < len(all_facts)
    assert found == expected


def test_all_values_of_a_filter_ask_for_everything(few: TestClient, all_facts: Facts) -> None:
    found = ids_of(few.get("/v1/facts?company=amazon&company=walmart"))

    assert found == [fact["id"] for fact in all_facts]


def test_filters_that_nothing_passes_answer_with_an_empty_list(few: TestClient) -> None:
    response = few.get("/v1/facts?company=walmart&segment=aws")

    assert response.json() == {"items": [], "next": None}
    assert "link" not in response.headers


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        pytest.param("value_min=716950000000", ["amazon-revenue-fy2025-05b5cd9bd7"], id="min at the high end"),
        pytest.param("value_min=716950000001", [], id="min beyond the high end"),
        pytest.param("value_max=716850000000", ["amazon-revenue-fy2025-05b5cd9bd7"], id="max at the low end"),
        pytest.param("value_max=716849999999", [], id="max below the low end"),
        pytest.param("value_min=7.1690e11&value_max=7.1690e11", ["amazon-revenue-fy2025-05b5cd9bd7"], id="within"),
        pytest.param("value_min=-1e300&value_max=1e300", ["amazon-revenue-fy2025-05b5cd9bd7"], id="around"),
    ],
)
def test_ranges_that_meet_the_interval_are_kept(few: TestClient, asked: str, wanted: list[str]) -> None:
    narrow = "company=amazon&metric=revenue&source=amazon-edges-past-walmart&hedge=approximately"

    assert ids_of(few.get(f"/v1/facts?{narrow}&{asked}")) == wanted


@pytest.mark.parametrize("low", [None, -1.0, 0.2, 0.265, 15, 600, 4601, 2e9, 716950000001, 1e15])
@pytest.mark.parametrize("high", [None, 0.1, 0.275, 15, 549, 600, 4600, 1e9, 7.132e11, 1e15])
def test_an_open_end_reaches_as_far_as_is_asked(
    few: TestClient, all_facts: Facts, low: float | None, high: float | None
) -> None:
    bounds = {name: bound for name, bound in (("value_min", low), ("value_max", high)) if bound is not None}
    if low is not None and high is not None and low > high:
        assert code_of(few.get("/v1/facts", params=bounds)) == (422, "out-of-range")
        return
    expected = [
        fact["id"]
        for fact in all_facts
        if (low is None or fact["high"] is None or fact["high"] >= low)
        and (high is None or fact["low"] is None or fact["low"] <= high)
    ]

    assert ids_of(few.get("/v1/facts", params=bounds)) == expected


@pytest.mark.parametrize("limit", range(1, 8))
@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
def test_a_walk_meets_every_fact_once_and_in_order(few: TestClient, all_facts: Facts, sort: str, limit: int) -> None:
    by_id = sorted(all_facts, key=SORTS["id"])
    expected = sorted(by_id, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    if sort == "-id":
        assert expected[0]["id"] > expected[-1]["id"]

    pages = list(walk(few, f"/v1/facts?sort={sort}&limit={limit}"))

    assert [fact for page in pages for fact in page.json()["items"]] == expected
    assert all(len(page.json()["items"]) == limit for page in pages[:-1])


def test_facts_with_one_value_stand_by_id_in_both_directions(few: TestClient) -> None:
    tied = ["walmart-revenue-fy2026-31dad99a51", "walmart-revenue-fy2026-5f76d92942"]

    for sort in ("value", "-value", "company", "-company", "-period"):
        found = ids_of(few.get(f"/v1/facts?company=walmart&metric=revenue&sort={sort}"))
        assert found == tied


@pytest.mark.parametrize(
    "path",
    ["facts?sort=-value", "companies?", "metrics?", "segments?line=media&line=cloud&", "initiatives?", "sources?"],
)
def test_the_link_header_leads_where_next_does(few: TestClient, path: str) -> None:
    first = few.get(f"/v1/{path}&limit=1")

    linked = few.get(first.links["next"]["url"])

    asked = few.get(f"/v1/{path}&limit=1&cursor={first.json()['next']}")
    assert linked.json() == asked.json()
    assert linked.json()["items"] != first.json()["items"]
    assert first.headers["link"].startswith("</v1/")


@pytest.mark.parametrize("path", ["companies", "metrics", "segments", "initiatives", "statements", "sources"])
def test_every_list_can_be_walked_in_the_order_of_its_key(few: TestClient, path: str) -> None:
    whole = few.get(f"/v1/{path}?limit=1000").json()

    walked = [item for page in walk(few, f"/v1/{path}?limit=3") for item in page.json()["items"]]

    keys = [item.get("slug", item.get("id")) for item in walked]
    assert whole == {"items": walked, "next": None}
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("limit", [5, 22, 23, 1000])
def test_a_page_holds_as_many_as_are_asked_for_and_next_only_where_there_is_more(
    few: TestClient, all_facts: Facts, limit: int
) -> None:
    page = few.get(f"/v1/facts?limit={limit}").json()

    assert page["items"] == all_facts[:limit]
    assert (page["next"] is None) is (limit >= len(all_facts))


def test_other_limits_and_fields_may_be_asked_for_on_the_way(few: TestClient, all_facts: Facts) -> None:
    cursor = first_cursor(few, "/v1/facts?limit=3")

    page = few.get(f"/v1/facts?limit=2&fields=id&cursor={cursor}").json()

    assert page["items"] == [{"id": fact["id"]} for fact in all_facts[3:5]]


def test_the_order_of_filters_does_not_bind_a_cursor(few: TestClient) -> None:
    cursor = first_cursor(few, "/v1/facts?company=amazon&metric=revenue&company=walmart&limit=1")

    response = few.get(f"/v1/facts?metric=revenue&company=walmart&company=amazon&limit=1&cursor={cursor}")

    assert len(ids_of(response)) == 1


@pytest.mark.parametrize(
    ("made_for", "used_for"),
    [
        ("facts?", "facts?company=walmart"),
        ("facts?company=walmart", "facts?"),
        ("facts?company=walmart", "facts?company=amazon"),
        ("facts?company=walmart", "facts?company=walmart&value_min=1"),
        ("facts?sort=value", "facts?sort=-value"),
        ("facts?sort=value", "facts?"),
        ("facts?sort=company", "facts?sort=metric"),
        ("facts?", "companies?"),
        ("companies?", "metrics?"),
        ("statements?", "facts?"),
        ("segments?", "segments?line=media"),
    ],
)
def test_a_cursor_is_refused_for_any_other_list(few: TestClient, made_for: str, used_for: str) -> None:
    cursor = first_cursor(few, f"/v1/{made_for}&limit=1")

    response = few.get(f"/v1/{used_for}&limit=1&cursor={cursor}")

    assert code_of(response) == (422, "bad-cursor")
    assert response.json()["parameter"] == "cursor"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%",
        "====",
        "not base64!",
        "é",
        "bm90IGpzb24",
        "_____w",
        encode(None),
        encode({}),
        encode("text"),
        encode(1),
        encode([]),
        encode(["x", 1, "y"]),
        "W" * 1000,
        encode([[[[[[]]]]]]),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
    ],
)
def test_a_cursor_that_nobody_made_is_refused(few: TestClient, cursor: str) -> None:
    assert code_of(few.get("/v1/facts", params={"cursor": cursor})) == (422, "bad-cursor")


@pytest.mark.parametrize("sort", ["id", "value"])
@pytest.mark.parametrize(
    "tampered",
    [
        pytest.param([], id="no key"),
        pytest.param([1], id="no key but a revision"),
        pytest.param([0, "a", "a"], id="revision 0"),
        pytest.param([-1, "a", "a"], id="a negative revision"),
        pytest.param([2, "a", "a"], id="a revision to come"),
        pytest.param([2**31, "a", "a"], id="a revision beyond the column"),
        pytest.param([10**400, "a", "a"], id="a revision beyond a double"),
        pytest.param([True, "a", "a"], id="true for a revision"),
        pytest.param([1.0, "a", "a"], id="a float for a revision"),
        pytest.param(["1", "a", "a"], id="a text for a revision"),
        pytest.param([None, "a", "a"], id="null for a revision"),
        pytest.param([1, "a"], id="one part"),
        pytest.param([1, "a", "a", "a"], id="three parts"),
        pytest.param([1, None, "a"], id="null for a key"),
        pytest.param([1, ["a"], "a"], id="a list for a key"),
        pytest.param([1, {}, {}], id="objects for keys"),
        pytest.param([1, True, "a"], id="true for a key"),
        pytest.param([1, 10**400, "a"], id="a number beyond a double"),
        pytest.param([1, -(10**400), "a"], id="a negative number beyond a double"),
        pytest.param([1, float("nan"), "a"], id="NaN"),
        pytest.param([1, float("inf"), "a"], id="infinity"),
        pytest.param([1, "\ud800", "a"], id="a surrogate"),
        pytest.param([1, "a", "\ud800"], id="a surrogate for an id"),
        pytest.param([1, "a\x00", "a"], id="NUL"),
        pytest.param([1, "a", "\x1b[31m"], id="a control character"),
        pytest.param([1, "é", "a"], id="not ASCII"),
        pytest.param([1, 5, 5], id="a number for an id"),
    ],
)
def test_a_cursor_with_another_content_is_refused(few: TestClient, sort: str, tampered: list[Any]) -> None:
    binding, *_ = decode(first_cursor(few, f"/v1/facts?sort={sort}&limit=1"))

    response = few.get("/v1/facts", params={"sort": sort, "limit": 1, "cursor": encode([binding, *tampered])})

    assert code_of(response) == (422, "bad-cursor")


@pytest.mark.parametrize("number", [10**300, -(10**300), 2**63, 1e308, -1e308, 5e-324, -0.0, 0])
def test_a_cursor_with_any_finite_number_goes_on_from_there(few: TestClient, all_facts: Facts, number: float) -> None:
    binding, revision, *_ = decode(first_cursor(few, "/v1/facts?sort=value&limit=1"))

    response = few.get(
        "/v1/facts", params={"sort": "value", "limit": 1000, "cursor": encode([binding, revision, number, "x"])}
    )

    greater = [fact for fact in all_facts if SORTS["value"](fact) > number]
    assert len(ids_of(response)) == len(greater)


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    sort=st.sampled_from(["id", "value", "-period"]),
)
def test_no_cursor_can_make_us_fail(few: TestClient, content: object, sort: str) -> None:
    binding, revision, *_ = decode(first_cursor(few, f"/v1/facts?sort={sort}&limit=1"))
    key = content if isinstance(content, list) else [content, "a"]

    for tampered in ([binding, revision, *key], [binding, *key, "a"]):
        response = few.get("/v1/facts", params={"sort": sort, "limit": 1, "cursor": encode(tampered)})
        assert response.status_code == 200 or response.json()["code"] in ("bad-cursor", "out-of-range")


@pytest.mark.parametrize("key", [["x"], [0], [-1], [1.5], [2**31], [10**300], [-(10**300)], [True], [None], [1, 1]])
def test_a_cursor_of_revisions_goes_on_from_a_number_only(two_revisions: TestClient, key: list[Any]) -> None:
    binding, *_ = decode(first_cursor(two_revisions, "/v1/dataset/revisions?limit=1"))

    response = two_revisions.get(f"/v1/dataset/revisions?limit=1&cursor={encode([binding, 1, *key])}")

    assert code_of(response) == (422, "bad-cursor")


def test_revisions_are_walked_from_the_newest_back(two_revisions: TestClient) -> None:
    pages = [page.json()["items"] for page in walk(two_revisions, "/v1/dataset/revisions?limit=1")]

    assert [[each["revision"] for each in page] for page in pages] == [[2], [1]]
    assert [pages[0][0][change] for change in ("added", "withdrawn", "replaced")] == [0, 1, 1]


def test_a_walk_stays_in_the_revision_that_it_began_in(own_url: str, write_pack: WritePack, seed: Catalogue) -> None:
    few = serve(own_url)
    before = few.get("/v1/facts?limit=1000").json()["items"]
    pages = walk(few, "/v1/facts?limit=5")
    walked = [next(pages)]

    load_pack(own_url, write_pack(changed_article()), seed)
    walked.extend(pages)

    assert [fact for page in walked for fact in page.json()["items"]] == before
    assert {page.headers["dataset-revision"] for page in walked} == {"1"}
    assert len(walked) == 5


def test_a_fresh_walk_sees_what_was_loaded(own_url: str, write_pack: WritePack, seed: Catalogue) -> None:
    few = serve(own_url)
    before = ids_of(few.get("/v1/facts?limit=1000"))

    load_pack(own_url, write_pack(changed_article()), seed)

    response = few.get("/v1/facts?limit=1000")
    gone, new = set(before) - set(ids_of(response)), set(ids_of(response)) - set(before)
    assert response.headers["dataset-revision"] == "2"
    assert gone == {"walmart-revenue-fy2026-31dad99a51", "walmart-stores-fy2026-f18f1839a9"}
    (replacement,) = new
    assert few.get(f"/v1/facts/{replacement}").json()["value"] == 714200000000
    assert few.get("/v1/facts/walmart-stores-fy2026-f18f1839a9").status_code == 404


def changed_article() -> str:
    """Return the pack of the news article with one figure changed and one fact left out."""
    text = (shipped("seed") / "sources" / "amazon-edges-past-walmart.toml").read_text("utf-8")
    head, stores, tail = text.partition('[[facts]]\ncompany = "walmart"\nmetric = "stores"')
    assert stores
    return head.replace('"$713.2 billion"', '"$714.2 billion"', 1) + tail[tail.index("[[facts]]") :]


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ("id", {"id"}),
        ("value", {"id", "value"}),
        ("printed,low,high", {"id", "printed", "low", "high"}),
        ("period,hedges,id,period", {"id", "period", "hedges"}),
    ],
)
def test_only_the_fields_asked_for_are_answered_with_and_always_the_id(
    few: TestClient, all_facts: Facts, fields: str, keys: set[str]
) -> None:
    page = few.get(f"/v1/facts?fields={fields}").json()

    assert page == {"items": [{key: fact[key] for key in fact if key in keys} for fact in all_facts], "next": None}
    assert set(page["items"][0]) == keys


@pytest.mark.parametrize("fields", ["", "values", "id,", "id,, value", "id, value", "quantity", "Id"])
def test_a_field_that_does_not_exist_is_refused_with_those_that_do(few: TestClient, fields: str) -> None:
    response = few.get("/v1/facts", params={"fields": fields})

    assert code_of(response) == (422, "unknown-value")
    assert response.json()["allowed"] == list(few.get("/v1/facts?limit=1").json()["items"][0])


@pytest.mark.parametrize(
    ("asked", "code", "near"),
    [
        ("company=walmrt", "unknown-value", "walmart"),
        ("company=amazon&company=walmrt", "unknown-value", "walmart"),
        ("metric=revenu", "unknown-value", "revenue"),
        ("segment=awss", "unknown-value", "aws"),
        ("initiative=ruffus", "unknown-value", "rufus"),
        ("source=retail-throne-phase", "unknown-value", "retail-throne-ai-phase"),
        ("hedge=exactly", "unknown-value", "exact"),
        ("sort=values", "unknown-value", "value"),
        ("period=FY20255", "unknown-value", "FY2025"),
        ("period=2026-02-30", "unknown-value", "2026-01-31"),
        ("value_min=nan", "out-of-range", None),
        ("value_max=inf", "out-of-range", None),
        ("value_min=1e400", "out-of-range", None),
        ("value_min=2&value_max=1", "out-of-range", None),
        ("value_min=much", "invalid-value", None),
        ("limit=0", "out-of-range", None),
        ("limit=1001", "out-of-range", None),
        ("limit=-1", "out-of-range", None),
        ("limit=1.5", "invalid-value", None),
        ("&".join(["hedge=exact"] * 51), "out-of-range", None),
        (f"company={'x' * 101}", "out-of-range", None),
    ],
)
def test_a_filter_that_cannot_be_is_refused(few: TestClient, asked: str, code: str, near: str | None) -> None:
    response = few.get(f"/v1/facts?{asked}")

    assert code_of(response) == (422, code)
    assert response.json()["parameter"] == asked.partition("=")[0]
    assert response.json().get("did_you_mean") == near


def test_numbers_are_written_as_they_were_printed(few: TestClient) -> None:
    amazon = few.get("/v1/facts/amazon-revenue-fy2025-05b5cd9bd7").text
    growth = few.get("/v1/facts/walmart-digital-sales-growth-fy2026-q4-1855596330").text
    lift = few.get("/v1/facts/walmart-order-value-lift-fy2026-c72d8e515a").text

    assert '"value":716900000000,"low":716850000000,"high":716950000000,' in amazon
    assert '"value":0.27,"low":0.265,"high":0.275,' in growth
    assert '"value":null,"low":0.333333333333,"high":null,' in lift


def test_a_fact_on_its_own_is_the_fact_in_the_list(few: TestClient, all_facts: Facts) -> None:
    for fact in all_facts:
        alone = few.get(f"/v1/facts/{fact['id']}").json()
        assert {key: alone[key] for key in fact} == fact
        assert alone.keys() - fact.keys() == {"sentence", "names", "sources", "citation"}


def test_a_fact_s_digest_that_is_wrong_is_answered_with_the_fact_that_says_the_same(few: TestClient) -> None:
    response = few.get("/v1/facts/walmart-stores-fy2026-0000000000")

    assert code_of(response) == (404, "not-found")
    assert response.json()["did_you_mean"] == "walmart-stores-fy2026-f18f1839a9"
