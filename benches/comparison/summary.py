"""What the rounds say about each server."""

from dataclasses import dataclass
from statistics import median


@dataclass
class Row:
    server: object
    people: int
    taken: int
    used: int
    # The bare handler's cost divided by the server's: median, least and most.
    ratio: float = None
    least: float = None
    most: float = None
    cpu_us: float = None
    requests_per_second: float = None
    p99_ms: float = None
    busy: float = None
    resident_mib: float = None


def summarize(servers, rounds):
    """A row for each server and mix of people, in the order of the catalog."""
    rows = []
    for people in dict.fromkeys(round.people for round in rounds):
        of_mix = [round for round in rounds if round.people == people]
        for server in servers:
            if row := summarize_one(server, people, of_mix):
                rows.append(row)
    return rows


def against(rounds, people, server, other):
    """How many times the server's cost the other one's is: the median over rounds in which both count, and their number."""
    times = []
    for round in (round for round in rounds if round.people == people):
        ratio = {each.server: each.ratio for each in round.measurements if each.undisturbed}
        if server.name in ratio and other.name in ratio:
            times.append(ratio[server.name] / ratio[other.name])
    return (median(times), len(times)) if times else None


def summarize_one(server, people, rounds):
    taken = [each for round in rounds for each in round.measurements if each.server == server.name]
    used = [each for each in taken if each.undisturbed]
    if not taken:
        return None
    row = Row(server, people, len(taken), len(used))
    if used:
        ratios = [each.ratio for each in used]
        row.ratio, row.least, row.most = median(ratios), min(ratios), max(ratios)
        row.resident_mib = median(each.resident_mib for each in used)
        for name in ("cpu_us", "requests_per_second", "p99_ms", "busy"):
            setattr(row, name, median(each.middle(name) for each in used))
    return row
