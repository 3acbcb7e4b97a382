"""Runs a program and writes down what it took: `launch.py REPORT PROGRAM ARGUMENT…`.

A process's greatest memory begins with that of the process that started it, so a small one stands between.
"""

import json
import os
import sys

report, *command = sys.argv[1:]
process = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(process, 0)
with open(report, "w") as file:
    json.dump({"cpu_s": usage.ru_utime + usage.ru_stime, "rss_mb": usage.ru_maxrss / 1024}, file)
sys.exit(os.waitstatus_to_exitcode(status))
