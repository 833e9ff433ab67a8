"""The Markdown that a run writes."""

import os
import platform
import subprocess
from pathlib import Path

from .catalog import OURS
from .measurement import BUSY, DRIFT
from .summary import against

RULE = (
    f"A second counts if no request failed, if the server had at least {BUSY:.0%} of its core's time (not asked of servers that "
    f"wait for a disk or another server), and if the seconds of the bare handler before and after it had so much, too, and "
    f"differ by at most {DRIFT:.0%}. A measurement counts if half of its seconds do."
)
COLUMNS = ["server", "× bare, by CPU", "least–most", "CPU µs/request", "requests/s", "p99 ms", "busy", "RSS MiB", "used of taken"]


def markdown(rows, rounds, algorithm, slices):
    parts = ["# What a request costs", machine(), about(algorithm, slices)]
    for people in dict.fromkeys(row.people for row in rows):
        title = "One person" if people == 1 else f"{people:,} people in turn"
        of_mix = [row for row in rows if row.people == people]
        parts.append(f"## {title}\n\n" + table(COLUMNS, [cells(row) for row in of_mix]))
        parts += peers_beside_ours([row.server for row in of_mix], rounds, people)
    return "\n\n".join(parts) + "\n"


def about(algorithm, slices):
    return (
        f"{algorithm}, one worker on a core of its own, wrk with 32 kept connections on another. A measurement is {slices} seconds "
        f"of the server, each between two of the bare handler. “× bare” is the bare handler's CPU time per request in those "
        f"divided by the server's: 1 is free. {RULE} Figures are medians, of the seconds of a measurement and of measurements."
    )


def peers_beside_ours(servers, rounds, people):
    ours = [server for server in servers if server.program == OURS and server.looks]
    others = [server for server in servers if server.program != OURS]
    if not ours or not others:
        return []
    lines = [[other.title, *(times(against(rounds, people, server, other)) for server in ours)] for other in others]
    about = "The peer's CPU time per request divided by ours, the median over rounds in which both count (how many)."
    return [about, table(["peer", *(server.title for server in ours)], lines)]


def times(found):
    return f"{found[0]:.1f}× ({found[1]})" if found else "–"


def cells(row):
    if not row.used:
        return [row.server.title, *["–"] * 7, f"0 of {row.taken}"]
    return [
        row.server.title,
        ratio(row.ratio),
        f"{ratio(row.least)}–{ratio(row.most)}",
        f"{row.cpu_us:.2f}" if row.cpu_us < 100 else f"{row.cpu_us:.0f}",
        f"{row.requests_per_second:,.0f}",
        f"{row.p99_ms:.2f}",
        f"{row.busy:.0%}",
        f"{row.resident_mib:.1f}",
        f"{row.used} of {row.taken}",
    ]


def ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def table(columns, rows):
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine():
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, timeout=60).stdout.split()
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, Rust {rustc[1]}, Python {python}."
