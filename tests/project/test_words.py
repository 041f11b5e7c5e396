"""What no file of this repository may hold."""

import re
import subprocess

import pytest

# Hosts that packages are downloaded from; written in two parts so that this file passes too.
HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "conda.anaconda" + ".org",
    "registry.npmjs" + ".org",
    "repo.anaconda" + ".com",
]
# A folder of one person's machine.
PRIVATE = re.compile(r"""(?:^|[\s"'`(=])/(?:home|root|Users|work|mnt)/\w""")


@pytest.fixture(scope="module")
def texts(repository):
    """Every text file that is or would be tracked, by its path."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git repository: which files belong to it is not known")
    found = {}
    for name in done.stdout.splitlines():
        path = repository / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found[name] = content.decode("utf-8")
    return found


def test_no_file_names_a_host_of_packages(texts):
    wrong = [f"{name}: {host}" for name, text in texts.items() for host in HOSTS if host in text]
    assert wrong == []


def test_no_file_names_a_folder_of_one_persons_machine(texts):
    wrong = [name for name, text in texts.items() if PRIVATE.search(text)]
    assert wrong == []


def test_every_text_ends_its_lines_the_same_way(texts):
    wrong = [name for name, text in texts.items() if "\r" in text or (text and text[-1] != "\n")]
    assert wrong == []
