"""What a memory keeps, and what it gives up first."""

from collections.abc import Sequence
from functools import partial

from app.store.memory import Memory


def ask(memory: Memory, *questions: str, members: int = 0) -> list[str]:
    """Ask for findings that hold so many members; return the questions that had to be answered anew."""
    found: list[str] = []

    def answer(asked: str) -> list[int]:
        found.append(asked)
        return [0] * members

    for question in questions:
        memory.recall(question, partial(answer, question))
    return found


def test_what_was_found_is_not_looked_for_again() -> None:
    memory = Memory(10)

    assert ask(memory, "a", "b", "a", "b") == ["a", "b"]


def test_what_was_not_used_for_longest_is_given_up_first() -> None:
    memory = Memory(2)
    ask(memory, "a", "b", "a", "c")

    assert ask(memory, "a", "c", "b") == ["b"]


def test_a_finding_takes_the_room_of_its_members() -> None:
    memory = Memory(10)
    ask(memory, "a", "b", members=3)
    ask(memory, "c", members=6)

    assert ask(memory, "c", "b", "a", members=3) == ["b", "a"]


def test_what_is_larger_than_the_memory_is_not_kept_and_drives_nothing_out() -> None:
    memory = Memory(5)
    ask(memory, "a")
    ask(memory, "large", members=5)

    assert ask(memory, "a", "large", members=5) == ["large"]


def test_only_what_is_missing_of_many_is_looked_for() -> None:
    memory = Memory(10)
    memory.recall_all([1, 2], lambda missing: [f"found {each}" for each in missing])
    asked: list[int] = []

    def find(missing: Sequence[int]) -> list[str]:
        asked.extend(missing)
        return ["found 3"]

    found = memory.recall_all([2, 3, 1], find)

    assert (found, asked) == (["found 2", "found 3", "found 1"], [3])
