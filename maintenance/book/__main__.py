"""Build the book into build/book: `python -m maintenance.book`.

What lessons gave when they were executed is kept in build/runs, and they run again when they, what
they import or the locked versions change. `--execute 00 01` executes only the lessons with these
numbers and shows the others without results: quicker, for a look at a change. `--to FOLDER` builds
elsewhere, and `--course FOLDER` builds the book of a course that lies elsewhere.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from sphinx.cmd.build import build_main

from grader.course import course
from maintenance import notebooks
from maintenance.book.pages import front_page, lesson_page, read_lesson, relinked, section
from maintenance.book.passages import write_passages
from maintenance.environment import ROOT
from maintenance.runs.kept import kept_runs

SETTINGS = Path(__file__).parent  # conf.py
BOOK = Path("build/book")
A_BOOK = "searchindex.js"  # what every book holds
# Bytes of a page. With what the theme loads beside it, some 850 KB, a page is at most 2 MB.
MOST_OF_A_PAGE = 1_150_000


def write_sources(folder: Path, numbers: list[str] | None) -> None:
    """Write what the site's builder reads into a folder.

    Args:
        numbers: of the lessons to execute; None executes all.
    """
    root = Path.cwd()
    paths = sorted(root.glob("notebooks/*.ipynb"))
    due = [path for path in paths if numbers is None or path.name[:2] in numbers]
    runs = {path: run.notebook for path, run in zip(due, kept_runs(due, root), strict=True)}
    lessons = [read_lesson(path.stem, runs.get(path) or notebooks.read(path)) for path in paths]
    for lesson in lessons:
        notebooks.write(folder / f"{lesson.name}.ipynb", lesson_page(lesson, course()))
    readme = (root / "README.md").read_text(encoding="utf-8")
    text, pictures = front_page(readme, lessons, course())
    (folder / "index.md").write_text(text, encoding="utf-8")
    for picture in pictures:
        shutil.copy(root / picture, folder)


def _of_the_course(readme: str) -> list[str]:
    """The builder's options for what a course has its own of: its title and its licenses."""
    title = readme.partition("\n")[0].removeprefix("# ")
    licenses = section(readme, "Licenses").partition("\n")[2]
    text = MarkdownIt().render(relinked(licenses, "", course()))
    return [
        f"--define=project={title}",
        f"--define=html_title={title}",
        f"--html-define=licenses={text}",
    ]


def check_sizes(site: Path) -> None:
    """Raise RuntimeError if a page of a site is too large to be read on the way."""
    for page in sorted(site.glob("*.html")):
        size = page.stat().st_size
        if size > MOST_OF_A_PAGE:
            raise RuntimeError(
                f"{page.name} would have {size // 1000:,} KB; the most is {MOST_OF_A_PAGE // 1000:,} KB. "
                "Let its pictures move through fewer states: see `Walk` in explorables/page/host.py."
            )


def build(target: Path, numbers: list[str] | None = None) -> None:
    """Build the book of the course in the working directory into `target`, in place of the book that
    was there.

    Raises:
        RuntimeError: a lesson did not run, the site's builder warned of something, a page is too
            large, or `target` holds something else than a book. What was there stays as it was.
    """
    if target.exists() and any(target.iterdir()) and not (target / A_BOOK).exists():
        raise RuntimeError(f"{target} holds something else than a book; name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".book-", dir=target.parent) as folder:
        sources, site = Path(folder) / "sources", Path(folder) / "site"
        sources.mkdir()
        write_sources(sources, numbers)
        options = ["--quiet", "--fail-on-warning", "--builder=html", f"--conf-dir={SETTINGS}"]
        options.append(f"--doctree-dir={folder}/doctrees")
        options += _of_the_course(Path("README.md").read_text(encoding="utf-8"))
        if build_main([*options, str(sources), str(site)]):
            raise RuntimeError("The book was not built: see the warnings above.")
        write_passages(site)
        check_sizes(site)
        shutil.rmtree(target, ignore_errors=True)
        site.rename(target)


def main() -> None:
    """Build the book and print where it is."""
    parser = argparse.ArgumentParser(prog="python -m maintenance.book", description=__doc__)
    parser.add_argument("--execute", nargs="*", metavar="NUMBER", help="all lessons by default")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="build/book of the course")
    parser.add_argument("--course", type=Path, default=ROOT, metavar="FOLDER")
    asked = parser.parse_args()
    target = (asked.to or asked.course / BOOK).resolve()
    os.chdir(asked.course)
    try:
        build(target, asked.execute)
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))
    print(f"The book is in {target}; open {target / 'index.html'}")


if __name__ == "__main__":
    main()
