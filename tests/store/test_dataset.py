"""What is known of a dataset as a whole."""

from dataclasses import replace

from sqlalchemy import Engine

from app.domain.catalogue import Catalogue
from app.store.dataset import find_most_spoken_of
from app.store.engine import open_writer
from app.store.loading import load
from app.store.snapshot import Snapshot, open_snapshot


def most_spoken_of(writer: Engine, catalogue: Catalogue) -> tuple[str, list[str]] | None:
    load(writer, catalogue, prune=True)
    with open_snapshot(writer) as snapshot:
        return find_most_spoken_of(snapshot)


def test_what_to_begin_with_is_what_the_most_kinds_of_sources_speak_of(snapshot: Snapshot) -> None:
    assert find_most_spoken_of(snapshot) == ("revenue", ["amazon", "walmart"])


def test_what_to_begin_with_can_compare_two_companies(database_url: str, articles: Catalogue) -> None:
    writer = open_writer(database_url)
    only_amazon = replace(articles, facts=tuple(each for each in articles.facts if each.company == "amazon"))
    on_parts = replace(articles, facts=tuple(each for each in articles.facts if each.segment or each.initiative))

    assert most_spoken_of(writer, articles) == ("revenue", ["amazon", "walmart"])
    assert most_spoken_of(writer, only_amazon) is None
    assert most_spoken_of(writer, on_parts) is None
    assert most_spoken_of(writer, Catalogue()) is None
    writer.dispose()
