"""Reading and writing notebooks so that an unchanged one keeps its bytes.

`python -m maintenance.notebooks` writes all that people edit as JupyterLab and nbgrader do.
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from maintenance.environment import ROOT


def course_notebooks(root: Path) -> list[Path]:
    """Return the notebooks that hold all code: lessons, then the solutions of assignments."""
    return [*sorted(root.glob("notebooks/*.ipynb")), *sorted(root.glob("solutions/*/*.ipynb"))]


def read(path: Path) -> NotebookNode:
    """Read a notebook, in the format it has (4.5). Raises ValueError if it can't be read."""
    try:
        return nbformat.read(path, as_version=nbformat.NO_CONVERT)
    except nbformat.reader.NotJSONError as error:
        raise ValueError(f"{path} is no notebook: {error}") from error


def text_of(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file, as JupyterLab and nbgrader write it too."""
    return nbformat.writes(notebook) + "\n"


def write(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook's file."""
    path.write_text(text_of(notebook), encoding="utf-8", newline="\n")


def tagged(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    """Return the cells that carry a tag."""
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", ())]


def main() -> None:
    """Write every lesson and solution in the one form, so that a later change shows alone."""
    for path in course_notebooks(ROOT):
        notebook = read(path)
        if path.read_text(encoding="utf-8") != text_of(notebook):
            write(path, notebook)
            print(f"{path.relative_to(ROOT)} rewritten")


if __name__ == "__main__":
    main()
