"""Data that somebody wrote to do harm: it is shown as it is written, and never becomes markup."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from app.domain.derived import completed
from app.packs.reader import read_packs
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.serving import Server
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_attributes import MADE
from tests.browser.watching import Watch

VALUES = {"tag": "<img src=x onerror=alert(1)>", "closing": "</script></style></noscript><script>alert(2)</script>"}
VOCABULARY = """\
[[companies]]
slug = "one"
name = "One {tag}"
fiscal_year_end = "12-31"
from = "made up"

[[companies]]
slug = "other"
name = "{closing}"
fiscal_year_end = "12-31"
from = "made up"

[[metrics]]
slug = "turnover"
name = "Turnover {tag}"
unit = "USD"
kind = "flow"
direction = "higher"
category = "scale"
definition = "{tag}"

[[metrics]]
slug = "turnover-share"
name = "Share {tag}"
unit = "fraction"
kind = "ratio"
direction = "neither"
category = "mix"
of = "turnover"
definition = "{closing}"

[[segments]]
slug = "one-cloud"
company = "one"
name = "{tag} cloud"
line = "cloud"

[[initiatives]]
slug = "one-models"
company = "one"
name = "{tag} models"
kind = "models"
approach = "build"
summary = "{closing}"
evidence = {{ gazette = [1] }}
"""
SOURCE = """\
[source]
slug = "gazette"
kind = "news"
title = "{tag}"
publisher = "{closing}"
url = "https://hostile.example/"
published = 2026-04-01

[[claims]]
slug = "one-leads"
companies = ["one", "other"]
metric = "turnover"
operation = "leads"
text = "{closing} {tag}"
paragraphs = [1]

[[statements]]
companies = ["one", "other"]
topic = "competition"
nature = "reported"
stance = "one-leads"
text = "{tag} {closing}"
paragraphs = [1]
"""
FACT = """
[[facts]]
company = "{company}"
metric = "{metric}"
{more}period = "{period}"
period_inferred = "{tag}"
printed = "{printed}"
paragraph = 1
"""
FACTS = [
    ("one", "turnover", "", "FY2024", "$600 million"),
    ("one", "turnover", "", "FY2025", "roughly $700 million"),
    ("other", "turnover", "", "FY2024", "$650 million"),
    ("other", "turnover", "", "FY2025", "$650 million"),
    ("one", "turnover-share", 'segment = "one-cloud"\n', "FY2025", "close to one-fifth"),
]
WRITTEN = [
    '<rivalry-compare companies="one,other" metric="turnover"></rivalry-compare>',
    '<rivalry-series companies="one,other" metric="turnover"></rivalry-series>',
    '<rivalry-mix company="one" metric="turnover"></rivalry-mix>',
    '<rivalry-strategies companies="one,other"></rivalry-strategies>',
    "<rivalry-checks></rivalry-checks>",
]


@pytest.fixture(scope="module")
def hostile(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a dataset in which names, titles, texts and addresses are markup, and return the origin."""
    folder = tmp_path_factory.mktemp("hostile")
    keys = ("company", "metric", "more", "period", "printed")
    facts = (FACT.format(**dict(zip(keys, each, strict=True)), **VALUES) for each in FACTS)
    (folder / "vocabulary.toml").write_text(VOCABULARY.format(**VALUES), "utf-8")
    (folder / "gazette.toml").write_text(SOURCE.format(**VALUES) + "".join(facts), "utf-8")
    url = f"sqlite:///{folder}/rivalry.db"
    shutil.copyfile(migrated_file, folder / "rivalry.db")
    engine = open_writer(url)
    load(engine, completed(read_packs([folder])))
    with engine.begin() as connection:  # no pack may say that
        connection.execute(text("UPDATE source SET url = 'javascript:alert(3)'"))
    engine.dispose()
    server = Server(url, "--host", "127.0.0.1")
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def test_nothing_in_the_data_becomes_markup(page: Page, elsewhere: Elsewhere, watch: Watch, hostile: str) -> None:
    watch.allow(hostile)
    with urlopen(f"{hostile}/v1/facts?limit=1") as answer:  # noqa: S310  an address of our own
        fact = json.load(answer)["items"][0]["id"]
    written = [*WRITTEN, f'<rivalry-fact fact="{fact}"></rivalry-fact>']
    page.goto(elsewhere.write("".join(each.replace(">", f' server="{hostile}">', 1) for each in written)))

    shown = page.locator(":defined[server]")
    for each in shown.all():
        expect(each.locator("[part~=root]")).to_have_attribute("aria-busy", "false")
        assert each.evaluate("element => element.matches(':state(loaded)')"), each.inner_text()

    assert [made for each in shown.all() for made in each.evaluate(MADE)] == []
    expect(shown.first).to_contain_text("One <img src=x onerror=alert(1)>")


@pytest.mark.parametrize(
    "address", ["/", "/embed/compare?companies=one,other&metric=turnover", "/embed/mix?company=one&metric=turnover"]
)
def test_nothing_in_the_data_becomes_markup_on_a_page_of_ours(
    page: Page, watch: Watch, hostile: str, address: str
) -> None:
    watch.allow(hostile)
    page.goto(hostile + address)
    page.wait_for_load_state("networkidle")

    assert page.locator("img, script:not([src], [type='application/ld+json']), [onerror]").count() == 0
