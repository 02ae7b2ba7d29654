import json
from datetime import date
from decimal import Decimal

import pytest

from app.edgar.answer import Stated, read_answer
from app.edgar.faults import MalformedAnswerError
from tests.edgar.stating import ANSWERS, body, entry


def test_a_value_is_read_without_what_the_api_says_of_its_filings_year() -> None:
    (stated,) = read_answer(body(entry(fy=None, fp=None, frame=None)), "an answer").stated

    assert stated == Stated(
        "OperatingIncomeLoss",
        date(2023, 7, 1),
        date(2024, 6, 30),
        Decimal(120_000_000),
        "0000000077-24-000003",
        "10-K",
        date(2024, 8, 20),
    )


@pytest.mark.parametrize("cik", [77, "77", "0000000077"], ids=["number", "text", "whole"])
def test_a_company_is_known_by_ten_digits_however_they_are_spelt(cik: object) -> None:
    assert read_answer(body(entry(), cik=cik), "an answer").cik == "0000000077"


def test_what_no_metric_is_measured_by_is_counted_and_not_looked_into() -> None:
    answer = read_answer(body({"anything": "at all"}, {}, concept="Goodwill"), "an answer")

    assert (answer.stated, answer.others) == ((), 2)


def test_a_concept_of_another_taxonomy_is_another_concept() -> None:
    content = {"ifrs-full": json.loads(body(entry()))["facts"]["us-gaap"]}

    assert read_answer(body(facts=content), "an answer").others == 1


def test_a_unit_that_was_never_seen_is_told_with_how_much_is_stated_in_it() -> None:
    answer = read_answer(body(entry(), entry(), unit="EUR"), "an answer")

    assert (answer.stated, answer.strange_units) == ((), {("OperatingIncomeLoss", "EUR"): 2})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b'{"cik": 77, "facts": {"us-ga', "cut off"),
        (b"<html>Undeclared automated tool</html>", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "no answer of the companyfacts API"),
        (b"{}", "it has no 'facts'"),
        (body(facts={"us-gaap": {"Revenues": {"label": "…"}}}), "it has no 'units'"),
        (body(facts={"us-gaap": {"Revenues": {"units": {"USD": {}}}}}), "Revenues in USD is no list"),
        (body(facts={"us-gaap": []}), "no answer of the companyfacts API"),
        (body(entry(), cik="seventy-seven"), "its cik is 'seventy-seven'"),
        (body(entry(), cik=True), "its cik is 'True'"),
        (body(entry(val="120000000")), "val: Value error, a number is expected"),
        (body(entry(val=None)), "val: Field required"),
        (body(entry(val=10**15)), "val: "),
        (body(entry()).replace(b"120000000", b"1e99999999999999999999"), "val: Input should be a finite number"),
        (body("text"), "(value 1): the value: "),
        (body(entry(end="2024-06-31")), "end: "),
        (body(entry(end=20240630)), "end: "),
        (body(entry(accn="77")), "accn: "),
        (body(entry(form="10-K\n")), "form: "),
        (body(entry(filed="0224-08-20")), "filed: "),
    ],
    ids=[
        "empty",
        "cut off",
        "a page",
        "nested too deeply",
        "no text",
        "a list",
        "without facts",
        "a concept without units",
        "a unit without a list",
        "a taxonomy without concepts",
        "a cik in words",
        "a cik that is a truth",
        "a number in quotes",
        "no number",
        "a number too long",
        "a number beyond all bounds",
        "a value that is a text",
        "a day that is none",
        "a day that is a number",
        "an accession number that is none",
        "a form with a line break",
        "a year before ours",
    ],
)
def test_what_is_not_in_the_shape_of_the_api_is_refused_with_what_is_wrong(content: bytes, said: str) -> None:
    with pytest.raises(MalformedAnswerError, match="an answer") as refused:
        read_answer(content, "an answer")

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (entry(val="120000000"), "val: Value error, a number is expected"),
        (entry(val=True), "val: Value error, a number is expected"),
        (entry(val=None), "val: Field required"),
        (entry(val=10**15), "val: Decimal input should have no more than 15 digits"),
        (entry(val=10**4200), "val: Decimal input should have no more than 15 digits"),
        (entry(val=-1.5e300), "val: Decimal input should have no more than 15 digits"),
        (entry(end="2024-06-31", accn="x" * 99), f"in {'x' * 40} (value 2): end: "),
        ("text", "OperatingIncomeLoss, ? to ?, in ? (value 2): the value: "),
        ([1], "the value: "),
    ],
    ids=["text", "truth", "none", "too long", "far too long", "exponent", "no day", "no value", "list"],
)
def test_a_value_that_is_not_as_the_sec_writes_them_is_told_of_and_the_others_read(other: object, said: str) -> None:
    answer = read_answer(body(entry(), other, entry(val=7)), "an answer")

    assert [stated.value for stated in answer.stated] == [120_000_000, 7]
    (named,) = answer.malformed
    assert said in str(named)
    if isinstance(other, dict) and "end" not in said:
        assert str(named).startswith(
            "OperatingIncomeLoss, 2023-07-01 to 2024-06-30, in 0000000077-24-000003 (value 2): "
        )


def test_a_number_with_more_digits_than_python_reads_is_one_value_that_is_left_out() -> None:
    content = body(entry(), entry(val=7)).replace(b"120000000", b"1" * 5000)

    answer = read_answer(content, "an answer")

    assert [stated.value for stated in answer.stated] == [7]
    assert len(answer.malformed) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("150000000.0", "150000000"),
        ("1.5e8", "150000000"),
        ("-150000000.00", "-150000000"),
        ("100000000000000.000", "100000000000000"),
        ("150000000.5", "150000000.5"),
        ("0.0", "0"),
    ],
)
def test_a_number_is_as_exact_as_it_is_whole(written: str, read: str) -> None:
    (stated,) = read_answer(body(entry()).replace(b"120000000", written.encode()), "an answer").stated

    assert f"{stated.value:f}" == read


def test_a_number_is_not_rounded_to_one_that_is_whole() -> None:
    with pytest.raises(MalformedAnswerError, match="no more than 15 digits"):
        read_answer(body(entry()).replace(b"120000000", b"123.00000000000000000000000000000001"), "an answer")


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(MalformedAnswerError, match="a number is expected"):
        read_answer(body(entry()).replace(b"120000000", b"NaN"), "an answer")


def test_a_name_without_end_is_cut() -> None:
    assert len(read_answer(body(entry(), entityName="x" * 1_000_000), "an answer").name) == 150


@pytest.mark.parametrize("path", sorted(ANSWERS.iterdir()), ids=lambda path: path.name)
def test_the_answers_of_the_tests_are_read(path: object) -> None:
    answer = read_answer((ANSWERS / str(path)).read_bytes(), str(path))

    assert len(answer.stated) > 2
