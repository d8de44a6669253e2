"""Running commands, and what they cost."""

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """Of one run: seconds, seconds, megabytes (of 10^6 bytes)."""

    wall: float
    cpu: float
    peak: float


def once(command):
    """Runs `command` in sh. GNU time starts it: a child of this process would count this process's memory as its own."""
    with tempfile.NamedTemporaryFile("r") as told:
        begin = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-q", "-f", "%U %S %M", "-o", told.name, "sh", "-c", command])
        wall = time.perf_counter() - begin
        if done.returncode != 0:
            raise RuntimeError(f"exit status {done.returncode} of: {command}")
        user, system, kilobytes = told.read().split()
    return Cost(wall, float(user) + float(system), int(kilobytes) * 1024 / 1e6)


def interleaved(commands, rounds, patience):
    """The costs of every command by name, in rounds of all: what disturbs the machine then disturbs them alike.

    What takes longer than `patience` seconds is run once only.
    """
    costs = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            if number == 0 or costs[name][0].wall <= patience:
                print(f"    round {number + 1}: {name}", file=sys.stderr)
                costs[name].append(once(command))
    return costs


def started(command):
    """Seconds from start to end of a short command. The shell, which costs half a millisecond, becomes the tool."""
    begin = time.perf_counter()
    subprocess.run(["/bin/sh", "-c", command if "|" in command else f"exec {command}"], check=True, close_fds=False)
    return time.perf_counter() - begin


def median(costs, part):
    return statistics.median(getattr(cost, part) for cost in costs)


def ratio(costs, to):
    """How many times the wall time `costs` is of `to`: the median over the rounds that both were run in."""
    return statistics.median(mine.wall / yours.wall for mine, yours in zip(costs, to))
