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
        if len(found) < len(wanted):
            absent = find_material_named(snapshot, tuple(sorted(wanted - found.keys())))
            found.update(absent.named(wanted))
            cited.update(absent.sources)
        met |= wanted
        wanted = set()
        for fact in found.values():
            if fact.source not in cited:
                cited[fact.source] = known.source_of(fact)
            if fact.derivation:
                wanted.update(fact.derivation.inputs)
        wanted -= met
    return [cited[slug] for slug in sorted(cited)]


@remembered
def find_material_named(snapshot: Snapshot, ids: tuple[str, ...]) -> Material:
    """Gather the facts that have some ids, sorted, with their sources."""
    facts = find_facts_named(snapshot, ids)
    return Material(tuple(facts), find_sources_of(snapshot, facts))
