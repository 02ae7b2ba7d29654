"""Comparisons over HTTP: the golden numbers, what may be asked, and what is refused with what it needs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from tests.api.asking import ask, code_of, load_pack, serve

REVENUE = "/v1/compare?companies=amazon,walmart&metric=revenue"
GOLDEN = f"{REVENUE}&source=amazon-edges-past-walmart"

AMAZON_REVENUE = "amazon-revenue-fy2025-05b5cd9bd7"
WALMART_REVENUE = "walmart-revenue-fy2026-31dad99a51"

MADE_UP = """
[source]
slug = "made-up-filing"
kind = "filing"
title = "A filing that nobody filed"
published = 2026-03-20

[[companies]]
slug = "target"
name = "Target"
fiscal_year_end = "01-31"
from = "made up"

[[segments]]
slug = "amazon-games"
company = "amazon"
name = "Amazon Games"
line = "media"

[[segments]]
slug = "walmart-media"
company = "walmart"
name = "Walmart media"
line = "media"

[[facts]]
company = "target"
metric = "revenue"
period = "FY2026"
printed = "$106.6 billion"

[[facts]]
company = "walmart"
metric = "revenue"
segment = "walmart-advertising"
period = "FY2026"
printed = "$6.4 billion"

[[facts]]
company = "amazon"
metric = "revenue"
segment = "amazon-games"
period = "FY2025"
printed = "$2.5 billion"

[[facts]]
company = "walmart"
metric = "revenue"
segment = "walmart-media"
period = "FY2026"
printed = "$1.5 billion"
"""


@pytest.fixture(scope="module")
def wider(shared_url: str, seed: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of an app that knows a third company, and segments that can be compared."""
    pack = tmp_path_factory.mktemp("packs") / "made-up.toml"
    pack.write_text(MADE_UP, "utf-8")
    load_pack(shared_url, pack, seed)
    with serve(shared_url) as client:
        yield client


def lacking(few: TestClient, address: str) -> dict[str, tuple[str, str | None]]:
    """Ask for a comparison that lacks facts, and return what each company lacks and the nearest fact at hand."""
    response = few.get(address)
    assert code_of(response) == (422, "too-few-facts"), response.text
    missing = response.json()["missing"]
    assert all(each["needs"] for each in missing)
    return {each["company"]: (each["code"], each["nearest"]) for each in missing}


def test_the_article_s_revenues_compare_to_the_golden_numbers(few: TestClient) -> None:
    pair = [AMAZON_REVENUE, WALMART_REVENUE]

    answer = ask(few, GOLDEN)

    assert answer["gap"] == {
        "value": 3700000000,
        "low": 3600000000,
        "high": 3800000000,
        "unit": "USD",
        "derivation": {"operation": "difference", "formula": "a - b", "inputs": pair},
    }
    assert answer["ratio"] == {
        "value": 1.00518788559,
        "low": 1.00504731861,
        "high": 1.00532847228,
        "unit": "multiple",
        "derivation": {"operation": "ratio", "formula": "a / b", "inputs": pair},
    }
    assert answer["lead"] == {
        "value": 0.00518788558609,
        "low": 0.00504731861198,
        "high": 0.00532847227092,
        "unit": "fraction",
        "derivation": {"operation": "relative-difference", "formula": "a / b - 1", "inputs": pair},
    }
    assert answer["leader"] == {
        "company": "amazon",
        "decided": True,
        "decided_up_to": 0.00251730648206,
        "flip_margin": 0.00258723166212,
        "contenders": [],
    }


@pytest.mark.parametrize("companies", ["amazon", "amazon,AMZN"])
def test_one_company_alone_has_too_few_facts_to_compare(few: TestClient, companies: str) -> None:
    response = few.get(f"/v1/compare?companies={companies}&metric=revenue")

    assert (response.status_code, response.json()["code"]) == (422, "too-few-facts")


def test_the_article_s_verdict_says_what_it_is_worth(few: TestClient) -> None:
    answer = ask(few, GOLDEN)

    assert answer["comparability"] == {
        "status": "caution",
        "reasons": [
            {"code": "period-ends-differ", "detail": "31 days apart"},
            {"code": "period-inferred", "detail": "Amazon FY2025, Walmart FY2026"},
        ],
    }
    assert answer["sentence"] == (
        "Amazon\u2019s revenue of about $716.9 billion (FY2025) leads Walmart\u2019s $713.2 billion (FY2026) "
        "by about $3.7 billion, or 0.52%."
    )
    assert answer["metric"] == {"slug": "revenue", "name": "Revenue", "unit": "USD"}
    assert (answer["line"], answer["tolerance"], answer["missing"]) == (None, 0, [])
    assert answer["dataset"] == {"revision": 1}


def test_each_place_carries_its_fact_its_distance_and_what_other_sources_say(few: TestClient) -> None:
    first, second = ask(few, GOLDEN)["entries"]

    assert [(each["rank"], each["company"], each["fact"]["id"]) for each in (first, second)] == [
        (1, "amazon", AMAZON_REVENUE),
        (2, "walmart", WALMART_REVENUE),
    ]
    assert [first["distance"][end] for end in ("value", "low", "high")] == [0, 0, 0]
    assert second["distance"] == ask(few, GOLDEN)["gap"]
    assert first["agreement"] == {"state": "agree", "facts": [AMAZON_REVENUE, "amazon-revenue-fy2025-4aae1d0b43"]}
    assert second["agreement"] == {"state": "agree", "facts": [WALMART_REVENUE, "walmart-revenue-fy2026-5f76d92942"]}


def test_every_id_in_an_answer_is_that_of_a_fact_that_is_served(few: TestClient) -> None:
    answer = ask(few, GOLDEN)
    computed = [answer["gap"], answer["ratio"], answer["lead"], *(each["distance"] for each in answer["entries"])]
    named = {fact for each in computed for fact in each["derivation"]["inputs"]}
    named |= {fact for each in answer["entries"] for fact in each["agreement"]["facts"]}

    served = {name: few.get(f"/v1/facts/{name}") for name in named}

    assert {AMAZON_REVENUE, WALMART_REVENUE} < named
    assert {name: response.json()["id"] for name, response in served.items()} == {name: name for name in named}
    assert served[AMAZON_REVENUE].json().items() >= answer["entries"][0]["fact"].items()


@pytest.mark.parametrize(
    "companies",
    ["walmart,amazon", "AMZN,WMT", "wmt,amzn.us", "NASDAQ:AMZN,NYSE:WMT", "0001018724,104169", "amazon, walmart"],
)
def test_neither_order_nor_names_of_companies_change_the_answer(few: TestClient, companies: str) -> None:
    answer = few.get("/v1/compare", params={"companies": companies, "metric": "revenue"})

    assert answer.json() == ask(few, REVENUE)


@pytest.mark.parametrize(
    ("tolerance", "decided"),
    [("0", True), ("0.0025", True), ("0.00251", True), ("0.00252", False), ("0.0026", False), ("0.999", False)],
)
def test_a_lead_is_decided_below_the_tolerance_that_the_answer_names(
    few: TestClient, tolerance: str, *, decided: bool
) -> None:
    answer = ask(few, f"{GOLDEN}&tolerance={tolerance}")

    assert answer["leader"]["decided"] is decided
    assert answer["leader"]["company"] == "amazon"
    assert answer["leader"]["decided_up_to"] == 0.00251730648206
    assert answer["tolerance"] == float(tolerance)
    assert ("the ranges do not decide it" in answer["sentence"]) is not decided


def test_a_tolerance_widens_the_gap_and_leaves_the_facts_as_printed(few: TestClient) -> None:
    answer = ask(few, f"{GOLDEN}&tolerance=0.001")

    gap = answer["gap"]
    assert (gap["value"], gap["low"], gap["high"]) == (3700000000, 2169900000, 5230100000)
    assert answer["entries"] == [
        {**each, "distance": answer["entries"][place]["distance"]}
        for place, each in enumerate(ask(few, GOLDEN)["entries"])
    ]


@pytest.mark.parametrize(
    "period",
    [
        "latest",
        "CY2025",
        "amazon:FY2025,walmart:FY2026",
        "walmart:FY2026",
        "AMZN:CY2025",
        "NASDAQ:AMZN:FY2025,0000104169:latest",
    ],
)
def test_a_period_may_be_asked_for_in_many_ways(few: TestClient, period: str) -> None:
    answer = ask(few, f"{REVENUE}&period={period}")

    labels = [each["fact"]["period"]["label"] for each in answer["entries"]]
    assert labels == ["FY2025", "FY2026"]


@pytest.mark.parametrize(
    ("period", "missing"),
    [
        ("FY2025", {"walmart": ("no-fact-in-period", WALMART_REVENUE)}),
        ("FY2026", {"amazon": ("no-fact-in-period", AMAZON_REVENUE)}),
        (
            "CY2025Q4",
            {
                "amazon": ("no-fact-in-period", AMAZON_REVENUE),
                "walmart": ("no-fact-in-period", WALMART_REVENUE),
            },
        ),
        ("amazon:FY2024", {"amazon": ("no-fact-in-period", AMAZON_REVENUE)}),
    ],
)
def test_a_period_that_a_company_lacks_is_refused_with_the_nearest_fact(
    few: TestClient, period: str, missing: dict[str, tuple[str, str]]
) -> None:
    assert lacking(few, f"{REVENUE}&period={period}") == missing
    for _, nearest in missing.values():
        assert few.get(f"/v1/facts/{nearest}").status_code == 200


@pytest.mark.parametrize(
    ("metric", "lacks"),
    [
        ("order-value-lift", "amazon"),
        ("market-capitalization", "amazon"),
        ("revenue-multiple", "amazon"),
        ("assistant-users", "walmart"),
        ("incremental-sales", "walmart"),
        ("capital-expenditure", "walmart"),
    ],
)
def test_a_metric_that_one_company_has_is_refused_with_what_the_other_lacks(
    few: TestClient, metric: str, lacks: str
) -> None:
    missing = lacking(few, f"/v1/compare?companies=amazon,walmart&metric={metric}")

    assert missing == {lacks: ("no-fact", None)}


def test_a_metric_that_nobody_has_is_refused_with_what_everybody_lacks(few: TestClient) -> None:
    missing = lacking(few, "/v1/compare?companies=walmart,amazon,alphabet&metric=operating-income")

    assert missing == dict.fromkeys(("walmart", "amazon", "alphabet"), ("no-fact", None))


def test_a_company_without_a_fact_is_named_beside_the_verdict_over_the_others(few: TestClient) -> None:
    answer = ask(few, "/v1/compare?companies=alphabet,amazon,walmart&metric=revenue")

    (missing,) = answer["missing"]
    assert (missing["company"], missing["code"], missing["nearest"]) == ("alphabet", "no-fact", None)
    assert "Alphabet" in missing["needs"]
    assert [each["company"] for each in answer["entries"]] == ["amazon", "walmart"]
    assert answer["sentence"].endswith("There is no such figure for Alphabet.")


def test_a_source_that_lacks_a_company_is_refused_with_the_fact_of_another_source(wider: TestClient) -> None:
    missing = lacking(wider, f"{REVENUE}&source=made-up-filing")

    assert missing == {
        "amazon": ("no-fact-from-source", AMAZON_REVENUE),
        "walmart": ("no-fact-from-source", WALMART_REVENUE),
    }


def test_three_companies_are_ranked_with_the_gap_between_the_first_two(wider: TestClient) -> None:
    answer = ask(wider, "/v1/compare?companies=target,walmart,amazon&metric=revenue")

    assert [(each["rank"], each["company"]) for each in answer["entries"]] == [
        (1, "amazon"),
        (2, "walmart"),
        (3, "target"),
    ]
    assert answer["gap"]["value"] == 3700000000
    assert [each["distance"]["value"] for each in answer["entries"]] == [0, 3700000000, 610300000000]
    assert answer["dataset"] == {"revision": 2}


@pytest.mark.parametrize("part", ["line=advertising", "segment=amazon-advertising", "segment=walmart-advertising"])
def test_a_line_and_each_of_its_segments_ask_the_same(wider: TestClient, part: str) -> None:
    answer = ask(wider, f"{REVENUE}&{part}")

    assert answer["line"] == "advertising"
    assert {each["fact"]["segment"] for each in answer["entries"]} == {"amazon-advertising", "walmart-advertising"}
    assert "definition-differs" in [reason["code"] for reason in answer["comparability"]["reasons"]]
    assert not answer["leader"]["decided"]
    assert answer["leader"]["decided_up_to"] is None
    assert answer["sentence"].startswith("In advertising, ")


def test_a_line_with_two_segments_of_a_company_asks_for_one_of_them(wider: TestClient) -> None:
    response = wider.get(f"{REVENUE}&line=media")

    (missing,) = response.json()["missing"]
    assert code_of(response) == (422, "too-few-facts")
    assert (missing["company"], missing["code"]) == ("amazon", "several-segments")
    assert "amazon-games" in missing["needs"]
    assert "amazon-media" in missing["needs"]


def test_naming_a_segment_chooses_among_those_of_its_line(wider: TestClient) -> None:
    answer = ask(wider, f"{REVENUE}&segment=amazon-games")

    assert [each["fact"]["segment"] for each in answer["entries"]] == ["amazon-games", "walmart-media"]
    assert answer["gap"]["value"] == 1000000000


def test_a_line_that_a_company_is_not_in_is_refused_as_such(few: TestClient) -> None:
    missing = lacking(few, f"{REVENUE}&segment=aws")

    assert missing == {"amazon": ("no-fact", AMAZON_REVENUE), "walmart": ("no-segment", WALMART_REVENUE)}


@pytest.mark.parametrize(
    ("asked", "code", "parameter"),
    [
        ("companies=amazon,walmart&metric=revenue&segment=aws&line=cloud", "invalid-value", "line"),
        ("companies=walmart,alphabet&metric=revenue&segment=aws", "invalid-value", "segment"),
        ("companies=amazon,walmart&metric=revenue&segment=awz", "unknown-value", "segment"),
        ("companies=amazon,walmart&metric=revenue&segment=", "unknown-value", "segment"),
        ("companies=amazon,walmart&metric=revenue&line=clouds", "unknown-value", "line"),
        ("companies=amazon,walmart&metric=revenue&source=", "unknown-value", "source"),
        ("companies=amazon,walmart&metric=revenue&source=nobody", "unknown-value", "source"),
        ("companies=amazon,walmart&metric=revenues", "unknown-value", "metric"),
        ("companies=amazon,walmart&metric=", "unknown-value", "metric"),
        ("companies=amazon,walmart", "missing-parameter", "metric"),
        ("metric=revenue", "missing-parameter", "companies"),
        ("companies=&metric=revenue", "unknown-value", "companies"),
        ("companies=amazon,,walmart&metric=revenue", "unknown-value", "companies"),
        ("companies=amazon,walmart&metric=revenue&tolerance=1", "out-of-range", "tolerance"),
        ("companies=amazon,walmart&metric=revenue&tolerance=-0.1", "out-of-range", "tolerance"),
        ("companies=amazon,walmart&metric=revenue&tolerance=nan", "out-of-range", "tolerance"),
        ("companies=amazon,walmart&metric=revenue&tolerance=much", "invalid-value", "tolerance"),
        ("companies=amazon,walmart&metric=revenue&period=2025", "unknown-value", "period"),
        ("companies=amazon,walmart&metric=revenue&period=", "unknown-value", "period"),
        ("companies=amazon,walmart&metric=revenue&period=amazn:FY2025", "unknown-value", "period"),
        ("companies=amazon,walmart&metric=revenue&period=alphabet:FY2025", "invalid-value", "period"),
        ("companies=amazon,walmart&metric=revenue&period=amazon:FY2025,AMZN:FY2024", "invalid-value", "period"),
        ("companies=amazon,walmart&metric=revenue&period=amazon:FY2025,amazon:FY2024", "unknown-value", "period"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_never_ignored(
    few: TestClient, asked: str, code: str, parameter: str
) -> None:
    response = few.get(f"/v1/compare?{asked}")

    assert code_of(response) == (422, code)
    assert response.json()["parameter"] == parameter


def test_the_scorecard_compares_what_is_shared_as_the_comparison_does(few: TestClient) -> None:
    answer = ask(few, "/v1/compare/scorecard?companies=walmart,AMZN")

    assert answer["companies"] == ["walmart", "amazon"]
    assert answer["shared"] == [ask(few, REVENUE)]
    assert answer["dataset"] == {"revision": 1}


def test_the_scorecard_names_every_metric_that_has_facts_and_nothing_twice(
    few: TestClient, all_facts: list[dict[str, Any]]
) -> None:
    segments = few.get("/v1/segments?limit=1000").json()["items"]
    line = {segment["slug"]: segment["line"] for segment in segments}

    answer = ask(few, "/v1/compare/scorecard?companies=amazon,walmart")

    shared = [(each["metric"]["slug"], each["line"]) for each in answer["shared"]]
    only = [(each["metric"]["slug"], each["line"]) for each in answer["only"]]
    assert Counter(shared + only) == Counter({(fact["metric"], line.get(fact["segment"])) for fact in all_facts})
    listed = Counter(fact for each in answer["only"] for fact in each["facts"])
    stated = (fact for fact in all_facts if (fact["metric"], line.get(fact["segment"])) not in shared)
    assert listed == Counter(fact["id"] for fact in stated)


def test_what_only_one_company_has_is_that_company_s(few: TestClient) -> None:
    only = ask(few, "/v1/compare/scorecard?companies=amazon,walmart")["only"]

    for each in only:
        assert {few.get(f"/v1/facts/{fact}").json()["company"] for fact in each["facts"]} == {each["company"]}


def test_the_scorecard_compares_lines_of_business_beside_whole_companies(wider: TestClient) -> None:
    answer = ask(wider, "/v1/compare/scorecard?companies=amazon,walmart,target")

    shared = {(each["metric"]["slug"], each["line"]): each for each in answer["shared"]}
    assert set(shared) == {("revenue", None), ("revenue", "advertising"), ("revenue", "media")}
    assert [each["company"] for each in shared["revenue", "media"]["missing"]] == ["target"]


def test_the_scorecard_takes_periods_as_the_comparison_does(few: TestClient) -> None:
    scorecard = "/v1/compare/scorecard?companies=amazon,walmart"

    assert ask(few, f"{scorecard}&period=CY2025")["shared"] == [ask(few, f"{REVENUE}&period=CY2025")]
    refused = ask(few, f"{scorecard}&period=FY2025")
    assert refused["shared"] == []
    assert [(each["metric"]["slug"], each["missing"][0]["company"]) for each in refused["refused"]] == [
        ("revenue", "walmart")
    ]


def test_strategies_show_every_initiative_of_both_companies_once(few: TestClient) -> None:
    initiatives = few.get("/v1/initiatives?company=amazon&company=walmart&limit=1000").json()["items"]

    answer = ask(few, "/v1/compare/strategies?companies=amazon,walmart")

    shown = [each for row in answer["initiatives"] for cell in row["cells"] for each in cell["initiatives"]]
    assert initiatives
    assert sorted(shown, key=lambda each: each["slug"]) == initiatives
    for row in answer["initiatives"]:
        for cell in row["cells"]:
            assert all(
                (each["kind"], each["company"]) == (row["kind"], cell["company"]) for each in cell["initiatives"]
            )


def test_strategies_show_every_statement_in_the_cell_of_each_company_it_is_about(few: TestClient) -> None:
    statements = few.get("/v1/statements?company=amazon&company=walmart&limit=1000").json()["items"]
    expected = Counter((each["topic"], company, each["id"]) for each in statements for company in each["companies"])

    answer = ask(few, "/v1/compare/strategies?companies=amazon,walmart")

    shown = Counter(
        (row["topic"], cell["company"], each["id"])
        for row in answer["stances"]
        for cell in row["cells"]
        for each in cell["statements"]
    )
    assert statements
    assert shown == expected


def test_strategies_show_a_cell_for_each_company_and_say_where_nothing_matches(few: TestClient) -> None:
    answer = ask(few, "/v1/compare/strategies?companies=walmart,amazon")

    rows = [*answer["initiatives"], *answer["stances"]]
    assert all([cell["company"] for cell in row["cells"]] == ["walmart", "amazon"] for row in rows)
    for row in rows:
        for cell in row["cells"]:
            assert cell["matched"] is bool(cell.get("initiatives") or cell.get("statements"))
    matched = {row["kind"]: [cell["matched"] for cell in row["cells"]] for row in answer["initiatives"]}
    assert matched == {
        "assistant": [True, True],
        "models": [False, True],
        "infrastructure": [False, True],
        "chips": [False, True],
        "investment": [False, True],
        "partnership": [True, False],
        "application": [True, True],
    }


def test_strategies_carry_the_facts_that_their_initiatives_name(few: TestClient) -> None:
    answer = ask(few, "/v1/compare/strategies?companies=amazon,walmart")

    shown = [each for row in answer["initiatives"] for cell in row["cells"] for each in cell["initiatives"]]
    named = sorted(fact for each in shown for fact in each["facts"])
    assert named
    assert [fact["id"] for fact in answer["facts"]] == named


def test_strategies_count_approaches_and_say_them(few: TestClient) -> None:
    answer = ask(few, "/v1/compare/strategies?companies=amazon,walmart")

    assert answer["approaches"] == [
        {
            "company": "amazon",
            "matched": True,
            "approaches": [{"approach": "build", "initiatives": 5}, {"approach": "invest", "initiatives": 1}],
        },
        {
            "company": "walmart",
            "matched": True,
            "approaches": [{"approach": "partner", "initiatives": 4}, {"approach": "apply", "initiatives": 1}],
        },
    ]
    assert "Amazon mostly builds (5 of 6 initiatives)." in answer["sentence"]


def test_strategies_of_a_company_that_nothing_is_stated_of_are_unmatched(few: TestClient) -> None:
    answer = ask(few, "/v1/compare/strategies?companies=amazon,alphabet")

    assert answer["approaches"][1] == {"company": "alphabet", "matched": False, "approaches": []}
    assert all(
        row["cells"][1] == {"company": "alphabet", "matched": False, "initiatives": []} for row in answer["initiatives"]
    )


@pytest.mark.parametrize("path", ["/v1/compare/scorecard", "/v1/compare/strategies"])
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "missing-parameter"),
        ("?companies=amazon,walmrt", "unknown-value"),
        ("?companies=amazon,walmart&metric=revenue", "unknown-parameter"),
    ],
)
def test_scorecard_and_strategies_refuse_as_the_comparison_does(
    few: TestClient, path: str, asked: str, code: str
) -> None:
    assert code_of(few.get(f"{path}{asked}")) == (422, code)


def test_figures_of_years_that_end_far_apart_are_compared_with_a_warning(client: TestClient) -> None:
    answer = ask(client, "/v1/compare?companies=amazon,walmart&metric=revenue&period=FY2025")

    assert answer["period"] == "FY2025"
    assert answer["sentence"].endswith("Their periods end 334 days apart.")
    assert answer["comparability"]["reasons"][0] == {"code": "period-ends-differ", "detail": "334 days apart"}


@pytest.mark.parametrize(
    ("asked", "code", "detail"),
    [
        ("without=", "unknown-value", "without '' does not exist"),
        ("without=aws,", "unknown-value", "without '' does not exist"),
        ("without=devices", "invalid-value", "none of the companies has a segment in devices"),
        ("as_of=today", "invalid-value", "as_of is 'today': a day is written as 2026-01-31"),
        ("as_of=2027-13-01", "invalid-value", "as_of is '2027-13-01': it is not a day of the calendar"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_plain_words(client: TestClient, asked: str, code: str, detail: str) -> None:
    response = client.get(f"/v1/compare?companies=amazon,walmart&metric=revenue&{asked}")

    assert code_of(response) == (422, code)
    assert response.json()["detail"].startswith(detail)
