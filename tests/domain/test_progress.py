"""Progress: what is reported on the way through many things."""

from app.domain.progress import STEP, watched


def test_all_things_pass_and_the_last_report_is_that_all_are_done() -> None:
    reports: list[tuple[str, int, int]] = []
    many = range(2 * STEP)

    passed = list(watched(many, lambda *report: reports.append(report), "writing", len(many)))

    assert passed == list(many)
    assert reports == [("writing", done, 2 * STEP) for done in (0, STEP, 2 * STEP)]


def test_that_there_is_nothing_to_do_is_reported_once() -> None:
    reports: list[tuple[str, int, int]] = []

    assert list(watched([], lambda *report: reports.append(report), "writing", 0)) == []
    assert reports == [("writing", 0, 0)]
