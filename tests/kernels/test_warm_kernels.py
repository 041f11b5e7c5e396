"""A forked kernel has TensorFlow at once, is a process of its own, and is missed by nobody."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap

import pytest
from jupyter_client import KernelManager
from jupyter_client.connect import port_names

from grader.kernels import provisioner, warm
from grader.kernels.provisioner import NoWarmKernel, fork_kernel
from grader.kernels.wire import ADDRESS
from tests.conftest import cold, outside_pytest
from tests.kernels.conftest import STUCK

DRAWS = """
import grader.startup
import random, uuid
import keras, numpy as np, tensorflow as tf
layer = keras.layers.Dense(1)
layer.build((None, 1))
print(random.random(), np.random.rand(), float(tf.random.uniform([])), uuid.uuid4(),
      float(layer.kernel[0, 0]), float(tf.random.Generator.from_non_deterministic_state().normal([])))
"""


def test_tensorflow_is_imported_before_the_first_cell_runs(kernel):
    assert kernel.is_forked
    assert kernel.run("import sys; print('tensorflow' in sys.modules)") == "True"


def test_what_tensorflow_printed_while_it_was_imported_is_kept_as_in_any_kernel(kernel):
    notes = kernel.run("import grader.startup; print(grader.startup.NOTES)")
    alone = subprocess.run(
        [sys.executable, "-c", "import grader.startup; print(grader.startup.NOTES)"],
        env=outside_pytest(),
        capture_output=True,
        text=True,
    )
    assert [line[-30:] for line in notes.split("\n")] == [
        line[-30:] for line in alone.stdout.strip().split("\n")
    ]


on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere Jupyter's own choice of ports stands"
)


@on_linux
def test_nobody_else_is_given_the_ports_of_a_kernel_before_it_uses_them(tmp_path):
    manager = KernelManager(kernel_name="python3")
    manager.pre_start_kernel(cwd=str(tmp_path))
    ports = manager.provisioner.held_ports.numbers
    assert {name: getattr(manager, name) for name in port_names} == ports
    for number in ports.values():
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((manager.ip, number))
    manager.cleanup_resources()
    for number in ports.values():
        with socket.socket() as other:
            other.bind((manager.ip, number))


@on_linux
def test_a_kernel_that_is_started_again_has_the_ports_it_had(kernel):
    before = kernel.manager.provisioner.held_ports.numbers
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.run("print('again')") == "again"
    assert kernel.manager.provisioner.held_ports.numbers == before


def test_two_kernels_draw_different_numbers(start):
    first, second = (start().run(DRAWS).split() for _ in range(2))
    assert len(first) == 6
    assert all(mine != theirs for mine, theirs in zip(first, second, strict=True))


def test_a_kernel_has_its_own_variables_folder_and_home(kernel):
    found = kernel.run("""
        import json, os, pathlib, tempfile
        print(json.dumps([os.getcwd(), str(pathlib.Path.home()), tempfile.gettempdir(),
                          os.environ["MY_OWN"], os.environ.get("PYTEST_CURRENT_TEST")]))
    """)
    folder = kernel.manager.provisioner.cwd
    assert json.loads(found) == [folder, folder, folder, "mine", None]


def test_a_kernel_leads_a_session_of_its_own_and_holds_no_descriptor_of_the_parent(kernel):
    found = kernel.run("""
        import os
        links = {os.readlink(f"/proc/self/fd/{d}") for d in os.listdir("/proc/self/fd")
                 if os.path.exists(f"/proc/self/fd/{d}")}
        theirs = {os.readlink(f"/proc/{os.getppid()}/fd/{d}")
                  for d in os.listdir(f"/proc/{os.getppid()}/fd")}
        print(os.getsid(0) == os.getpid(), [one for one in links & theirs if "socket" in one])
    """)
    assert found == "True []"


def test_a_kernel_does_what_any_kernel_does(kernel):
    assert (
        kernel.run("""
        import multiprocessing, os
        import keras, numpy as np, tensorflow as tf
        import matplotlib.pyplot as plt
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0)
        model.export("exported", verbose=False)
        exported = tf.saved_model.load("exported")
        restored = exported.serve(np.ones((1, 2), "float32"))
        np.testing.assert_allclose(restored, model.predict(np.ones((1, 2)), verbose=0), rtol=1e-5)
        figure, axes = plt.subplots()
        axes.plot([1, 2])
        figure.savefig("figure.png")
        plt.close(figure)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(pool.map(abs, [-3]), os.path.getsize("figure.png") > 1000)
        """)
        == "[3] True"
    )
    assert kernel.run("!echo said by a shell") == "said by a shell"


def test_a_figure_is_shown_inline_once(kernel):
    shown = []

    def keep(message):
        if message["msg_type"] in ("display_data", "execute_result"):
            shown.append(sorted(message["content"]["data"]))

    cell = "import matplotlib.pyplot as plt; plt.plot([1, 2]); None"
    kernel.client.execute_interactive(cell, output_hook=keep, timeout=60)
    assert shown == [["image/png", "text/plain"]]


def test_an_interrupt_reaches_the_cell_and_a_restart_gives_a_fresh_kernel(start, parent):
    kernel = start(**parent.variables)
    asked = kernel.client.execute("mine = 1\nprint('runs', flush=True)\nwhile True: pass")
    while kernel.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    kernel.manager.interrupt_kernel()
    while (reply := kernel.client.get_shell_msg(timeout=60))["parent_header"]["msg_id"] != asked:
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    before = kernel.pid
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.run("print('mine' in globals())") == "False"
    assert kernel.is_forked
    assert kernel.pid != before


def test_a_kernel_that_ends_by_itself_is_seen_to_have_ended(start, parent):
    kernel = start(**parent.variables)
    kernel.client.execute("import os; os._exit(3)")
    assert kernel.manager.provisioner.process.wait(timeout=10) == 3
    assert not kernel.manager.is_alive()


def test_a_kernel_and_what_it_started_end_with_their_owner(parent, ended, tmp_path):
    owner = textwrap.dedent("""
        from jupyter_client.manager import start_new_kernel
        manager, client = start_new_kernel(kernel_name="python3")
        print(manager.provisioner.pid, flush=True)
        cell = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"
        client.execute_interactive(cell, output_hook=lambda message: message["msg_type"] == "stream"
                                   and print(message["content"]["text"].strip(), flush=True))
        input()
    """)
    owned = subprocess.Popen(
        [sys.executable, "-c", owner],
        env=outside_pytest() | parent.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pids = [int(owned.stdout.readline()) for _ in range(2)]
    owned.kill()
    owned.wait()
    for pipe in (owned.stdin, owned.stdout):
        pipe.close()
    assert all(ended(pid) for pid in pids)


def test_a_parent_that_is_killed_takes_its_kernels_along_and_the_next_one_starts_without_it(
    start, parent, ended
):
    kernel = start(**parent.variables)
    assert kernel.is_forked
    os.kill(parent.process.pid, signal.SIGKILL)
    assert ended(kernel.pid)
    assert not kernel.manager.is_alive()
    after = start(**parent.variables)
    assert not after.is_forked
    assert after.run("print(1 + 1)") == "2"


def test_a_parent_ends_with_whoever_started_it_and_removes_what_that_one_left(
    start, parent, ended, tmp_path
):
    kernel = start(**parent.variables)
    assert (tmp_path / "of-the-parent/kernels").exists()
    parent.process.stdin.close()
    assert ended(parent.process.pid)
    assert ended(kernel.pid)
    assert not (tmp_path / "of-the-parent").exists()


@pytest.mark.parametrize("parent", [STUCK], indirect=True)
def test_a_parent_ends_with_whoever_started_it_also_just_after_a_fork(parent, ended, tmp_path):
    variables = outside_pytest() | parent.variables
    forked = fork_kernel(parent.variables[ADDRESS], COMMAND, variables, str(tmp_path))
    parent.process.stdin.close()
    assert ended(parent.process.pid)
    assert ended(forked.pid)


@pytest.mark.parametrize("parent", [STUCK], indirect=True)
def test_a_kernel_that_was_just_forked_ends_with_its_owner(parent, ended, tmp_path):
    variables = outside_pytest() | parent.variables
    forked = fork_kernel(parent.variables[ADDRESS], COMMAND, variables, str(tmp_path))
    pid = forked.pid
    del forked  # and with it the connection
    assert ended(pid)


def test_an_interrupt_at_the_keyboard_does_not_end_the_parent(start, parent):
    start(**parent.variables)  # it has set itself up
    parent.process.send_signal(signal.SIGINT)
    assert start(**parent.variables).is_forked


COMMAND = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "none.json"]


@pytest.mark.parametrize(
    ("command", "variables", "folder", "why"),
    [
        (["/usr/bin/env", *COMMAND[1:]], {}, "/", "another Python"),
        ([sys.executable, "-m", "some_kernel"], {}, "/", "no ipykernel"),
        (COMMAND, {"TF_ENABLE_ONEDNN_OPTS": "0"}, "/", "TF_ENABLE_ONEDNN_OPTS"),
        (COMMAND, {"PYTHONPATH": "/elsewhere"}, "/", "PYTHONPATH"),
        (COMMAND, {}, "/no/such/folder", "no folder /no/such/folder"),
    ],
)
def test_what_a_fork_cannot_give_is_refused_with_the_reason(
    parent, command, variables, folder, why
):
    with pytest.raises(NoWarmKernel, match=why):
        fork_kernel(parent.variables[ADDRESS], command, outside_pytest() | variables, folder)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.0\r\n\r\n", b"\xff\xff\xff\xff{}"])
def test_what_is_no_request_is_refused_and_the_next_one_served(start, parent, said):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(parent.variables[ADDRESS])
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        assert b"refused" in connection.recv(4096)
    assert start(**parent.variables).is_forked


def test_where_the_entry_point_is_missing_nothing_is_run(monkeypatch):
    monkeypatch.setattr(warm, "NAME", "not-installed")
    monkeypatch.delenv(ADDRESS)
    assert warm.why_not() == "the provisioner not-installed is not installed"
    with warm.warm_kernels() as variables:
        assert variables == {}


def test_where_processes_cannot_be_forked_nothing_is_run(monkeypatch):
    monkeypatch.setattr(warm.sys, "platform", "darwin")
    monkeypatch.delenv(ADDRESS)
    assert "on Linux only" in warm.why_not()
    with warm.warm_kernels() as variables:
        assert variables == {}


def test_without_the_variable_a_kernel_starts_as_ever(start, monkeypatch):
    kernel = start(**dict.fromkeys(outside_pytest().keys() - cold(outside_pytest()).keys(), ""))
    assert type(kernel.manager.provisioner) is provisioner.WarmProvisioner
    assert not kernel.is_forked
