"""SECURITY.md says the sandbox's limits as the code has them."""

from grader.kernels import keeper, sandbox
from grader.kernels.sandbox import Sandbox


def test_the_limits_on_the_page_are_those_of_the_code(repository):
    page = (repository / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    limits = Sandbox([])
    said = {
        "memory": f"| {limits.memory_mib:,} MiB |",
        "files": f"| {limits.disk_mib} MiB, {limits.files:,} of them |",
        "processes and": f"| {limits.processes} |",
        "open": f"| {sandbox.OPEN:,} a process, {limits.descriptors:,} in all |",
        "sockets": f"| {limits.sockets:,}, of which {sandbox.MEETING_FILES} files",
        "processors": f"| {keeper.CORES} for long, and {keeper.AHEAD:.0f} seconds",
        "processes that": f"| {keeper.MANY} or more |",
    }
    for name, limit in said.items():
        (row,) = (row for row in rows if row.startswith(f"| {name}"))
        assert limit in row
    page = " ".join(page.split())
    assert f"so that it gets {keeper.CORES_AFTERWARDS} |" in page
    assert f"Until the {keeper.AHEAD:.0f} seconds" in page
    assert f"the {limits.memory_mib:,} MiB." in page
    assert f"{limits.sockets:,} sockets" in page
