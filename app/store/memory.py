"""Memory: what reads of a revision have found, kept because the rows of a revision never change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, TypeVar

MOST_KEPT = 50_000
"""Facts, companies and so on that are kept at once; a fact takes about two kilobytes."""

FoundT = TypeVar("FoundT")
QuestionT = TypeVar("QuestionT", bound=Hashable)
_NOTHING = object()


class Memory:
    """Findings by question, the least recently used given up first once they hold more than `most` members.

    An ordered dictionary and a count: a page asks fifty times, for which the classes of a library take longer than the
    database does.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Remember nothing yet."""
        self._lock = Lock()
        self._most, self._held = most, 0
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def recall(self, question: Hashable, find: Callable[[], FoundT]) -> FoundT:
        """Return what was found before, or find it; what alone is larger than the memory is not kept."""
        with self._lock:
            found = self._look_up(question)
        if found is _NOTHING:
            found = find()
            with self._lock:
                self._keep(question, found)
        known: FoundT = found
        return known

    def recall_all(
        self, questions: Sequence[QuestionT], find: Callable[[Sequence[QuestionT]], Sequence[FoundT]]
    ) -> list[FoundT]:
        """Return what was found before for each question, or find what is missing all at once; each is asked once."""
        with self._lock:
            known = {question: self._look_up(question) for question in questions}
        missing = [question for question, found in known.items() if found is _NOTHING]
        if missing:
            known.update(zip(missing, find(missing), strict=True))
            with self._lock:
                for question in missing:
                    self._keep(question, known[question])
        return [known[question] for question in questions]

    def _look_up(self, question: Hashable) -> Any:  # noqa: ANN401  whatever a read returned
        found = self._found.get(question, _NOTHING)
        if found is not _NOTHING:
            self._found.move_to_end(question)
        return found

    def _keep(self, question: Hashable, found: object) -> None:
        """Keep a finding as the newest; another thread may have found it as well."""
        members = _members(found)
        if members > self._most or question in self._found:
            return
        self._found[question] = found
        self._held += members
        while self._held > self._most:
            _, forgotten = self._found.popitem(last=False)
            self._held -= _members(forgotten)


def _members(found: Any) -> int:  # noqa: ANN401  likewise
    """How much a finding holds: as many as it says, and itself; a text is one."""
    return 1 if isinstance(found, str) or not hasattr(found, "__len__") else 1 + len(found)
