"""A notebook is executed once for all that a run of it rests on; the run is kept, and read after that."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import nbformat

from grader.autograding.terms.digest import digest_of
from grader.course import course
from grader.kernels.warm import warm_kernels
from maintenance import notebooks
from maintenance.environment import ROOT
from maintenance.runs.grounds import run_grounds
from maintenance.runs.papermill_run import Run, count, run_papermill, variables_of_nobody

FOLDER = Path("build") / "runs"  # in the repository
LOCKS = 3  # of a notebook, the last run with each of so many locks is kept
AT_ONCE = 2
_RECORD = "kept_run"  # in the notebook's metadata: what the run rests on, and how it went


def kept_run(
    path: Path,
    root: Path = ROOT,
    folder: Path | None = None,
    grounds: Mapping[str, str] | None = None,
    warm: Mapping[str, str] = MappingProxyType({}),
) -> Run:
    """Return the run of a notebook that is kept, or execute it and keep that.

    One that fails or is interrupted is not kept, nor one during which something changed that it rests
    on. Who asks while another process executes the same notebook waits for it.

    Args:
        path: The notebook.
        root: The repository that it lies in and imports from.
        folder: Where runs are kept; in that repository by default.
        grounds: What the run rests on, where that is not what `run_grounds` says.
        warm: The variables that lead to a warm parent, where this process has none.
    """
    now = functools.partial(run_grounds, path, root) if grounds is None else lambda: dict(grounds)
    before = now()
    place = _folder_of(path, root, folder) / f"{path.stem}-{_key(before)}.ipynb"
    with _locked(place.with_name(f"{path.stem}.lock")):
        if place.exists():
            count("read", path)
            return read_run(place)
        with tempfile.TemporaryDirectory(prefix="workbook-run-") as home:
            variables = {**variables_of_nobody(Path(home), root), **warm}
            run = run_papermill(path, Path(home) / path.name, variables, path.parent)
            if run.exit_code or now() != before:
                return run
            return _keep(run, place, before, home)


def kept_runs(
    paths: Sequence[Path], root: Path = ROOT, folder: Path | None = None, may_fail: bool = False
) -> list[Run]:
    """Return the runs of some notebooks in their order: those that are kept, and those that were due,
    some at once, each with a line that says so.

    Args:
        paths, root, folder: As for `kept_run`.
        may_fail: Whether a run may be returned that ended before its notebook did.

    Raises:
        RuntimeError: A notebook did not run to its end; with papermill's last words.
    """
    due = {path for path in paths if not _is_kept(path, root, folder)}
    with contextlib.ExitStack() as stack:
        warm: Mapping[str, str] = {}
        if due:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="workbook-home-")))
            variables = variables_of_nobody(home, root)
            warm = stack.enter_context(warm_kernels(variables, course().libraries))

        def run(path: Path) -> Run:
            done = kept_run(path, root, folder, warm=warm)
            if done.exit_code and not may_fail:
                raise RuntimeError(
                    f"{path.name} did not run to its end. {' '.join(done.complaints())}\n"
                    f"papermill says:\n{done.log[-2000:]}"
                )
            if path in due:
                print(f"{path.relative_to(root)} ran in {done.seconds:.0f} s", flush=True)
            return done

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(run, paths))


def read_run(place: Path) -> Run:
    """Read a run that is kept in a file."""
    notebook = nbformat.read(place, as_version=4)
    record = notebook.metadata[_RECORD]
    return Run(notebook, record.log, 0, record.seconds)


def grounds_of(run: Run) -> dict[str, str]:
    """What a kept run rests on."""
    return dict(run.notebook.metadata[_RECORD].grounds)


def other_runs(path: Path, root: Path = ROOT, folder: Path | None = None) -> list[Run]:
    """The kept runs of a notebook that were made with another lock than the one there is now, the
    last one first."""
    lock = run_grounds(path, root)["lock"]
    runs = [read_run(place) for place in _places(path, root, folder)]
    return [run for run in runs if grounds_of(run).get("lock") not in (lock, None)]


def _key(grounds: Mapping[str, str]) -> str:
    return digest_of(f"{name} {value}".encode() for name, value in sorted(grounds.items()))[:16]


def _folder_of(path: Path, root: Path, folder: Path | None) -> Path:
    return (folder or root / FOLDER) / path.relative_to(root).parent


def _is_kept(path: Path, root: Path, folder: Path | None) -> bool:
    key = _key(run_grounds(path, root))
    return (_folder_of(path, root, folder) / f"{path.stem}-{key}.ipynb").exists()


def _places(path: Path, root: Path, folder: Path | None) -> list[Path]:
    """The files of the runs of a notebook, the last one first."""
    places = _folder_of(path, root, folder).glob(f"{path.stem}-{'[0-9a-f]' * 16}.ipynb")
    return sorted(places, key=lambda place: place.stat().st_mtime_ns, reverse=True)


def _keep(run: Run, place: Path, grounds: dict[str, str], home: str) -> Run:
    """Write a run where it is kept, and remove those of the same lock, and of locks long gone."""
    # A reader's own home is not this folder.
    notebook = nbformat.from_dict(_in_texts(run.notebook, home, "~"))
    record = {"grounds": grounds, "log": run.log, "seconds": round(run.seconds, 2)}
    notebook.metadata[_RECORD] = record
    earlier = sorted(
        place.parent.glob(f"{place.stem[:-16]}{'[0-9a-f]' * 16}.ipynb"),
        key=lambda file: file.stat().st_mtime_ns,
        reverse=True,
    )
    aside = place.with_suffix(".part")
    notebooks.write(aside, notebook)
    aside.replace(place)  # a run that was interrupted is not taken for a whole one
    locks = [grounds.get("lock")]
    for file in earlier:
        lock = grounds_of(read_run(file)).get("lock")
        if lock in locks or len(locks) >= LOCKS:
            file.unlink()
        else:
            locks.append(lock)
    return read_run(place)


def _in_texts(value: object, old: str, new: str) -> object:
    """The same with a text replaced in every string."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, Mapping):
        return {name: _in_texts(part, old, new) for name, part in value.items()}
    if isinstance(value, list):
        return [_in_texts(part, old, new) for part in value]
    return value


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold a lock that is gone with its process."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
