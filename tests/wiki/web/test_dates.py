"""Dates as people say them, in the time zone of the site (Q-3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from wiki.web.dates import day, day_of, end_of, hour, moment

AT = datetime(2026, 11, 25, 2, 5, 59, tzinfo=UTC)  # the evening before, in Montréal


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "24 novembre 2026 à 21 h 05"), ("en", "November 24, 2026 at 9:05 p.m.")],
)
def test_a_moment_is_said_as_in_quebec(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        shown = str(moment(AT))
        assert shown.startswith('<time datetime="2026-11-25T02:05:00+00:00">')
        assert said in shown.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(("language", "said"), [("fr", "24 novembre 2026"), ("en", "November 24, 2026")])
def test_a_day_is_the_day_it_was_here(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert said in day(AT).replace("\xa0", " ")
        assert day(date(2026, 11, 24)) == day(AT)


@pytest.mark.parametrize(("language", "said"), [("fr", "21 h 05"), ("en", "9:05 p.m.")])
def test_an_hour_stands_alone_where_the_day_has_been_said(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert f">{said}</time>" in hour(AT).replace("\u202f", " ").replace("\xa0", " ")


def test_a_day_ends_at_midnight_here(app: Flask) -> None:
    """Not at some minutes past it, as a zone that is put on a day by hand would have it."""
    with app.test_request_context():
        assert end_of(date(2026, 11, 24)) == datetime(2026, 11, 25, 4, 59, 59, 999_999, tzinfo=UTC)
        assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 2, 3, 59, 59, 999_999, tzinfo=UTC)
        assert day_of(AT) == date(2026, 11, 24)
