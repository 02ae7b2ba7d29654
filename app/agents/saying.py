"""Saying: what an answer or a refusal comes to, in words that can be quoted, with the sources to cite."""

from collections.abc import Iterator, Sequence
from typing import Any

Said = dict[str, Any]


def say_answer(answer: Said, cited: Sequence[Said], where: str) -> str:
    """Say what an answer of the API says: its sentences, its sources, and the address that answers the same for ever.

    `cited` are sources that the answer names and does not cite itself.
    """
    parts = (_sentences(answer), _caveats(answer), _citations(answer, cited), [f"This answer: {where}"])
    return "\n\n".join(filter(None, map("\n".join, parts)))


def say_refusal(problem: Said) -> str:
    """Say what the API refuses, and what it says would help."""
    lines = [f"{problem['title']}: {problem['detail']}."]
    if meant := problem.get("did_you_mean"):
        lines.append(f"Did you mean {meant}?")
    if allowed := problem.get("allowed"):
        lines.append(f"Allowed: {', '.join(allowed)}.")
    lines += [f"- {each['company']}: {each['needs']}" for each in problem.get("missing", [])]
    return "\n".join(lines)


def _sentences(answer: Said) -> Iterator[str]:
    if "sentence" in answer:
        yield answer["sentence"]
    for item in answer.get("items", []):
        yield f"- {_item(item)}"
    if answer.get("items") == []:
        yield "Nothing there is fits what was asked."
    if cursor := answer.get("next"):
        yield f"There is more: ask the same again with the cursor {cursor}"


def _item(item: Said) -> str:
    """Say what stands in a list: a claim by the sentence on it, a fact as printed, all else by its name.

    What a search found says what it is, and its slug or id, by which the other tools take it.
    """
    if "score" in item:
        return f"{item['type']} {item['id']}: {item['title']}"
    if "sentence" in item:
        return f"{item['claim']}: {item['sentence']}"
    if "id" in item:
        period = item.get("period", {}).get("label")
        said = [item.get("printed"), item.get("metric"), item.get("segment"), item.get("initiative"), period]
        said += [item.get("source"), f"paragraph {item['paragraph']}" if item.get("paragraph") else None]
        return ": ".join(filter(None, (item["id"], ", ".join(filter(None, said)))))
    return f"{item['slug']}: {item.get('name') or item['title']}"


def _caveats(answer: Said) -> Iterator[str]:
    """Say what keeps figures from being compared as they are, and what is missing."""
    comparability = answer.get("comparability", {"reasons": []})
    for reason in comparability["reasons"]:
        yield f"{comparability['status'].capitalize()}, {reason['code']}: {reason['detail']}."
    for each in answer.get("missing", []):
        yield f"Missing, {each['code']}: {each.get('needs') or each['source']}."


def _citations(answer: Said, cited: Sequence[Said]) -> Iterator[str]:
    if "citation" in answer:
        yield f"Cite as: {answer['citation']['text']}"
        yield f"\n{answer['citation']['bibtex']}"
    sources = [*answer.get("sources", []), *cited]
    if sources:
        yield "Sources:"
    for each in sources:
        yield f"- {each['citation']}"
