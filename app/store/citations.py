"""Citations: the sources that an answer rests on, found from the facts that it names."""

from collections.abc import Collection, Iterable

from app.domain.catalogue import Source
from app.domain.material import Material
from app.store.facts import find_facts_named, find_sources_of
from app.store.snapshot import Snapshot, remembered


def find_cited(
    snapshot: Snapshot, facts: Collection[str], known: Material, more: Iterable[Source] = ()
) -> list[Source]:
    """List the sources of facts, of those that derived ones among them came from, and more, each once, by slug.

    `known` is what the answer was computed from; what it does not hold is read.
    """
    cited = {source.slug: source for source in more}
    met: set[str] = set()
    wanted = set(facts)
    while wanted:
        found = known.named(wanted)
        cited.update((fact.source, known.source_of(fact)) for fact in found.values())
        if absent := wanted - found.keys():
            read = _read(snapshot, tuple(sorted(absent)))
            found.update(read.named(absent))
            cited.update(read.sources)
        met |= wanted
        wanted = {each for fact in found.values() if fact.derivation for each in fact.derivation.inputs} - met
    return [cited[slug] for slug in sorted(cited)]


@remembered
def _read(snapshot: Snapshot, ids: tuple[str, ...]) -> Material:
    facts = find_facts_named(snapshot, ids)
    return Material(tuple(facts), find_sources_of(snapshot, facts))
