"""Memory: what reads of a revision have found, kept because the rows of a revision never change."""

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache

MOST_KEPT = 50_000
"""Facts, companies and so on that are kept at once; a fact takes about two kilobytes."""

FoundT = TypeVar("FoundT")
QuestionT = TypeVar("QuestionT", bound=Hashable)
_NOTHING = object()


class Memory:
    """Findings by question, the least recently used given up first once they hold more than `most` members."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Remember nothing yet."""
        self._lock = Lock()
        self._found: LRUCache[Hashable, Any] = LRUCache(most, getsizeof=_members)

    def recall(self, question: Hashable, find: Callable[[], FoundT]) -> FoundT:
        """Return what was found before, or find it; what alone is larger than the memory is not kept."""
        with self._lock:
            found = self._found.get(question, _NOTHING)
        if found is _NOTHING:
            found = find()
            if _members(found) <= self._found.maxsize:
                with self._lock:
                    self._found[question] = found
        known: FoundT = found
        return known

    def recall_all(
        self, questions: Sequence[QuestionT], find: Callable[[Sequence[QuestionT]], Sequence[FoundT]]
    ) -> list[FoundT]:
        """Return what was found before for each question, or find what is missing all at once; each is asked once."""
        with self._lock:
            known = {question: self._found.get(question, _NOTHING) for question in questions}
        missing = [question for question, found in known.items() if found is _NOTHING]
        if missing:
            known.update(zip(missing, find(missing), strict=True))
            with self._lock:
                for question in missing:
                    self._found[question] = known[question]
        return [known[question] for question in questions]


def _members(found: Any) -> int:  # noqa: ANN401  whatever a read returns
    """How much a finding holds: as many as it says, and itself; a text is one."""
    return 1 + (len(found) if hasattr(found, "__len__") and not isinstance(found, str) else 0)
