"""Where a course keeps its things, and what it released: nbgrader's configuration and gradebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from traitlets.config import Config

from grader.autograding.terms.hidden_places import places_of_course


@dataclass(frozen=True)
class CourseFolder:
    """Where a course keeps its things, as nbgrader_config.py says.

    Attributes:
        root: The course's folder.
        submitted, autograded, feedback, source, release: Its parts.
        exchange: The course's folder in nbgrader's exchange; it may not exist.
        database: The gradebook's address.
        course_id: nbgrader's name for the course.
        config: All that nbgrader_config.py sets, for what nbgrader itself does.
        hidden: Folders that no submission may see, wherever they lie; some may not exist.
    """

    root: Path
    submitted: Path
    autograded: Path
    feedback: Path
    source: Path
    release: Path
    exchange: Path
    database: str
    course_id: str
    config: Config = field(default_factory=Config, compare=False, repr=False)
    hidden: tuple[str, ...] = ()


def open_course() -> CourseFolder:
    """The course of the working directory, by nbgrader's own reading of its configuration."""
    app = NbGrader()
    app.load_config_file()
    return course_of(CourseDirectory(config=app.config), app.config)


def course_of(courses: CourseDirectory, config: Config) -> CourseFolder:
    """The same from what nbgrader made of its configuration."""
    root = Path(courses.root)
    return CourseFolder(
        root,
        root / courses.submitted_directory,
        root / courses.autograded_directory,
        root / courses.feedback_directory,
        root / courses.source_directory,
        root / courses.release_directory,
        Path(Exchange(config=config).root) / courses.course_id,
        courses.db_url,
        courses.course_id,
        config,
        places_of_course(courses, config),
    )
