"""One server, loaded in turn with the bare handler, so that what slows the machine down slows both."""

from dataclasses import dataclass
from statistics import median

from . import load

BUSY = 0.93
# The slices of the bare handler before and after one of the server may differ by this much.
DRIFT = 0.05
LONGEST_WARM_UP = 16


@dataclass
class Slice:
    """A second of load."""

    cpu_us: float
    requests_per_second: float
    p99_ms: float
    # The share of its core's time that the server had.
    busy: float
    failed: int


@dataclass
class Measurement:
    server: str
    people: int
    cpu_bound: bool
    resident_mib: float
    # One more of the bare handler than of the server: it comes first and last.
    slices: list
    bare: list

    @property
    def used(self):
        """The slices that were not disturbed, each with the bare handler's cost around it."""
        around = zip(self.bare, self.bare[1:])
        used = [(slice, before, after) for slice, (before, after) in zip(self.slices, around)]
        return [(slice, (before.cpu_us + after.cpu_us) / 2) for slice, before, after in used if self.counts(slice, before, after)]

    def counts(self, slice, before, after):
        costs = sorted([before.cpu_us, after.cpu_us])
        steady = min(before.busy, after.busy) >= BUSY and costs[1] <= costs[0] * (1 + DRIFT)
        return steady and slice.failed == 0 and (slice.busy >= BUSY or not self.cpu_bound)

    @property
    def undisturbed(self):
        return 2 * len(self.used) >= len(self.slices)

    @property
    def ratio(self):
        """The bare handler's cost divided by the server's."""
        return median(bare / slice.cpu_us for slice, bare in self.used)

    def middle(self, name):
        return median(getattr(slice, name) for slice, _ in self.used)


class WrongAnswer(Exception):
    pass


def measure(process, server, bare, people, tokens, slices):
    """`bare` is the process of the bare handler, on the same core."""
    for each in (process, bare):
        check(each.port, server if each is process else None, people)
        warm_up([each.port], each.name, server.bearer and each is process, people, tokens)
    of_bare = [take(bare, tokens, bearer=False)]
    of_server = []
    for _ in range(slices):
        of_server.append(take(process, tokens, server.bearer))
        of_bare.append(take(bare, tokens, bearer=False))
    resident = process.resident_mib()
    check(process.port, server, people)
    return Measurement(server.name, len(people), server.cpu_bound, resident, of_server, of_bare)


def take(process, tokens, bearer):
    before = process.cpu_seconds()
    loaded = load.run([process.port], tokens, bearer, seconds=1)
    cpu = process.cpu_seconds() - before
    return Slice(
        cpu_us=cpu / loaded.requests * 1e6,
        requests_per_second=loaded.requests / loaded.seconds,
        p99_ms=loaded.p99_ms,
        busy=cpu / loaded.seconds,
        failed=loaded.failed,
    )


def check(port, server, people):
    """The first and the last person are answered with their own name, and a damaged token with a refusal."""
    looks, bearer = (server.looks, server.bearer) if server else (False, False)
    for person in {people[0], people[-1]}:
        status, body = load.ask(port, person.access, person.refresh, bearer)
        if status != 200 or (looks and body != person.username):
            raise WrongAnswer(f"{server.name} answered {status} to a good token, or with somebody else's name")
        if not looks:
            continue
        status, body = load.ask(port, person.damaged(), person.refresh, bearer)
        if status not in (302, 401) or person.username in body:
            raise WrongAnswer(f"{server.name} answered {status} to a token with a damaged signature")


def warm_up(ports, name, bearer, people, tokens):
    """Until everybody was there once, at each port."""
    seconds = 1
    while load.run(ports, tokens, bearer, seconds).requests < len(people) * len(ports):
        seconds *= 2
        if seconds > LONGEST_WARM_UP:
            raise load.LoadFailed(f"{name} did not answer {len(people)} people within {LONGEST_WARM_UP} s")
