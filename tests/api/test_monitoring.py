"""Monitoring: what is counted, as Prometheus reads it; of one process, and of several that share a folder."""

import fcntl
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.watching.sharing import SharedNumbers
from tests.api.asking import ROOT
from tests.api.serving import Server

UNITS = ("_seconds", "_bytes", "_info", "_total", "_up", "_size", "_in_use", "_overflow", "_in_flight", "_waiting")
OPENMETRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}
SECONDS = 30


@pytest.fixture
def own(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app of the test's own."""
    with TestClient(create_app(Settings(database_url=loaded_url))) as opened:
        yield opened


def families(text: str) -> dict[str, Metric]:
    """Read what Prometheus would."""
    return {family.name: family for family in read_text(text)}


def sample(text: str, name: str, **labels: str) -> float:
    """Return one number."""
    found = [
        each.value
        for family in read_text(text)
        for each in family.samples
        if each.name == name and labels.items() <= each.labels.items()
    ]
    assert len(found) == 1, (name, labels, found)
    return found[0]


def test_requests_are_counted_by_route_method_and_status(own: TestClient) -> None:
    for address in ("/v1/facts/one", "/v1/facts/two", "/v1/facts", "/nothing", "/else"):
        own.get(address)
    own.head("/v1/facts")

    text = own.get("/metrics").text

    name = "rivalry_http_requests_total"
    assert sample(text, name, route="/v1/facts/{fact}", method="GET", status="404") == 2
    assert sample(text, name, route="/v1/facts", method="GET", status="200") == 1
    assert sample(text, name, route="/v1/facts", method="HEAD", status="200") == 1
    assert sample(text, name, route="unknown", method="GET", status="404") == 2
    assert sample(text, "rivalry_http_request_duration_seconds_count", route="/v1/facts") == 2
    assert sample(text, "rivalry_http_request_duration_seconds_bucket", route="/v1/facts", le="+Inf") == 2
    assert sample(text, "rivalry_http_requests_in_flight") == 1


def test_the_dataset_and_its_database_are_told_of_even_where_nobody_asked_for_them(own: TestClient) -> None:
    text = own.get("/metrics").text

    assert sample(text, "rivalry_revision") == 1
    assert 0 < sample(text, "rivalry_revision_age_seconds") < 100_000
    assert sample(text, "rivalry_database_up") == 1
    assert 0 <= sample(text, "rivalry_database_answer_age_seconds") < SECONDS


def test_a_database_that_is_gone_is_down(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(database_url=f"sqlite:///{tmp_path}/absent.db")))

    text = client.get("/metrics").text

    assert sample(text, "rivalry_database_up") == 0
    assert "rivalry_revision" not in families(text)


def test_the_program_and_its_process_are_told_of(own: TestClient) -> None:
    text = own.get("/metrics").text

    assert sample(text, "rivalry_build_info", version="0.1.0") == 1
    assert sample(text, "process_resident_memory_bytes") > 10_000_000
    assert sample(text, "process_open_fds") > 3
    assert sample(text, "process_cpu_seconds_total") > 0
    assert sample(text, "process_start_time_seconds") > 1_700_000_000


def test_names_and_texts_are_what_prometheus_asks_for(own: TestClient) -> None:
    own.get("/v1/facts")

    found = families(own.get("/metrics").text)

    assert len(found) > 20
    for name, family in found.items():
        assert re.fullmatch(r"(rivalry|process)_[a-z_]+", name)
        assert len(family.documentation) > 10
        assert family.documentation.endswith((".", "epoch in seconds"))
        assert family.type in ("counter", "gauge", "histogram")
        assert ("_total" in name) is False  # of a family: the library adds it to a counter's samples
        assert len({(each.name, *sorted(each.labels.items())) for each in family.samples}) == len(family.samples)
        assert not any(len(value) > 100 for each in family.samples for value in each.labels.values())


def test_who_speaks_openmetrics_is_answered_in_it(own: TestClient) -> None:
    own.get("/v1/facts")

    response = own.get("/metrics", headers=OPENMETRICS)

    assert response.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert {"rivalry_http_requests", "rivalry_build"} <= {each.name for each in read_openmetrics(response.text)}  # type: ignore[no-untyped-call]
    assert own.get("/metrics").headers["content-type"].startswith("text/plain; version=0.0.4")


# Probes


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_may_be_asked_without_a_body(own: TestClient, address: str) -> None:
    whole, head = own.get(address), own.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


# Several processes


def counted(number: int) -> list[Metric]:
    """Count something, and measure something else."""
    count = CounterMetricFamily("things", "Things.", labels=["kind"])
    count.add_metric(["odd" if number % 2 else "even"], number)
    return [count, GaugeMetricFamily("level", "A level.", number)]


def told(metrics: list[Metric]) -> dict[tuple[str, str], float]:
    return {(each.name, ":".join(each.labels.values())): each.value for one in metrics for each in one.samples}


def test_counts_are_added_up_and_levels_stand_side_by_side(tmp_path: Path) -> None:
    one, other = SharedNumbers(tmp_path), SharedNumbers(tmp_path)
    other.publish(counted(2))

    found = told(one.gather(counted(4)))

    assert found["things_total", "even"] == 6
    assert len(one.gather(counted(4))[1].samples) == 2
    one.close()
    other.close()


def test_what_an_ended_process_counted_stays_and_its_files_go(tmp_path: Path) -> None:
    one = SharedNumbers(tmp_path)
    for _ in range(30):
        ended = SharedNumbers(tmp_path)
        ended.publish(counted(3))
        ended.close()

    first, second = (told(one.gather(counted(2))) for _ in range(2))

    assert first == second == {("things_total", "even"): 2, ("things_total", "odd"): 90, ("level", str(os.getpid())): 2}
    assert len(list(tmp_path.iterdir())) == 4
    one.close()


def test_who_ends_while_it_buries_another_counts_nobody_twice(tmp_path: Path) -> None:
    one, ended = SharedNumbers(tmp_path), SharedNumbers(tmp_path)
    ended.publish(counted(3))
    ended.close()
    left = {path: path.read_bytes() for path in tmp_path.iterdir()}
    before = told(one.gather(counted(2)))

    for path, content in left.items():
        if not path.exists():
            path.write_bytes(content)  # as they are when it ends between counting and removing

    assert told(one.gather(counted(2))) == before
    one.close()


def test_who_is_held_up_by_another_tells_what_it_saw_last(tmp_path: Path) -> None:
    one, other, third = (SharedNumbers(tmp_path) for _ in range(3))
    other.publish(counted(2))
    before = told(one.gather(counted(4)))
    other.publish(counted(6))
    begun = monotonic()

    with (tmp_path / "gathering").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as a process does that is stopped in the midst of it
        meanwhile = told(one.gather(counted(8)))
        waited = monotonic() - begun
        fourth = SharedNumbers(tmp_path)

    assert (before["things_total", "even"], meanwhile["things_total", "even"]) == (6, 10)
    assert waited < SECONDS / 10
    assert told(one.gather(counted(8)))["things_total", "even"] == 14
    for each in (one, other, third, fourth):
        each.close()


def test_health_is_told_of_while_another_process_holds_up_the_numbers(loaded_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=loaded_url, metrics_folder=tmp_path)

    with TestClient(create_app(settings)) as client, (tmp_path / "gathering").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor() as threads:
            held_up = threads.submit(client.get, "/metrics")
            sleep(0.1)
            health = client.get("/healthz").status_code
            was_held_up = not held_up.done()

    assert (health, was_held_up, held_up.result().status_code) == (200, True, 200)


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "\x00"])
def test_numbers_that_are_damaged_are_left_out_and_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    one = SharedNumbers(tmp_path)
    (tmp_path / "ended.json").write_text(content)

    found = [told(one.gather(counted(4))) for _ in range(2)]

    assert found[0] == found[1] == {("things_total", "even"): 4, ("level", str(os.getpid())): 4}
    assert [record.getMessage().partition(" is ")[2] for record in caplog.records] == [
        "damaged: what it counted is lost"
    ]
    one.close()


def test_two_workers_tell_the_same_whichever_is_asked_and_what_one_counted_outlives_it(loaded_url: str) -> None:
    server = Server(loaded_url, "--workers", "2")
    try:
        workers = wait_for_workers(server, 2)
        seen: list[float] = []
        for asked in range(1, 41):
            assert get(server, "/v1/facts")[0] == 200
            seen.append(facts_asked(server))
            assert seen[-1] <= asked
        end = monotonic() + SECONDS
        while seen[-1] < 40:  # what the other worker counted last, it has not written yet
            assert monotonic() < end
            seen.append(facts_asked(server))

        os.kill(workers[0], signal.SIGKILL)
        wait_for_workers(server, 2, but=workers[0])
        after = facts_asked(server)
    finally:
        server.stop()
    assert seen == sorted(seen)
    assert any(f"worker {workers[0]} ended with -9" in line and '"warning"' in line for line in server.log)
    assert after == 40


def facts_asked(server: Server) -> float:
    """Return how many requests for facts were counted; none, as long as no process has written of any."""
    counted = families(get(server, "/metrics")[1]).get("rivalry_http_requests")
    return sum(each.value for each in counted.samples if each.labels["route"] == "/v1/facts") if counted else 0


def get(server: Server, address: str) -> tuple[int, str]:
    """Ask over a connection of its own, so that either worker may be asked; again while one is being replaced."""
    for _ in range(50):
        connection = server.connect()
        try:
            connection.request("GET", address)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except OSError:
            sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("nobody answers")


def wait_for_workers(server: Server, number: int, *, but: int = 0) -> list[int]:
    """Wait until so many workers live, without one that was ended; return their process ids."""
    end = monotonic() + SECONDS * 2
    while monotonic() < end:
        memory = families(get(server, "/metrics")[1])["process_resident_memory_bytes"]
        workers = [int(each.labels["worker"]) for each in memory.samples]
        if len(workers) == number and but not in workers:
            return workers
        sleep(0.2)
    raise AssertionError(f"there are {workers}")


def test_every_metric_is_in_the_readme(own: TestClient) -> None:
    own.get("/v1/facts")
    readme = (ROOT / "README.md").read_text("utf-8")

    for name, family in families(own.get("/metrics").text).items():
        told_as = f"{name}_total" if family.type == "counter" else name
        assert f"`{told_as}`" in readme or name.startswith("process_"), told_as
