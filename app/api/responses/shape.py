"""What every response has in common: read from the domain's values, numbers as JSON has them."""

from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

ItemT = TypeVar("ItemT")


class Response(BaseModel):
    """A shape that is filled by attribute from a value of the domain."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(Response, Generic[ItemT]):
    """A part of a list; ask for `next` as `cursor`, with the same other parameters, to go on."""

    items: Annotated[list[ItemT], Field(description="What is on this page, in the order of the list.")]
    next: Annotated[str | None, Field(description="Cursor of the next page; null on the last.")]


class DatasetReference(Response):
    """The revision of the dataset that an answer was computed from."""

    revision: Annotated[int, Field(ge=1, description="Its number: the first is 1.")]


FromRevision = Annotated[DatasetReference, Field(description="The revision of the dataset that it comes from.")]


def plain_number(number: object) -> object:
    """Turn a Decimal into the int or float that prints as it does; leave everything else."""
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[int | float, BeforeValidator(plain_number), WithJsonSchema({"type": "number"})]
"""A number as JSON has it; whole ones without a decimal point."""


def described(text: str, **more: Any) -> Any:  # noqa: ANN401  pydantic's own Field is untyped
    """Describe a field of a response in the API docs."""
    return Field(description=text, **more)


def of_quantity(part: str, text: str) -> Any:  # noqa: ANN401  as above
    """Describe a field that is filled from a part of the domain value's quantity."""
    return Field(description=text, validation_alias=AliasPath("quantity", part))


def attributes_of(noun: object, shape: type[Response]) -> dict[str, object]:
    """Take from a value of the domain what a shape asks for and the value has."""
    return {name: getattr(noun, name) for name in shape.model_fields if hasattr(noun, name)}
