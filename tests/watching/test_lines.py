"""Lines: whatever is put into them, each is one line of JSON in printable ASCII."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.watching.lines import ASKED, MOST_OF_A_TRACEBACK, Clock, spell_line, without_passwords


@given(st.text(max_size=50), st.text(max_size=50))
def test_whatever_is_said_is_one_line_of_ascii_that_reads_back(message: str, traceback: str) -> None:
    line = spell_line("info", "test", message, traceback=traceback)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line).get("message", "") == without_passwords(message).strip()


def test_a_line_has_its_moment_in_utc_and_the_id_of_the_request_that_it_is_about() -> None:
    token = ASKED.set("abc")

    line = json.loads(spell_line("warning", "somebody", "hello", moment=1_800_000_000.0456))

    ASKED.reset(token)
    assert line == {
        "time": "2027-01-15T08:00:00.045Z",
        "level": "warning",
        "logger": "somebody",
        "id": "abc",
        "message": "hello",
    }


def test_a_clock_spells_every_moment_anew() -> None:
    clock = Clock()

    spelled = [clock.spell(moment) for moment in (0.0, 0.0004, 0.001, 59.9999, 60.0, 0.0)]

    assert [each[17:] for each in spelled] == ["00.000Z", "00.000Z", "00.001Z", "59.999Z", "00.000Z", "00.000Z"]


def test_of_a_long_traceback_the_end_is_kept() -> None:
    line = json.loads(spell_line("error", "test", "x" * 5000, traceback="a" * 5000 + "ValueError: the reason"))

    assert line["traceback"].endswith("ValueError: the reason")
    assert len(line["traceback"]) <= MOST_OF_A_TRACEBACK + 2
    assert len(line["message"]) == 1000


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgresql+psycopg://user:se:c@ret@host/db", "postgresql+psycopg://user:***@host/db"),
        ("could not parse 'postgresql://u:p@h/d' at all", "could not parse 'postgresql://u:***@h/d' at all"),
        ("http://user:word@collector:4318/v1", "http://user:***@collector:4318/v1"),
        ("host=h user=u password=secret dbname=d", "host=h user=u password=*** dbname=d"),
        ("postgresql://h/d?user=u&password=secret&port=1", "postgresql://h/d?user=u&password=***&port=1"),
        ("http://127.0.0.1:8000/v1/facts?company=amazon", "http://127.0.0.1:8000/v1/facts?company=amazon"),
        ("write to who@example.com: it is urgent", "write to who@example.com: it is urgent"),
    ],
)
def test_passwords_are_left_out(text: str, left: str) -> None:
    assert without_passwords(text) == left
