"""The clock that a course goes by: times are kept in UTC, and read and shown in the course's own zone.

`time_zone` in course.toml names it; without, it is the zone of the machine. Zones are those of the
time zone database, by dateutil, which brings a copy where the system has none.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

from dateutil import tz

from grader.autograding.terms.errors import CourseError, TimeError
from grader.course import courses_here

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # strftime's follow the system's language
_OF_MACHINE = "/etc/localtime"
_END_OF_DAY = time(23, 59)
_SPAN = re.compile(r"\+(?:\d{1,6}[wdh])+")
_EXAMPLE = "Write it like 2026-12-05 18:00, or with an offset like 2026-12-05T18:00+01:00."


@dataclass(frozen=True)
class Span:
    """How much longer somebody has: days by the calendar, and hours by the clock."""

    days: int = 0
    hours: int = 0


@dataclass(frozen=True)
class CourseClock:
    """A zone, and what times are in it.

    Attributes:
        name: Of the zone; "" where it is the machine's.
        zone: The zone.
    """

    name: str
    zone: tzinfo

    @property
    def place(self) -> str:
        """What times are times of."""
        return self.name or "this machine"

    def shown(self, when: datetime) -> str:
        """A moment as it is shown: `Sat 2026-12-05 18:00 CET`.

        Args:
            when: In UTC, as the gradebook has it: without saying so.
        """
        local = self.local(when)
        return f"{_DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M} {local.tzname()}"

    def local(self, when: datetime) -> datetime:
        """A moment of the gradebook, with the course's zone."""
        return when.replace(tzinfo=UTC).astimezone(self.zone)

    def read(self, text: str) -> datetime:
        """What somebody wrote as a time, as the gradebook has it: in UTC without saying so.

        A day alone lasts until 23:59. Of an hour that there is twice, when clocks go back, the later
        one is meant, which gives nobody less time.

        Raises:
            TimeError: It is none, or clocks go forward over it.
        """
        said = " ".join(text.split())
        try:
            when = datetime.fromisoformat(said)
        except ValueError as error:
            raise TimeError(f"{said!r} is no time that can be read. {_EXAMPLE}") from error
        if re.fullmatch(r"\d{4}-?\d\d-?\d\d", said):
            when = datetime.combine(when, _END_OF_DAY)
        try:
            if when.tzinfo is None:
                when = self.moment(when)
                if not tz.datetime_exists(when):
                    raise TimeError(
                        f"There is no {said} by the clock of {self.place}: clocks go forward over it."
                    )
            return when.astimezone(UTC).replace(tzinfo=None)
        except OverflowError as error:
            raise TimeError(f"{said} is no time that can be kept.") from error

    def moment(self, wall: datetime) -> datetime:
        """What clocks show, with the course's zone; the later moment where they show it twice."""
        moment: datetime = tz.enfold(wall.replace(tzinfo=self.zone), fold=1)
        return moment

    def after(self, when: datetime, span: Span) -> datetime:
        """So much later, as the gradebook has it: a day later is the same time of the next day, also
        where clocks are changed between.

        Args:
            when: In UTC without saying so.
            span: How much later.

        Raises:
            TimeError: There is no such year.
        """
        try:
            wall = self.local(when).replace(tzinfo=None, fold=0) + timedelta(days=span.days)
            later = self.local(when) if not span.days else tz.resolve_imaginary(self.moment(wall))
            return (later.astimezone(UTC) + timedelta(hours=span.hours)).replace(tzinfo=None)
        except (OverflowError, ValueError) as error:
            raise TimeError("That is later than any year that can be written.") from error

    def knows_offset(self, offset: timedelta, year: int) -> bool:
        """Whether clocks of the zone are ever so far from UTC in a year."""
        return offset in {
            datetime(year, month, 1, tzinfo=self.zone).utcoffset() for month in range(1, 13)
        }


def read_span(text: str) -> Span | None:
    """`+2d`, `+12h`, `+1w` or several of them, such as `+1d12h`; None where it is nothing of that kind."""
    if not _SPAN.fullmatch(text):
        return None
    total = {"w": 0, "d": 0, "h": 0}
    for number, unit in re.findall(r"(\d+)([wdh])", text):
        total[unit] += int(number)
    return Span(7 * total["w"] + total["d"], total["h"])


def zone_name(root: Path) -> str:
    """What the course of a folder calls its zone; "" where it names none.

    Raises:
        CourseError: Its course.toml can't be read.
    """
    try:
        here = courses_here(root)
    except ValueError as error:
        raise CourseError(str(error)) from error
    return here[0].time_zone if len(here) == 1 else ""


def name_of_machines_zone() -> str:
    """What dateutil knows the machine's zone by; "" where that can't be told, as on Windows."""
    return os.environ.get("TZ") or (_OF_MACHINE if os.path.isfile(_OF_MACHINE) else "")


def clock_of(root: Path) -> CourseClock:
    """The clock of a course.

    Args:
        root: The course's folder.

    Raises:
        CourseError: Its course.toml can't be read, or names a zone that there isn't.
    """
    return clock_called(zone_name(root))


def clock_called(name: str) -> CourseClock:
    """The clock of a zone, by its name; "" for the machine's.

    Raises:
        CourseError: There is none of that name.
    """
    zone = tz.gettz(name) if name else tz.tzlocal()
    if zone is None:
        raise CourseError(
            f"There is no time zone {name!r}. course.toml names the course's as time_zone, such as "
            "'Europe/Berlin'."
        )
    return CourseClock(name, zone)
