"""Identity: the canonical form behind an id, spelt out the slow way."""

import hashlib
import json
import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import fact_id
from app.domain.quantity import Quantity

words = st.sampled_from(["acme", "10-k-fy2025", 'a "quoted" name', "é", "FY2006/FY2026", ""])
keys = st.tuples(
    *(words, words, words, st.none() | words, st.none() | words, words, words, words, st.none() | st.integers(1, 99)),
)
numbers = st.builds(Decimal.scaleb, st.integers(-(10**12), 10**12).map(Decimal), st.integers(-20, 20))
ranges: st.SearchStrategy[tuple[Decimal | None, Decimal | None]] = (
    st.tuples(numbers, numbers).map(lambda two: (min(two), max(two)))
    | numbers.map(lambda low: (low, None))
    | numbers.map(lambda high: (None, high))
)


def plainly(number: Decimal | None) -> str | None:
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@given(key=keys, printed=words, ends=ranges)
def test_an_id_is_the_digest_of_the_canonical_json_of_what_a_fact_says(
    key: tuple[str | int | None, ...], printed: str, ends: tuple[Decimal | None, Decimal | None]
) -> None:
    low, high = ends
    content = json.dumps([*key, printed, plainly(low), plainly(high)], separators=(",", ":"))

    label = re.sub(r"[^a-z0-9]+", "-", str(key[7]).lower()).strip("-")
    digits = hashlib.sha256(content.encode()).hexdigest()[:10]
    assert fact_id(key, printed, Quantity(None, low, high, "USD")) == f"{key[1]}-{key[2]}-{label}-{digits}"


def test_one_number_has_one_text_however_it_is_written() -> None:
    key = ("gazette", "acme", "revenue", None, None, "actual", "as-reported", "FY2025", None)
    spelled = [Decimal(text) for text in ("5000000", "5E+6", "5000000.00", "50000E+2")]

    ids = {fact_id(key, "$5 million", Quantity(None, each, each, "USD")) for each in spelled}

    assert len(ids) == 1
