import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.derived import completed
from app.packs.reader import read_packs
from tests.edgar.conftest import Rivalry
from tests.edgar.sec import Fault, Sec, refusing, saying
from tests.edgar.stating import ANSWERS, KNOWN, body, entry

VELOX, PEDALIA = (str(ANSWERS / f"CIK00000000{number}.json") for number in (77, 88))


def test_a_draft_is_a_pack_that_passes_the_check(rivalry: Rivalry) -> None:
    drafted = rivalry("edgar", "draft", "velox", "pedalia", "--out", "draft.toml")
    checked = rivalry("check", "draft.toml")

    assert (drafted.exit_code, drafted.stdout) == (0, "")
    assert checked.exit_code == 0, checked.output
    assert "no mistakes: 0 companies, 0 metrics, 0 segments, 0 initiatives, 7 sources, 15 facts" in checked.stdout


def test_what_is_drafted_is_what_the_filings_state(rivalry: Rivalry, tmp_path: Path) -> None:
    rivalry("edgar", "draft", "velox", "pedalia", "--out", "draft.toml")

    drafted = read_packs([tmp_path / "draft.toml"], KNOWN)

    assert {(fact.source, fact.metric, fact.period.label, fact.basis, fact.printed) for fact in drafted.facts} == {
        ("velox-10-k-fy2023", "revenue", "FY2023", "as-reported", "$400 million"),
        ("velox-10-k-fy2024", "revenue", "FY2023", "restated", "$390 million"),
        ("velox-10-q-fy2024-q1", "revenue", "FY2024-Q1", "as-reported", "$101 million"),
        ("velox-10-q-fy2024-q2", "revenue", "FY2024-Q2", "as-reported", "$102 million"),
        ("velox-10-q-fy2024-q3", "revenue", "FY2024-Q3", "as-reported", "$103 million"),
        ("velox-10-q-fy2024-q3", "revenue", "FY2024-9M", "as-reported", "$306 million"),
        ("velox-10-k-fy2024", "revenue", "FY2024", "as-reported", "$410 million"),
        ("velox-10-k-fy2023", "net-sales", "FY2023", "as-reported", "$380 million"),
        ("velox-10-k-fy2024", "net-sales", "FY2024", "as-reported", "$389 million"),
        ("velox-10-k-fy2023", "operating-income", "FY2023", "as-reported", "-$4 million"),
        ("velox-10-k-fy2024", "operating-income", "FY2024", "as-reported", "$22 million"),
        ("pedalia-10-k-fy2023", "revenue", "FY2023", "as-reported", "$50,250 thousand"),
        ("pedalia-10-k-fy2023", "net-sales", "FY2023", "as-reported", "$50,250 thousand"),
        ("pedalia-10-k-fy2024", "revenue", "FY2024", "as-reported", "$60,125 thousand"),
        ("pedalia-10-k-fy2024", "net-sales", "FY2024", "as-reported", "$60,125 thousand"),
    }
    assert {(source.form, str(source.published), source.accession) for source in drafted.sources} >= {
        ("10-K", "2024-08-20", "0000000077-24-000003"),
        ("10-Q", "2023-11-03", "0000000077-23-000007"),
    }
    (derived,) = (fact for fact in completed(replace(drafted, metrics=KNOWN.metrics)).facts if fact.kind == "derived")
    assert (derived.period.label, derived.quantity.value) == ("FY2024-Q4", Decimal(104_000_000))


def test_what_is_left_out_is_told_with_why(rivalry: Rivalry) -> None:
    told = rivalry("edgar", "draft", "velox").stderr

    assert "Velox (CIK 0000000077): 14 values read; 11 of them drafted, as 11 facts of 5 filings" in told
    assert "1  in a form that is no annual, quarterly or current report" in told
    assert "1  twelve months that are no fiscal year" in told
    assert "1  half a year" in told
    assert "not looked at: 2 values" in told
    assert "no concept in the answer: capital-expenditure" in told


def test_one_answer_makes_one_draft_online_and_offline_time_and_again(rivalry: Rivalry) -> None:
    asked = rivalry("edgar", "draft", "velox", "pedalia")
    again = rivalry("edgar", "draft", "VLX", "88", "velox")
    offline = rivalry("edgar", "draft", "velox", "0000000088", "--offline", PEDALIA, "--offline", VELOX)
    behind = rivalry("edgar", "draft", "velox", "pedalia", "--offline", VELOX, PEDALIA)

    assert {each.exit_code for each in (asked, again, offline, behind)} == {0}
    assert asked.stdout.startswith("# A draft, for an editor to review")
    assert len({each.stdout for each in (asked, again, offline, behind)}) == 1


@pytest.mark.parametrize("home", ["~", "file"], ids=["none", "one-that-holds-nothing"])
def test_only_who_asks_needs_a_folder_for_answers(rivalry: Rivalry, tmp_path: Path, home: str) -> None:
    (tmp_path / "file").touch()
    at_home = {"HOME": home if home == "~" else str(tmp_path / home), "RIVALRY_EDGAR_CACHE": None}

    offline = rivalry("edgar", "draft", "velox", "--offline", VELOX, **at_home)
    asked = rivalry("edgar", "draft", "velox", **at_home)

    assert offline.exit_code == 0, offline.output
    assert (asked.exit_code, asked.stdout) == (2, "")
    assert "set RIVALRY_EDGAR_CACHE to a folder that can be written to" in asked.stderr


@pytest.mark.parametrize("folder", ["~/kept", "file/kept"], ids=["no-home", "in-a-file"])
def test_a_folder_that_is_given_has_to_be_one(rivalry: Rivalry, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()

    refused = rivalry("edgar", "draft", "velox", "--offline", VELOX, HOME="~", RIVALRY_EDGAR_CACHE=folder)

    assert refused.exit_code == 2
    assert "rivalry: RIVALRY_EDGAR_CACHE is" in refused.stderr


def test_nothing_is_overwritten(rivalry: Rivalry, tmp_path: Path, sec: Sec) -> None:
    (tmp_path / "draft.toml").write_text("somebody's own")

    refused = rivalry("edgar", "draft", "velox", "--out", "draft.toml")

    assert refused.exit_code == 2
    assert "draft.toml exists; nothing is overwritten" in refused.stderr
    assert (tmp_path / "draft.toml").read_text() == "somebody's own"
    assert sec.asked == []


def test_a_draft_is_there_whole_or_not_at_all(rivalry: Rivalry, tmp_path: Path) -> None:
    written = rivalry("edgar", "draft", "velox", "--offline", VELOX, "--out", "draft.toml")

    assert written.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["draft.toml"]
    assert written.stdout == ""


def test_no_rows_are_written(rivalry: Rivalry, bicycles_url: str) -> None:
    database = Path(bicycles_url.removeprefix("sqlite:///"))
    before = database.read_bytes()

    rivalry("edgar", "draft", "velox")

    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "said"),
    [
        (["monocle-makers"], {}, 2, "there is no company 'monocle-makers'. Known, with a CIK: velox, pedalia"),
        (["velo"], {}, 2, "there is no company 'velo'; did you mean 'velox'? Known, with a CIK: velox, pedalia"),
        (["coaster"], {}, 2, "coaster has no `cik`"),
        (["tandem"], {}, 2, "tandem has no `fiscal_year_end`"),
        (["velox", "--since", "2024"], {}, 2, "2024"),
        (["velox", "--out", "gone/draft.toml"], {}, 2, "there is no folder gone to write draft.toml to"),
        ([], {}, 2, "Missing argument"),
        (["--offline", VELOX, PEDALIA], {}, 2, "no COMPANY that they are about"),
        (["velox"], {"RIVALRY_EDGAR_AGENT": "curl/8"}, 2, "RIVALRY_EDGAR_AGENT is 'curl/8'"),
        (["velox"], {"RIVALRY_EDGAR_URL": "data.sec.gov"}, 2, "RIVALRY_EDGAR_URL is 'data.sec.gov'"),
        (["velox", "--offline", PEDALIA], {}, 10, "and not about velox (CIK 0000000077)"),
        (["velox", "pedalia", "--offline", VELOX], {}, 10, "no file is about pedalia (CIK 0000000088)"),
        (["velox", "--offline", VELOX, VELOX], {}, 10, "give one of them"),
        (["velox", "--offline", "nowhere.json"], {}, 1, "No such file"),
        (["velox", "--offline", VELOX, "b.txt"], {}, 2, "there is no company 'b.txt', and no file of that name. Known"),
        (["velo", "--offline", VELOX], {}, 2, "'velo', and no file of that name; did you mean 'velox'?"),
        (["velox", "--offline", VELOX, "x" * 5000], {}, 2, "and no file of that name"),
        (["velox", "--offline", VELOX, "."], {}, 1, "Is a directory"),
        (["velox", VELOX], {}, 2, "files are given by --offline. Known"),
    ],
    ids=[
        "unknown and like none",
        "unknown",
        "without a cik",
        "without a calendar",
        "no day",
        "no folder",
        "nobody",
        "nobody but answers",
        "no contact",
        "no address",
        "another company",
        "an answer too few",
        "an answer twice",
        "no file",
        "neither a company nor a file",
        "a company misspelt beside a file",
        "a name that no file can have",
        "a folder",
        "a file without the option",
    ],
)
def test_what_is_asked_wrongly_is_refused_with_what_to_do(  # noqa: PLR0913, PLR0917  fixtures, and a table of cases
    rivalry: Rivalry, sec: Sec, arguments: list[str], settings: dict[str, str | None], code: int, said: str
) -> None:
    refused = rivalry("edgar", "draft", *arguments, **settings)

    assert refused.exit_code == code
    assert said in " ".join(refused.stderr.replace("│", " ").split())
    assert refused.stdout == ""
    assert sec.asked == []


def test_without_a_contact_it_is_said_what_to_set(rivalry: Rivalry, sec: Sec) -> None:
    refused = rivalry("edgar", "draft", "velox", RIVALRY_EDGAR_AGENT=None)

    assert refused.exit_code == 2
    assert "RIVALRY_EDGAR_AGENT is not set" in refused.stderr
    assert sec.asked == []


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (refusing(429, Retry_After="3600"), 7, "HTTP 429; it asks to wait for 3,600 seconds"),
        (refusing(404), 8, "the SEC holds no facts of it"),
        (saying(b'{"cik": 77, "facts": []}'), 9, "no answer of the companyfacts API"),
        (saying(body(entry(), cik=88)), 10, "CIK 0000000088"),
        (saying(body(entry(), concept="Goodwill")), 11, "none of the concepts that are drafted in USD"),
        (saying(body(entry(), unit="EUR")), 12, "states OperatingIncomeLoss in EUR, and nothing in USD"),
    ],
    ids=["throttled", "unknown", "malformed", "another company", "no concept", "a new unit"],
)
def test_each_fault_of_an_answer_has_a_code_of_its_own(  # noqa: PLR0913, PLR0917  fixtures, and a table of cases
    rivalry: Rivalry, sec: Sec, tmp_path: Path, answer: Fault, code: int, said: str
) -> None:
    sec.faults.append(answer)

    refused = rivalry("edgar", "draft", "velox", "--out", "draft.toml")

    assert refused.exit_code == code
    assert said in refused.stderr
    assert "Traceback" not in refused.output
    assert not (tmp_path / "draft.toml").exists()


def test_a_draft_that_lacks_a_unit_is_written_and_ends_with_a_code_of_its_own(
    rivalry: Rivalry, sec: Sec, tmp_path: Path
) -> None:
    content = body(entry()).replace(b'"USD"', b'"EUR": [{"val": 1}], "USD"')
    sec.faults.append(saying(content))

    drafted = rivalry("edgar", "draft", "velox", "--out", "draft.toml")

    assert drafted.exit_code == 12
    assert "look at: in a unit that was never seen: OperatingIncomeLoss in EUR" in drafted.stderr
    assert "[[facts]]" in (tmp_path / "draft.toml").read_text("utf-8")


def test_a_name_that_a_terminal_would_obey_is_spelt_out(rivalry: Rivalry, sec: Sec) -> None:
    sec.faults.append(saying(body(entry(), entityName="VELOX\x1b[2J\nWORKS")))

    drafted = rivalry("edgar", "draft", "velox")

    assert drafted.exit_code == 0
    assert "\x1b" not in drafted.output
    assert "publisher" not in drafted.stdout


def test_the_seed_is_known_where_there_is_no_dataset(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
    installed = Path(sys.executable).with_name("rivalry")
    answer = tmp_path / "answer.json"
    answer.write_bytes(
        body(entry(start="2025-02-01", end="2026-01-31", filed="2026-03-13"), cik=104169, entityName="WALMART INC.")
    )

    drafted = subprocess.run(
        [installed, "edgar", "draft", "WMT", "--offline", answer],
        cwd=tmp_path,
        check=False,
        env=kept,
        capture_output=True,
        text=True,
    )

    assert drafted.returncode == 0, drafted.stderr
    assert 'period = "FY2026"' in drafted.stdout
    assert list(tmp_path.iterdir()) == [answer]


def test_a_database_that_cannot_be_read_is_told_and_the_seed_is_known(rivalry: Rivalry, tmp_path: Path) -> None:
    (tmp_path / "rivalry.db").write_text("somebody's own")
    (tmp_path / "answer.json").write_bytes(
        body(entry(start="2025-02-01", end="2026-01-31", filed="2026-03-13"), cik=104169)
    )

    drafted = rivalry("edgar", "draft", "WMT", "--offline", "answer.json", RIVALRY_DATABASE_URL="sqlite:///rivalry.db")

    assert drafted.exit_code == 0, drafted.output
    assert "what is known is the shipped seed" in drafted.stderr
    assert 'source = "walmart-10-k-fy2026-0000000077-24-000003"' in drafted.stdout  # the name itself is another's
