import pytest

from benchmarks.table import Row, Skipped, as_markdown, interleave


def row(**overrides: float | None) -> Row:
    return Row(what="a page", beside="another", unit="requests/s", ours=[30, 50], theirs=[10, 10], **overrides)


@pytest.mark.parametrize(
    ("aim", "is_met"),
    [({}, None), ({"least": 4}, True), ({"least": 4.1}, False), ({"most": 4}, True), ({"most": 3.9}, False)],
    ids=["no aim", "at least", "not at least", "at most", "not at most"],
)
def test_an_aim_is_met_by_the_median_of_the_ratios(aim: dict[str, float], is_met: bool | None) -> None:  # noqa: FBT001
    assert row(**aim).is_met is is_met


def test_the_table_has_ratios_with_their_spread_and_names_what_was_skipped() -> None:
    lines = as_markdown([row(least=3), Skipped("a file", "not there")]).splitlines()

    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        *("a page", "another", "40.0", "10.0", "requests/s", "4.00", "3.00-5.00", "≥ 3", "yes"),
    ]
    assert [cell.strip() for cell in lines[3].split("|")[1:3]] == ["a file", "not there"]


def test_contestants_take_turns() -> None:
    turns = []

    def measured(name: str) -> float:
        turns.append(name)
        return len(turns)

    found = interleave({"us": lambda: measured("us"), "them": lambda: measured("them")}, rounds=2)

    assert turns == ["us", "them", "us", "them"]
    assert found == {"us": [1, 3], "them": [2, 4]}
