"""Derivation: formulas that compose, so that whoever puts the facts in gets the quantity out."""

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.derivation import Computed, Derivation, derive, letters, stated
from app.domain.quantity import Quantity

SIGNS: dict[type[ast.operator], tuple[str, Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: ("a + b", operator.add),
    ast.Sub: ("a - b", operator.sub),
    ast.Mult: ("a * b", operator.mul),
}
NUMBERS = {f"fact-{number}": Fraction(number) for number in range(-9, 10)}


def plain(number: int) -> Computed:
    """State a number as the fact that bears it in its id."""
    return stated(Quantity.exactly(number, "multiple"), f"fact-{number}")


def combined(sign: type[ast.operator], left: Computed, right: Computed) -> Computed:
    form, _ = SIGNS[sign]
    one, other = left.quantity, right.quantity
    found = one + other if sign is ast.Add else one - other if sign is ast.Sub else one * other
    return derive("sum", form, found, left, right)


def letters_of(formula: str) -> list[str]:
    """Return the letters of a formula in the order in which they first stand there."""
    return list(dict.fromkeys(re.findall("[a-z]+", formula)))


def worked_out(derivation: Derivation) -> Fraction:
    """Put the numbers of the facts in place of their letters, and do the sum."""
    names = ascii_lowercase[: len(derivation.inputs)]
    numbers = {letter: NUMBERS[fact] for letter, fact in zip(names, derivation.inputs, strict=True)}

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return SIGNS[type(node.op)][1](value(node.left), value(node.right))
        assert isinstance(node, ast.Name)
        return numbers[node.id]

    return value(ast.parse(derivation.formula, mode="eval").body)


COMPUTED = st.recursive(
    st.integers(-9, 9).map(plain),
    lambda parts: st.builds(combined, st.sampled_from(sorted(SIGNS, key=str)), parts, parts),
    max_leaves=10,
)


def test_a_fact_as_stated_is_the_formula_a() -> None:
    quantity = Quantity.exactly(5, "USD")

    assert stated(quantity, "five") == Computed(quantity, Derivation("stated", "a", ("five",)))


@given(COMPUTED)
def test_every_input_is_named_once_and_has_one_letter_in_order(computed: Computed) -> None:
    derivation = computed.derivation

    assert len(set(derivation.inputs)) == len(derivation.inputs)
    assert letters_of(derivation.formula) == list(ascii_lowercase[: len(derivation.inputs)])


@given(COMPUTED)
def test_a_formula_gives_the_quantity_once_the_facts_are_put_in(computed: Computed) -> None:
    assert computed.quantity.value is not None
    assert worked_out(computed.derivation) == Fraction(computed.quantity.value)


@given(COMPUTED, COMPUTED)
def test_the_inputs_of_a_whole_are_those_of_its_parts(left: Computed, right: Computed) -> None:
    whole = combined(ast.Sub, left, right)

    assert whole.derivation.inputs == tuple(dict.fromkeys(left.derivation.inputs + right.derivation.inputs))


@pytest.mark.parametrize(
    ("form", "parts", "formula", "inputs"),
    [
        pytest.param("a - b", [plain(5), plain(3)], "a - b", "5 3", id="facts"),
        pytest.param("a", [combined(ast.Sub, plain(5), plain(3))], "a - b", "5 3", id="a part alone"),
        pytest.param("a - b", [combined(ast.Sub, plain(5), plain(3)), plain(1)], "(a - b) - c", "5 3 1", id="first"),
        pytest.param("a - b", [plain(5), combined(ast.Sub, plain(3), plain(1))], "a - (b - c)", "5 3 1", id="second"),
        pytest.param(
            "a / b - 1", [plain(5), combined(ast.Add, plain(3), plain(1))], "a / (b + c) - 1", "5 3 1", id="1"
        ),
        pytest.param("a - b", [plain(5), plain(5)], "a - a", "5", id="a fact twice"),
        pytest.param(
            "a / b", [combined(ast.Sub, plain(5), plain(3)), plain(3)], "(a - b) / b", "5 3", id="a fact in both parts"
        ),
        pytest.param(
            "a / b", [plain(3), combined(ast.Sub, plain(5), plain(3))], "a / (b - a)", "3 5", id="letters change places"
        ),
        pytest.param(
            "100 * a / a", [combined(ast.Add, plain(5), plain(3))], "100 * (a + b) / (a + b)", "5 3", id="twice"
        ),
        pytest.param("b - a", [plain(5), plain(3)], "b - a", "5 3", id="letters stand for parts, not for places"),
        pytest.param("a - b < 0 < c - d", [plain(n) for n in (1, 2, 4, 3)], "a - b < 0 < c - d", "1 2 4 3", id="signs"),
    ],
)
def test_a_form_is_spelled_out_down_to_the_facts(form: str, parts: list[Computed], formula: str, inputs: str) -> None:
    found = derive("difference", form, Quantity.exactly(2, "multiple"), *parts)

    assert found.derivation == Derivation("difference", formula, tuple(f"fact-{each}" for each in inputs.split()))


def test_after_z_come_aa_and_ab() -> None:
    names = letters(28)
    parts = [stated(Quantity.exactly(1, "USD"), f"{number}") for number in range(28)]

    summed = derive("sum", " + ".join(names), Quantity.exactly(28, "USD"), *parts)
    doubled = derive("product", "2 * a", Quantity.exactly(56, "USD"), summed)

    assert summed.derivation == Derivation("sum", " + ".join(names), tuple(map(str, range(28))))
    assert doubled.derivation.formula == f"2 * ({' + '.join(names)})"


@pytest.mark.parametrize(
    ("count", "after", "found"),
    [
        pytest.param(3, 0, ["a", "b", "c"], id="from the first on"),
        pytest.param(2, 1, ["b", "c"], id="behind the first"),
        pytest.param(3, 25, ["z", "aa", "ab"], id="over the end of the alphabet"),
        pytest.param(0, 4, [], id="none"),
    ],
)
def test_letters_are_taken_in_order_behind_those_in_use(count: int, after: int, found: list[str]) -> None:
    assert letters(count, after=after) == found


def test_a_computed_quantity_is_rounded_outwards_and_its_value_half_even() -> None:
    third = Quantity.exactly(1, "USD") / Quantity.exactly(3, "USD")

    found = derive("ratio", "a / b", third, plain(1), plain(3)).quantity

    assert (found.value, found.low) == (Decimal("0.333333333333"), Decimal("0.333333333333"))
    assert found.high == Decimal("0.333333333334")
