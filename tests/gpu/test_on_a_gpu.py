"""On a machine with an NVIDIA GPU every lesson runs on it, and every solution to its full points.

Elsewhere this is one skipped line. Everything else is tested on the CPU (tests/conftest.py).
"""

import pytest

from maintenance.environment import has_gpu
from maintenance.notebooks import course_notebooks
from maintenance.runs.papermill_run import run_papermill
from tests.surroundings import ROOT, cold, outside_pytest

# Before it is imported: its asserts then say what differs, as a test's do.
pytest.register_assert_rewrite("tests.notebooks.running")

from tests.notebooks.running import check_run  # noqa: E402

if not has_gpu():
    pytest.skip("no NVIDIA GPU here", allow_module_level=True)


@pytest.fixture
def with_the_gpu(tmp_path) -> dict[str, str]:
    """The variables of somebody without settings, in whose kernels TensorFlow sees the GPU."""
    names = ("HOME", "WORKBOOK_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {name: str(tmp_path / name.lower()) for name in names}
    (tmp_path / "home").mkdir()
    variables = {**cold(outside_pytest()), **own, "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    variables.pop("CUDA_VISIBLE_DEVICES", None)
    return variables


def test_tensorflow_finds_it(with_the_gpu, tmp_path):
    run = run_papermill(
        ROOT / "notebooks/00-start-here.ipynb", tmp_path / "run.ipynb", with_the_gpu, ROOT
    )
    (listed,) = (cell for cell in run.notebook.cells if cell.id == "gpu-list")
    assert "can use: 0" not in str(listed.outputs)


@pytest.mark.parametrize(
    "path", course_notebooks(ROOT), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_notebook_runs_on_it_to_its_end_without_a_complaint(path, with_the_gpu, tmp_path):
    check_run(path, run_papermill(path, tmp_path / "run.ipynb", with_the_gpu, path.parent))
