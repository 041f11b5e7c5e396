"""Run a command and say, as the last line, its exit code, seconds and the peak MiB of any process
it started: `python measured.py COMMAND ...`. A small process of its own, because the peak of a
process counts what its parent held when it was forked."""

import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
exit_code = subprocess.run(sys.argv[1:]).returncode
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print()  # the command may have left its last line open
print(json.dumps({"exit_code": exit_code, "seconds": seconds, "peak_mib": peak}))
