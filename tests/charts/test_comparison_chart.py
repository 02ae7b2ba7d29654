import pytest

from tests.charts.asking import bars_of, comparison_of, svg_of, words_in
from tests.charts.reading import labels, numbers, root_of
from tests.factories import AMAZON, COSTCO, STORES, TARGET, WALMART, amazon_revenue, company, fact, walmart_revenue

PAIR = (amazon_revenue(), walmart_revenue())


def stores(amazon: str, walmart: str) -> dict[str, dict[str, object]]:
    facts = (fact(amazon, metric=STORES), fact(walmart, metric=STORES, company=WALMART, period="FY2026"))
    return bars_of(comparison_of(*facts, metric=STORES))


def test_the_title_is_the_finding_and_the_footer_says_where_it_comes_from() -> None:
    said = words_in(comparison_of(*PAIR))

    assert said.startswith("Amazon\u2019s revenue of about $716.9 billion (FY2025) leads Walmart\u2019s $713.2 billion")
    assert "Revenue in US dollars \u00b7 periods end 31 days apart" in said
    assert said.endswith("Source: Amazon edges past Walmart (news) \u00b7 Dataset revision 7")


def test_every_mark_says_its_exact_numbers() -> None:
    found = numbers(svg_of(comparison_of(*PAIR)))

    assert found == {
        "Amazon, FY2025": {"value": 716.9e9, "low": 716.85e9, "high": 716.95e9, "unit": "USD"},
        "Walmart, FY2026": {"value": 713.2e9, "low": 713.15e9, "high": 713.25e9, "unit": "USD"},
    }


def test_the_picture_says_the_finding_to_who_cannot_see_it() -> None:
    spec = comparison_of(*PAIR)

    root = root_of(svg_of(spec))

    title, description = root[0], root[1]
    assert (root.get("role"), root.get("aria-label")) == ("img", spec["description"])
    assert title.text == spec["description"]
    assert (description.text or "").startswith("Amazon, FY2025: value 716900000000, from 716850000000 to 716950000000")


def test_hedges_are_said_in_words_and_figures_are_cited() -> None:
    amazon = bars_of(comparison_of(*PAIR))["Amazon"]

    assert amazon["words"] == "about $716.9 billion"
    assert (
        amazon["note"] == "FY2025 \u00b7 give or take $50 million \u00b7 printed as \u201croughly $716.9 billion\u201d"
    )


def test_a_range_that_can_be_seen_has_a_whisker() -> None:
    bars = stores("about 600", "4,600")

    assert (bars["Amazon"]["low"], bars["Amazon"]["high"]) == (550, 650)
    assert "low" not in bars["Walmart"]


def test_a_bar_without_an_upper_end_goes_on_as_an_outline_to_an_arrow() -> None:
    bars = stores("600", "more than 4,600")

    walmart = bars["Walmart"]
    assert (walmart["from"], walmart["to"], walmart["arrow"]) == (0, 4600, "triangle-right")
    assert (walmart["open_from"], walmart["open_to"]) == (4600, pytest.approx(4600 * 1.08))
    assert walmart["words"] == "more than 4,600"
    assert "arrow" not in bars["Amazon"]


def test_a_bar_without_a_lower_end_is_an_outline_only() -> None:
    amazon = stores("fewer than 600", "4,600")["Amazon"]

    assert (amazon["open_from"], amazon["open_to"], amazon["words"]) == (0, 600, "fewer than 600")
    assert "to" not in amazon


def test_a_bar_without_a_central_figure_is_outlined_between_its_ends() -> None:
    amazon = stores("nearly 4,000", "4,600")["Amazon"]

    assert (amazon["to"], amazon["open_from"], amazon["open_to"]) == (3500, 3500, 4000)
    assert (amazon["low"], amazon["high"]) == (3500, 4000)


def test_an_order_of_magnitude_has_no_length() -> None:
    bars = bars_of(comparison_of(fact("multibillion-dollar", period="FY2025"), walmart_revenue()))

    assert bars["Amazon"]["words"] == "multibillion-dollar"
    assert "is_wide" in bars["Amazon"]
    assert "to" not in bars["Amazon"]
    assert bars["Walmart"]["to"] == 713.2e9


def test_a_loss_goes_the_other_way() -> None:
    loss = fact("-$2 billion", period="FY2025")

    spec = comparison_of(loss, walmart_revenue())

    assert bars_of(spec)["Amazon"]["to"] == -2e9
    assert bars_of(spec)["Amazon"]["words"] == "\u2212$2 billion"
    assert labels(svg_of(spec))[0].startswith("Walmart, FY2026: value 713200000000")


def test_companies_take_their_colours_by_their_place_in_the_request() -> None:
    facts = [*PAIR, fact("$100 billion", company=TARGET), fact("$250 billion", company=COSTCO)]
    companies = (COSTCO, AMAZON, TARGET, WALMART)

    bars = bars_of(comparison_of(*facts, companies=companies))

    assert [bars[each.name]["colour"] for each in companies] == ["#0b5cad", "#b04e0a", "#2c7048", "#7a3e9d"]
    assert list(bars) == ["Amazon", "Walmart", "Costco", "Target"]


def test_what_cannot_be_compared_is_not_drawn_on_one_scale() -> None:
    quarter = fact("$180 billion", company=WALMART, period="FY2026-Q4")

    spec = comparison_of(amazon_revenue(), quarter)

    assert all("to" not in bar and bar["is_alone"] for bar in bars_of(spec).values())
    assert "cannot be compared" in words_in(spec)
    assert len(numbers(svg_of(spec))) == 2


def test_a_hostile_name_is_text_and_nothing_else() -> None:
    hostile = company(name="<script>alert(1)</script>\"&'")

    svg = svg_of(comparison_of(*PAIR, companies=(hostile, WALMART)))

    assert [each.tag for each in root_of(svg).iter() if each.tag.endswith("script")] == []
    assert "<script" not in svg
    assert "<script>alert(1)</script>\"&', FY2025" in next(iter(numbers(svg)))
