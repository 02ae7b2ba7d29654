import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.edgar.faults import (
    MalformedAnswerError,
    OtherCompanyError,
    UnreachableError,
)
from app.edgar.keeping import Keeper
from tests.edgar.conftest import Open
from tests.edgar.sec import Sec, hang_up, saying
from tests.edgar.stating import ANSWERS, body, entry

ADDRESS = "/api/xbrl/companyfacts/CIK0000000077.json"
ANSWERED = (ANSWERS / "CIK0000000077.json").read_bytes()


def test_what_is_still_the_newest_is_not_sent_again(client: Open, sec: Sec) -> None:
    with client() as asking:
        first = asking.fetch("0000000077")
    with client() as asking:
        second = asking.fetch("0000000077")

    assert second == first
    assert sec.statuses == [200, 304]


def test_what_is_new_takes_the_place_of_what_was_kept(client: Open, sec: Sec) -> None:
    with client() as asking:
        asking.fetch("0000000077")
        sec.answers[ADDRESS] = body(entry(val=5_000_000))
        answer = asking.fetch("0000000077")
        asking.fetch("0000000077")

    assert [stated.value for stated in answer.stated] == [5_000_000]
    assert sec.statuses == [200, 200, 304]


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept.write_bytes(kept.read_bytes()[:-9]),
        lambda kept: kept.with_suffix(".about.json").write_text("{"),
        lambda kept: kept.with_suffix(".about.json").unlink(),
        lambda kept: kept.with_suffix(".about.json").write_text("[]"),
    ],
    ids=["cut short", "about cut short", "about gone", "about something else"],
)
def test_what_was_kept_and_is_damaged_is_asked_for_anew(
    client: Open, sec: Sec, keeper: Keeper, damage: Callable[[Path], object]
) -> None:
    with client() as asking:
        asking.fetch("0000000077")
    damage(keeper.path("0000000077"))

    with client() as asking:
        answer = asking.fetch("0000000077")

    assert len(answer.stated) == 14
    assert sec.statuses == [200, 200]


def test_what_was_kept_and_is_understood_no_more_is_asked_for_anew(client: Open, sec: Sec, keeper: Keeper) -> None:
    """An older program may have kept it: that it is the newest still would else be the end of it."""
    with client() as asking:
        asking.fetch("0000000077")
    kept = keeper.find("0000000077")
    assert kept is not None
    keeper.keep("0000000077", replace(kept, body=b"{}"))

    with client() as asking:
        answer = asking.fetch("0000000077")

    assert len(answer.stated) == 14
    assert sec.statuses == [200, 304, 200]
    assert keeper.path("0000000077").read_bytes() == ANSWERED


def test_what_another_server_said_is_not_taken_for_the_secs(client: Open, sec: Sec, keeper: Keeper) -> None:
    with client() as asking:
        asking.fetch("0000000077")
    about = keeper.path("0000000077").with_suffix(".about.json")
    about.write_text(about.read_text().replace(sec.url, "http://127.0.0.2"))

    with client() as asking:
        asking.fetch("0000000077")

    assert sec.statuses == [200, 200]


def test_what_cannot_be_read_is_not_kept(client: Open, sec: Sec, keeper: Keeper) -> None:
    sec.faults.append(saying(b'{"cik": "seventy-seven", "facts": {}}'))

    with client() as asking:
        with pytest.raises(MalformedAnswerError, match="its cik is"):
            asking.fetch("0000000077")
        asking.fetch("0000000077")

    assert "If-None-Match" not in sec.asked[1][1]
    assert keeper.path("0000000077").read_bytes() == ANSWERED


def test_an_answer_about_another_company_is_not_kept(client: Open, sec: Sec, keeper: Keeper) -> None:
    sec.faults.append(saying((ANSWERS / "CIK0000000088.json").read_bytes()))

    with client() as asking, pytest.raises(OtherCompanyError, match="'PEDALIA INC', CIK 0000000088"):
        asking.fetch("0000000077")

    assert keeper.find("0000000077") is None


def test_who_cannot_be_reached_is_told_of_what_is_at_hand(client: Open, sec: Sec, keeper: Keeper) -> None:
    with client() as asking:
        asking.fetch("0000000077")
    sec.faults += [hang_up] * 3

    with client() as asking, pytest.raises(UnreachableError) as given_up:
        asking.fetch("0000000077")

    assert f"--offline {keeper.path('0000000077')}" in str(given_up.value)


def test_what_is_kept_is_as_it_came(client: Open, keeper: Keeper) -> None:
    with client() as asking:
        asking.fetch("0000000077")

    assert json.loads(keeper.path("0000000077").read_bytes()) == json.loads(ANSWERED)
    assert sorted(path.name for path in keeper.folder.iterdir()) == [
        "CIK0000000077.about.json",
        "CIK0000000077.json",
        "pace",
    ]


def test_what_cannot_be_kept_leaves_nothing_behind(client: Open, keeper: Keeper) -> None:
    keeper.path("0000000077").mkdir()

    with client() as asking, pytest.raises(OSError, match=r"CIK0000000077\.json"):
        asking.fetch("0000000077")

    assert sorted(path.name for path in keeper.folder.iterdir()) == ["CIK0000000077.json", "pace"]
