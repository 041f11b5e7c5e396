"""Times are read and shown by the course's clock, also where clocks are changed."""

from __future__ import annotations

import datetime

import pytest

from grader.autograding.nbgrader_plugins.due_date_form import offset_meant
from grader.autograding.terms.course_clock import Span, clock_called, clock_of, read_span
from grader.autograding.terms.errors import CourseError, TimeError
from grader.course import read_course
from tests.surroundings import ROOT

BERLIN = clock_called("Europe/Berlin")
FACTS = (ROOT / "course/course.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-12-05 18:00", "2026-12-05 17:00"),
        ("2026-07-05T18:00", "2026-07-05 16:00"),
        ("2026-12-05T18:00+05:00", "2026-12-05 13:00"),
        ("2026-12-05", "2026-12-05 22:59"),  # to the end of the day
        ("2026-10-25 02:30", "2026-10-25 01:30"),  # twice: the later gives nobody less time
    ],
)
def test_a_time_without_an_offset_is_one_of_the_courses_zone(written, utc):
    assert BERLIN.read(written) == datetime.datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("5.12.2026", "no time that can be read. Write it like 2026-12-05 18:00"),
        ("tomorrow", "no time that can be read"),
        ("", "no time that can be read"),
        ("2026-03-29 02:30", "clocks go forward over it"),
        ("0001-01-01 00:00", "no time that can be kept"),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(written, said):
    with pytest.raises(TimeError, match=said):
        BERLIN.read(written)


def test_a_time_is_shown_with_its_day_and_the_name_of_its_zone():
    assert BERLIN.shown(datetime.datetime(2026, 12, 5, 17)) == "Sat 2026-12-05 18:00 CET"
    assert BERLIN.shown(datetime.datetime(2026, 7, 5, 16)) == "Sun 2026-07-05 18:00 CEST"


def test_a_day_more_ends_at_the_same_hour_also_where_clocks_change_and_24_hours_more_do_not():
    due = BERLIN.read("2026-10-24 18:00")
    assert BERLIN.shown(BERLIN.after(due, Span(days=1))) == "Sun 2026-10-25 18:00 CET"
    assert BERLIN.shown(BERLIN.after(due, Span(hours=24))) == "Sun 2026-10-25 17:00 CET"
    with pytest.raises(TimeError, match="later than any year"):
        BERLIN.after(due, Span(days=7 * 999_999))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("+2d", Span(2)),
        ("+12h", Span(0, 12)),
        ("+1w", Span(7)),
        ("+1d12h", Span(1, 12)),
        ("2d", None),
        ("+2", None),
        ("+-2d", None),
        ("2026-12-05", None),
    ],
)
def test_more_time_is_weeks_days_and_hours_behind_a_plus(text, span):
    assert read_span(text) == span


def test_a_course_names_its_zone_and_a_wrong_name_is_refused_with_a_right_one(tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    (course / "course.toml").write_text(f'time_zone = "America/New_York"\n{FACTS}', "utf-8")
    assert clock_of(tmp_path).name == "America/New_York"
    with pytest.raises(CourseError, match=r"no time zone 'Europe/Berlim'\. course\.toml"):
        clock_called("Europe/Berlim")
    with pytest.raises(ValueError, match="should read like 'Europe/Berlin'"):
        read_course(f'time_zone = "one o\'clock"\n{FACTS}')
    assert read_course(FACTS).time_zone == ""


@pytest.mark.parametrize(
    ("date", "beside", "meant"),
    [
        ("2026-07-01T18:00", "+0100", "+0200"),  # what nbgrader offers in winter
        ("2026-12-01T18:00", "+02:00", "+0100"),
        ("2026-12-01T18:00", "", "+0100"),  # for nbgrader that would be UTC
        ("2026-12-01T18:00", "-0500", "-0500"),  # somebody typed another
        ("2026-12-01T18:00", "America/New_York", "America/New_York"),
        ("", "+0100", "+0100"),
    ],
)
def test_of_formgraders_offset_only_one_that_the_course_never_has_is_believed(date, beside, meant):
    assert offset_meant(date, beside, BERLIN) == meant
