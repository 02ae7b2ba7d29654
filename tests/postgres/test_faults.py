"""PostgreSQL servers that are gone, refuse us or are in use: what the command says and the API answers."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import cli
from app.domain.catalogue import Catalogue
from app.main import create_app
from app.settings import Settings
from app.store import engine as engines
from app.store.engine import open_reader, open_writer
from app.store.faults import NoDatasetError, UnusableDatabaseError, faults_explained
from app.store.loading import load
from app.store.patience import patience
from app.store.snapshot import check_readiness
from tests.api.asking import code_of, gives_away
from tests.postgres.cluster import Cluster
from tests.postgres.proxy import Proxy

Url = Callable[[Cluster], str]

CONNECTIONS = 14
"""How many answers are read over at most, as the README says: 15, less the one that looks for new revisions."""

SHOWN = ("statement_timeout", "default_transaction_read_only")

GONE = "postgresql+psycopg://somebody:hunter2@127.0.0.1:1/rivalry"
NOWHERE = "postgresql+psycopg://somebody:hunter2@no-such-host.invalid/rivalry"


def run(*arguments: str, **settings: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(cli, arguments, env=settings)


def wrong_password(postgres: Cluster) -> str:
    """Return a URL with a password that is not the user's."""
    with postgres.administer() as administrator:
        administrator.execute("DROP ROLE IF EXISTS guarded")
        administrator.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    return postgres.url("postgres", user="guarded:hunter2")


UNUSABLE = [
    pytest.param(lambda _: GONE, "Connection refused", id="nobody listens"),
    pytest.param(lambda _: NOWHERE, "no-such-host.invalid", id="no such host"),
    pytest.param(lambda postgres: postgres.url("nowhere"), 'database "nowhere" does not exist', id="no database"),
    pytest.param(wrong_password, 'password authentication failed for user "guarded"', id="wrong password"),
    pytest.param(lambda postgres: postgres.url("postgres", user="guarded"), "no password supplied", id="no password"),
]


@pytest.mark.parametrize(("url", "said"), UNUSABLE)
def test_a_server_that_cannot_be_used_exits_with_3_and_says_why(postgres: Cluster, url: Url, said: str) -> None:
    result = run("load", RIVALRY_DATABASE_URL=url(postgres))

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("rivalry: the database server cannot be reached, or refuses the connection\n")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize(("url", "said"), UNUSABLE)
@pytest.mark.parametrize("address", ["/readyz", "/v1/facts"])
def test_a_server_that_cannot_be_used_is_answered_with_503_and_nothing_about_it(
    postgres: Cluster, address: str, url: Url, said: str
) -> None:
    with TestClient(create_app(Settings(database_url=url(postgres))), raise_server_exceptions=False) as client:
        alive = client.get("/healthz")
        response = client.get(address)

    assert alive.status_code == 200
    assert (response.status_code, response.json()["code"]) == (503, "database-unusable")
    assert response.headers["retry-after"] == "5"
    assert gives_away(response) == []
    assert said not in response.text


def test_an_app_goes_on_when_the_server_has_come_back() -> None:
    cluster = Cluster()
    try:
        name = cluster.new_database()
        assert run("load", RIVALRY_DATABASE_URL=cluster.url(name)).exit_code == 0
        with TestClient(create_app(Settings(database_url=cluster.url(name))), raise_server_exceptions=False) as client:
            before = client.get("/v1/facts?limit=1")
            cluster.stop()
            during = client.get("/v1/facts?limit=2")
            cluster.start()
            after = client.get("/v1/facts?limit=1")
    finally:
        cluster.remove()

    assert [each.status_code for each in (before, during, after)] == [200, 503, 200]
    assert before.content == after.content


def test_who_finds_every_connection_in_use_is_told_to_come_again(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 1)
    reader = open_reader(migrated_url)
    with ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(reader.connect())
        with pytest.raises(UnusableDatabaseError, match="in use; try again"):
            check_readiness(reader)
    with pytest.raises(NoDatasetError):
        check_readiness(reader)
    reader.dispose()


@pytest.fixture
def deaf_after_a_word(
    postgres: Cluster, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Engine, Connection]]:
    """Return a reader, and a connection of it over which something was read before the network went dead."""
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 1)
    with Proxy(postgres.home / ".s.PGSQL.5432") as proxy:
        name = make_url(migrated_url).database
        reader = open_reader(f"postgresql+psycopg://rivalry@127.0.0.1:{proxy.port}/{name}")
        with reader.connect() as connection:
            connection.execute(text("SELECT 1"))
            proxy.deaf = True
            yield reader, connection
        reader.dispose()


def test_a_statement_whose_answer_never_comes_gives_up_its_connection(
    deaf_after_a_word: tuple[Engine, Connection],
) -> None:
    _, connection = deaf_after_a_word
    begun = time.monotonic()

    with pytest.raises(UnusableDatabaseError), faults_explained():
        connection.execute(text("SELECT 1"))

    assert 1 < time.monotonic() - begun < 10
    assert connection.invalidated


def test_nothing_is_waited_for_beyond_the_patience_of_whoever_asks(
    deaf_after_a_word: tuple[Engine, Connection],
) -> None:
    reader, connection = deaf_after_a_word
    begun = time.monotonic()

    with patience(0.2):
        for _ in range(3):
            with pytest.raises(UnusableDatabaseError), faults_explained(), reader.connect():
                pass
        with pytest.raises(UnusableDatabaseError), faults_explained():
            connection.execute(text("SELECT 1"))

    assert time.monotonic() - begun < 5, "the driver itself waits for two seconds for a connection, once"


def test_a_url_may_set_a_timeout_of_its_own(migrated_url: str) -> None:
    readers = [open_reader(url) for url in (migrated_url, f"{migrated_url}&options=-c statement_timeout=300ms")]

    told = []
    for reader in readers:
        with reader.connect() as connection:
            told.append([connection.execute(text(f"SHOW {name}")).scalar() for name in SHOWN])
        reader.dispose()

    assert told == [["5s", "on"], ["300ms", "on"]]


@pytest.mark.parametrize("path", ["/v1/facts", "/v1/export/facts.csv", "/v1/export/facts.ndjson?company=amazon"])
def test_a_server_that_is_too_slow_is_no_answer_that_breaks_off(
    migrated_url: str, articles: Catalogue, path: str
) -> None:
    writer = open_writer(migrated_url)
    load(writer, articles)
    settings = Settings(database_url=f"{migrated_url}&options=-c statement_timeout=300ms")

    with TestClient(create_app(settings)) as client, writer.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE fact IN ACCESS EXCLUSIVE MODE")
        refused = client.get(path)
    writer.dispose()

    assert code_of(refused) == (503, "database-unusable")
    assert refused.headers["retry-after"] == "5"


def test_what_is_missing_is_said_to_be_missing(migrated_url: str, articles: Catalogue) -> None:
    writer = open_writer(migrated_url)
    load(writer, articles)

    with TestClient(create_app(Settings(database_url=migrated_url, revision_seconds=0))) as client:
        before = [client.get(path).status_code for path in ("/readyz", "/v1/checks")]
        with writer.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE claim RENAME COLUMN operation TO operated")
        after = [code_of(client.get(path)) for path in ("/readyz", "/v1/checks?company=amazon")]
    writer.dispose()
    examined = run("doctor", RIVALRY_DATABASE_URL=migrated_url)

    assert before == [200, 200]
    assert after == [(503, "database-unusable")] * 2
    assert examined.exit_code == 3
    assert "a table or a column is missing" in examined.stdout


def test_a_user_who_may_not_write_exits_with_5(postgres: Cluster, new_url: str) -> None:
    with postgres.administer() as administrator:
        administrator.execute("DROP ROLE IF EXISTS reader")
        administrator.execute("CREATE ROLE reader LOGIN")

    result = run("load", RIVALRY_DATABASE_URL=new_url.replace("//rivalry@", "//reader@"))

    assert result.exit_code == 5
    assert "the user in RIVALRY_DATABASE_URL may not do this" in result.stderr


def test_a_database_that_a_load_is_writing_to_exits_with_5(migrated_url: str) -> None:
    busy = open_writer(migrated_url)
    with busy.begin():
        result = run("load", RIVALRY_DATABASE_URL=migrated_url)
    busy.dispose()

    assert result.exit_code == 5
    assert "another process is writing to the database; try again when it has finished" in result.stderr


@pytest.mark.parametrize("url", ["mysql://here/rivalry", "postgresql+psycopg2://here/rivalry"])
@pytest.mark.parametrize("open_engine", [open_reader, open_writer], ids=["reader", "writer"])
def test_databases_that_we_have_no_queries_for_are_refused(
    open_engine: Callable[[str], object], url: str, tmp_path: Path
) -> None:
    with pytest.raises(UnusableDatabaseError, match=r"is not served; write sqlite:///rivalry\.db or postgresql"):
        open_engine(url)

    assert list(tmp_path.iterdir()) == []


def test_load_and_check_work_as_they_do_on_a_file(new_url: str) -> None:
    first, again, checked = (run(each, RIVALRY_DATABASE_URL=new_url) for each in ("load", "load", "check"))

    assert [each.exit_code for each in (first, again, checked)] == [0, 0, 0]
    assert first.stdout.startswith("revision 1: ")
    assert again.stdout.startswith("revision 1: no change")
    assert checked.stdout.startswith("no mistakes")
    assert first.stderr == again.stderr == checked.stderr == ""
