"""What can be wrong with what people ask or write, said so that they can mend it."""

from app.domain.nearest import LONGEST_NAME, nearest


class RivalryError(Exception):
    """Base of everything that this project raises on purpose; its text is safe to show."""


class UnreadableFigureError(RivalryError):
    """A printed figure that the reader does not understand; the text says which words."""


class OtherUnitError(UnreadableFigureError):
    """A printed figure in another currency, or in points: no number of ours, whatever stands beside it."""


class UnreadablePeriodError(RivalryError):
    """A period label outside the grammar, or one that a company's calendar cannot place."""


class UnknownNameError(RivalryError):
    """A name that nothing in the dataset answers to.

    `noun` is what was looked for ("company"), `known` the names to choose from, and `aliases` other
    names that would have been accepted.
    """

    def __init__(self, noun: str, name: str, known: tuple[str, ...], aliases: tuple[str, ...] = ()) -> None:
        """Keep the name asked for beside the names that exist."""
        self.noun, self.name, self.known, self.aliases = noun, name, known, aliases
        super().__init__(f"there is no {noun} {name[:LONGEST_NAME]!r}")

    @property
    def did_you_mean(self) -> str | None:
        """The known name closest in spelling, or None when none is close."""
        return nearest(self.name, (*self.known, *self.aliases))
