import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.edgar.client import Client, Patience
from app.edgar.faults import (
    MalformedAnswerError,
    NoContactError,
    UnknownFilerError,
    UnreachableError,
)
from app.edgar.keeping import Keeper
from app.edgar.pace import GAP, Pace
from tests.edgar.conftest import AGENT, HASTY, Open
from tests.edgar.sec import Fault, Sec, cut_off, cut_off_unseen, dripping, hang_up, packed_in_part, refusing, saying
from tests.edgar.stating import ANSWERS

ANSWERED = (ANSWERS / "CIK0000000077.json").read_bytes()


def test_the_sec_is_told_who_asks(client: Open, sec: Sec) -> None:
    with client() as asking:
        answer = asking.fetch("0000000077")

    assert answer.name == "VELOX WORKS"
    ((_, headers),) = sec.asked
    assert headers["User-Agent"] == AGENT
    assert "If-None-Match" not in headers


def test_without_a_contact_the_sec_is_not_asked(sec: Sec, keeper: Keeper) -> None:
    with pytest.raises(NoContactError, match="RIVALRY_EDGAR_AGENT"):
        Client(sec.url, None, keeper)

    assert sec.asked == []


@pytest.mark.parametrize(
    "fault",
    [
        *(refusing(429), refusing(403), refusing(500), refusing(503)),
        *(cut_off, cut_off_unseen, packed_in_part, saying(b""), saying(b"<html>"), hang_up),
    ],
    ids=["429", "403", "500", "503", "cut off", "cut off unseen", "packed in part", "empty", "a page", "hung up"],
)
def test_what_may_pass_is_asked_again(client: Open, sec: Sec, fault: Fault) -> None:
    sec.faults += [fault, fault]

    with client() as asking:
        answer = asking.fetch("0000000077")

    assert len(answer.stated) == 14
    assert len(sec.asked) == 3


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (refusing(429), "HTTP 429"),
        (refusing(403), "HTTP 403: the SEC does so where the User-Agent names no contact"),
        (refusing(502), "HTTP 502"),
        (cut_off, "the connection failed"),
        (hang_up, "the connection failed"),
    ],
    ids=["429", "403", "502", "cut off", "hung up"],
)
def test_it_is_given_up_after_so_many_tries(client: Open, sec: Sec, keeper: Keeper, fault: Fault, said: str) -> None:
    sec.faults += [fault] * 9

    with client() as asking, pytest.raises(UnreachableError) as given_up:
        asking.fetch("0000000077")

    assert said in str(given_up.value)
    assert "given up after 3 tries" in str(given_up.value)
    assert len(sec.asked) == 3
    assert keeper.find("0000000077") is None


@pytest.mark.parametrize("fault", [cut_off_unseen, packed_in_part], ids=["cut off unseen", "packed in part"])
def test_what_is_cut_off_each_time_is_told_as_what_cannot_be_read(
    client: Open, sec: Sec, keeper: Keeper, fault: Fault
) -> None:
    sec.faults += [fault] * 9

    with client() as asking, pytest.raises(MalformedAnswerError, match="not JSON, and may be cut off") as given_up:
        asking.fetch("0000000077")

    assert "given up after 3 tries" in str(given_up.value)
    assert len(sec.asked) == 3
    assert keeper.find("0000000077") is None


def test_what_is_no_answer_of_the_sec_is_not_asked_for_again(client: Open, sec: Sec) -> None:
    sec.faults.append(saying(b"{}"))

    with client() as asking, pytest.raises(MalformedAnswerError, match="no answer of the companyfacts API"):
        asking.fetch("0000000077")

    assert len(sec.asked) == 1


def test_a_server_that_says_when_is_asked_then(client: Open, sec: Sec) -> None:
    sec.faults.append(refusing(429, Retry_After="1"))

    with client() as asking:
        asking.fetch("0000000077")

    (first, _), (second, _) = sec.asked
    assert 1 <= second - first < 5


def test_a_day_for_an_answer_is_understood(client: Open, sec: Sec) -> None:
    then = datetime.now(UTC) + timedelta(seconds=2)
    sec.faults.append(refusing(503, Retry_After=format_datetime(then, usegmt=True)))

    with client() as asking:
        asking.fetch("0000000077")

    assert sec.asked[1][0] >= int(then.timestamp())


@pytest.mark.parametrize(
    "when",
    ["soon", "-1", "²", "Fri, 31 Dec 9999 23:59:59 -0100", "Wed, 21 Oct 20155555555 07:28:00 GMT"],
    ids=["word", "negative", "strange digit", "day after the last one", "year too great"],
)
def test_what_cannot_be_understood_as_a_time_is_no_time(client: Open, sec: Sec, when: str) -> None:
    sec.faults.append(lambda speaker: speaker.refuse(429, Retry_After=when.encode().decode("latin-1")))

    with client() as asking:
        asking.fetch("0000000077")

    assert len(sec.asked) == 2


def test_a_server_that_wants_to_be_left_alone_is_left_alone(client: Open, sec: Sec) -> None:
    sec.faults.append(refusing(429, Retry_After="600"))

    with client() as asking, pytest.raises(UnreachableError, match="wait for 600 seconds"):
        asking.fetch("0000000077")

    assert len(sec.asked) == 1


def test_patience_doubles_up_to_its_end() -> None:
    waited = [Patience(first=1, longest=5).wait(tried, None) for tried in range(1, 5)]

    assert waited == [1, 2, 4, 5]


def test_a_company_that_the_sec_does_not_know_is_asked_for_once(client: Open, sec: Sec) -> None:
    with client() as asking, pytest.raises(UnknownFilerError, match="is the company's `cik` right"):
        asking.fetch("0000000066")

    assert len(sec.asked) == 1


def test_an_address_that_leads_elsewhere_is_not_followed(client: Open, sec: Sec) -> None:
    sec.faults.append(refusing(301, Location=f"{sec.url}/elsewhere"))

    with client() as asking, pytest.raises(UnreachableError, match="HTTP 301"):
        asking.fetch("0000000077")


def test_a_server_that_is_not_there_is_given_up(keeper: Keeper) -> None:
    with Client("http://127.0.0.1:9", AGENT, keeper, HASTY) as asking, pytest.raises(UnreachableError, match="3 tries"):
        asking.fetch("0000000077")


def test_how_far_it_is_is_told(client: Open) -> None:
    told: list[tuple[str, int, int]] = []

    with client() as asking:
        asking.fetch("0000000077", lambda *so_far: told.append(so_far))

    assert told[-1] == ("asking the SEC", len(ANSWERED), len(ANSWERED))


def test_two_processes_together_ask_no_more_than_ten_times_a_second(sec: Sec, keeper: Keeper) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from app.edgar.client import Client; from app.edgar.keeping import Keeper\n"
        f"with Client({sec.url!r}, {AGENT!r}, Keeper(Path(sys.argv[1]))) as asking:\n"
        "    for _ in range(9): asking.fetch('0000000077')"
    )

    both = [subprocess.Popen([sys.executable, "-c", program, str(keeper.folder)]) for _ in range(2)]
    ended = [process.wait(60) for process in both]

    assert ended == [0, 0]
    moments = sorted(moment for moment, _ in sec.asked)
    assert len(moments) == 18
    assert max(sum(start <= other < start + 1 for other in moments) for start in moments) <= 10
    assert moments[-1] - moments[0] > 16 * GAP


@pytest.mark.parametrize(
    "written", ["", "soon", "1e300", "nan"], ids=["nothing", "a word", "the end of time", "no number"]
)
def test_turns_are_taken_whatever_their_file_holds(tmp_path: Path, written: str) -> None:
    (tmp_path / "pace").write_text(written)
    pace = Pace(tmp_path)

    turns = [pace.take(), pace.take()]

    assert 0 <= turns[0] < 1
    assert GAP * 0.5 < turns[1] - turns[0] < GAP * 1.5


def test_an_answer_that_never_ends_is_not_waited_for(sec: Sec, keeper: Keeper) -> None:
    sec.faults += [dripping, dripping]
    patience = Patience(tries=2, first=0.02, whole=0.3)

    with (
        Client(sec.url, AGENT, keeper, patience) as asking,
        pytest.raises(UnreachableError, match=r"within 0\.3 seconds"),
    ):
        asking.fetch("0000000077")


def test_an_address_that_is_none_is_told(keeper: Keeper) -> None:
    with (
        Client("http://127.0.0.1:99999", AGENT, keeper, HASTY) as asking,
        pytest.raises(UnreachableError, match="99999"),
    ):
        asking.fetch("0000000077")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "foo://127.0.0.1:1"], ids=["socks", "nonsense"])
def test_a_proxy_that_cannot_be_used_is_told(client: Open, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)

    with pytest.raises(UnreachableError, match="the proxy that the environment names cannot be used"):
        client()
