"""What is counted of requests, by one process and by several."""

from __future__ import annotations

import os
import threading

from wiki.web.tally import BOUNDS, Tally

PAGE = "/<space>/<slug>"


def test_answers_are_counted_by_route_method_and_class_of_status() -> None:
    tally = Tally([PAGE, "/"])
    for status in (200, 204, 303, 404, 500):
        tally.add(PAGE, "GET", status, 0.001)
    tally.add("/", "POST", 422, 0.001)
    tally.add("/", "BREW", 404, 0.001)
    assert list(tally.answers()) == [
        (PAGE, "GET", "2xx", 2),
        (PAGE, "GET", "3xx", 1),
        (PAGE, "GET", "4xx", 1),
        (PAGE, "GET", "5xx", 1),
        ("/", "POST", "4xx", 1),
        ("/", "other", "4xx", 1),
    ]


def test_what_no_route_answers_is_counted_together() -> None:
    """However many addresses are tried, there is one figure: what strangers ask for fills no memory."""
    tally = Tally([PAGE])
    for route in (None, "/admin.php", "/-/added-later"):
        tally.add(route, "GET", 404, 0.001)
    assert list(tally.answers()) == [("other", "GET", "4xx", 3)]


def test_durations_fall_into_classes_that_hold_their_upper_end() -> None:
    tally = Tally([PAGE])
    for seconds in (0.0, BOUNDS[0], 0.0011, 9.9, 11.0):
        tally.add(PAGE, "GET", 200, seconds)
    (durations,) = tally.durations()
    assert durations.counts == (2, 1, *[0] * (len(BOUNDS) - 3), 1, 1)
    assert round(durations.seconds, 3) == round(BOUNDS[0] + 0.0011 + 9.9 + 11.0, 3)


def test_processes_add_to_rows_of_their_own_and_anyone_tells_the_sum() -> None:
    tally = Tally([PAGE], rows=3)
    for row in (1, 2):
        _in_another_process(tally, row, times=100)
    tally.add(PAGE, "GET", 200, 0.001)
    assert list(tally.answers()) == [(PAGE, "GET", "2xx", 201)]


def test_whoever_follows_a_process_that_ended_goes_on_in_its_row() -> None:
    tally = Tally([PAGE], rows=2)
    for _ in range(3):
        _in_another_process(tally, 1, times=5)
    assert list(tally.answers()) == [(PAGE, "GET", "2xx", 15)]


def test_threads_of_one_process_lose_nothing() -> None:
    tally = Tally([PAGE])

    def many() -> None:
        for _ in range(2000):
            tally.add(PAGE, "GET", 200, 0.002)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(tally.answers()) == [(PAGE, "GET", "2xx", 8000)]


def _in_another_process(tally: Tally, row: int, *, times: int) -> None:
    pid = os.fork()
    if not pid:
        tally.take(row)
        for _ in range(times):
            tally.add(PAGE, "GET", 200, 0.001)
        os._exit(0)
    os.waitpid(pid, 0)
