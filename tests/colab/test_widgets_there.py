"""Every setting that a control is made with exists in Colab's ipywidgets."""

import json
import subprocess

from tests.colab.conftest import RUNTIME, without_this_environment
from tests.project.test_widgets import settings
from tests.surroundings import ROOT

PROGRAM = """
import json, sys, ipywidgets
pairs = json.load(sys.stdin)
print(json.dumps([pair for pair in pairs if pair[1] not in getattr(ipywidgets, pair[0]).class_trait_names()]))
"""


def test_colabs_widgets_have_every_setting_that_is_used():
    used = sorted(settings(ROOT))
    assert ("IntSlider", "max") in used
    done = subprocess.run(
        [RUNTIME.python, "-W", "ignore", "-c", PROGRAM],
        input=json.dumps(used),
        env=without_this_environment(),
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout or "[]") == [] and done.returncode == 0, done.stdout + done.stderr
