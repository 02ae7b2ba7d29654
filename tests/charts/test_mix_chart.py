from tests.charts.asking import bars_of, mix_of, svg_of, words_in
from tests.charts.reading import numbers
from tests.factories import SHARE, amazon_revenue, fact

CLOUD = fact("close to one-fifth", metric=SHARE, segment="cloud")
ADS = fact("$68.6 billion", segment="ads")


def test_what_is_implied_is_outlined_and_says_so() -> None:
    bars = bars_of(mix_of(amazon_revenue(), CLOUD, ADS))

    cloud, ads = bars["Cloud"], bars["Ads"]
    assert "to" not in cloud
    assert (cloud["low"], cloud["high"]) == (125448750000, 143390000000)
    assert cloud["note"].startswith(
        "implied: only the share is stated \u00b7 printed as \u201cclose to one-fifth\u201d"
    )
    assert cloud["words"] == "between $125.4 billion and $143.4 billion \u00b7 nearly 20%"
    assert (ads["from"], ads["to"], ads["words"]) == (0, 68.6e9, "$68.6 billion \u00b7 9.6%")


def test_what_no_part_accounts_for_is_an_outline() -> None:
    rest = bars_of(mix_of(amazon_revenue(), CLOUD, ADS))["Not accounted for"]

    assert "to" not in rest
    assert rest["colour"] == "#5d5a54"


def test_parts_that_make_the_total_leave_nothing() -> None:
    facts = (fact("$100 billion"), fact("$60 billion", segment="ads"), fact("$40 billion", segment="cloud"))

    assert list(bars_of(mix_of(*facts))) == ["Ads", "Cloud"]


def test_a_total_without_parts_is_drawn_alone() -> None:
    total = bars_of(mix_of(amazon_revenue()))["Total"]

    assert (total["to"], total["note"]) == (716.9e9, "no part of it has a figure")


def test_all_parts_lie_on_the_scale_of_the_total() -> None:
    spec = mix_of(fact("$100 billion"), fact("$60 billion", segment="ads"))

    scales = {tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in spec["layer"] if _has_domain(layer)}

    assert scales == {(0.0, 100.5e9)}
    assert bars_of(spec)["Ads"]["is_part"]


def test_an_order_of_magnitude_has_its_printed_words_and_no_bar() -> None:
    bars = bars_of(mix_of(amazon_revenue(), CLOUD, fact("multibillion-dollar", segment="ads")))

    ads = bars["Ads"]
    assert (ads["words"], ads["note"]) == ("multibillion-dollar", "an order of magnitude: $2 billion to $1 trillion")
    assert ads["is_wide"]
    assert {"to", "open_to", "low", "arrow", "is_part"}.isdisjoint(ads)
    assert bars["Not accounted for"]["note"] == "the total less every part above but Ads, of unknown size"


def test_what_is_left_says_that_every_part_is_taken_out() -> None:
    assert bars_of(mix_of(amazon_revenue(), ADS))["Not accounted for"]["note"] == "the total less every part above"


def test_a_company_has_the_colour_of_its_place() -> None:
    colours = [bars_of(mix_of(amazon_revenue(), ADS, place=place))["Ads"]["colour"] for place in (1, 2, 5)]

    assert colours == ["#0b5cad", "#b04e0a", "#8a6d00"]


def test_a_loss_beside_a_gain_that_exceeds_the_total_is_drawn_as_it_is() -> None:
    spec = mix_of(fact("$12 billion"), fact("$22 billion", segment="cloud"), fact("-$10 billion", segment="stores"))

    bars = bars_of(spec)
    assert (bars["Cloud"]["to"], bars["Stores"]["to"]) == (22e9, -10e9)
    assert "is_part" not in bars["Cloud"]


def test_a_share_too_small_to_print_is_said_to_be_under_a_tenth_of_a_percent() -> None:
    facts = (fact("$700 billion"), fact("$36 million", segment="stores"))

    assert bars_of(mix_of(*facts))["Stores"]["words"] == "$36 million \u00b7 under 0.1%"


def test_every_part_says_its_exact_numbers_and_what_it_is() -> None:
    found = numbers(svg_of(mix_of(amazon_revenue(), CLOUD, ADS)))

    assert found["Amazon, Cloud, FY2025, implied"] == {
        "value": None,
        "low": 125448750000,
        "high": 143390000000,
        "unit": "USD",
    }
    assert found["Amazon, Ads, FY2025, stated"]["value"] == 68.6e9
    assert "Amazon, not accounted for, residual" in found


def test_the_words_around_a_mix_name_breakdown_and_outlines() -> None:
    said = words_in(mix_of(amazon_revenue(), CLOUD, ADS, theme="dark"))

    assert "FY2025 \u00b7 by lines \u00b7 outlined: implied, not stated" in said


def _has_domain(layer: dict[str, object]) -> bool:
    return "domain" in str(layer["encoding"])
