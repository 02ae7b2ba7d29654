from pathlib import Path

import pytest

from tests.edgar.conftest import Rivalry
from tests.edgar.sec import Sec
from tests.edgar.stating import ANSWERS, body, entry

VELOX, PEDALIA = (str(ANSWERS / f"CIK00000000{number}.json") for number in (77, 88))


@pytest.mark.parametrize("names", [("a.txt", "b"), ("velox.json", "pedalia.JSON")], ids=["any", "of companies"])
def test_answers_at_hand_may_have_any_name(rivalry: Rivalry, tmp_path: Path, names: tuple[str, str]) -> None:
    for name, answer in zip(names, (VELOX, PEDALIA), strict=True):
        (tmp_path / name).write_bytes(Path(answer).read_bytes())

    drafted = rivalry("edgar", "draft", "velox", "pedalia", "--offline", *names)

    assert drafted.exit_code == 0, drafted.output
    assert drafted.stdout.count("\n[[sources]]\n") == 7


def test_a_company_is_one_though_a_file_has_its_name(rivalry: Rivalry, tmp_path: Path) -> None:
    (tmp_path / "velox").write_text("somebody's own")

    drafted = rivalry("edgar", "draft", "--offline", VELOX, "velox")

    assert drafted.exit_code == 0, drafted.output


def test_answers_at_hand_need_neither_a_server_nor_a_contact(rivalry: Rivalry, sec: Sec, tmp_path: Path) -> None:
    drafted = rivalry("edgar", "draft", "velox", "--offline", VELOX, RIVALRY_EDGAR_URL="http://127.0.0.1:9")

    assert drafted.exit_code == 0
    assert sec.asked == []
    assert list(tmp_path.iterdir()) == []


def test_filings_since_a_day_alone_are_drafted(rivalry: Rivalry) -> None:
    drafted = rivalry("edgar", "draft", "velox", "--since", "2024-08-20")

    assert drafted.stdout.count("[[sources]]") == 1
    assert 'basis = "restated"' in drafted.stdout
    assert "filed before the day that was asked for" in drafted.stderr


@pytest.mark.parametrize("out", [(), ("--out", "draft.toml")], ids=["printed", "written"])
def test_where_nothing_was_filed_since_a_day_there_is_no_draft(
    rivalry: Rivalry, tmp_path: Path, out: tuple[str, ...]
) -> None:
    drafted = rivalry("edgar", "draft", "velox", "--offline", VELOX, "--since", "2099-01-01", *out)

    assert (drafted.exit_code, drafted.stdout) == (11, "")
    assert "of what was filed since 2099-01-01 there is nothing to draft, and nothing is written" in drafted.stderr
    assert "the newest filing at hand is of 2024-10-01" in drafted.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_company_that_filed_since_a_day_is_drafted_though_another_did_not(rivalry: Rivalry) -> None:
    drafted = rivalry("edgar", "draft", "velox", "pedalia", "--since", "2025-01-01")

    assert drafted.exit_code == 0, drafted.output
    assert 'company = "pedalia"' in drafted.stdout
    assert 'company = "velox"' not in drafted.stdout


def test_a_value_that_is_malformed_is_named_and_the_rest_is_drafted(rivalry: Rivalry, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(body(entry(), entry(start="2022-07-01", end="2023-06-30", val="9\x1b")))

    drafted = rivalry("edgar", "draft", "velox", "--offline", "a.json")

    assert drafted.exit_code == 0, drafted.output
    assert drafted.stdout.count("[[facts]]") == 1
    assert "Velox (CIK 0000000077): 2 values read; 1 of them drafted" in drafted.stderr
    for told in (drafted.stderr, drafted.stdout):
        assert "      1  not as the SEC writes values" in told
        assert (
            "look at: not as the SEC writes values: OperatingIncomeLoss, 2022-07-01 to 2023-06-30, "
            "in 0000000077-24-000003 (value 2): val: Value error, a number is expected"
        ) in told


def test_an_amount_that_is_written_with_a_point_is_printed_as_one_without(rivalry: Rivalry, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(body(entry(val=150_000_000.0)))

    assert 'printed = "$150 million"' in rivalry("edgar", "draft", "velox", "--offline", "a.json").stdout
