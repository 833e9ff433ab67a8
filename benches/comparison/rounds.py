"""Every server in every round, so that what slows the machine down for a while hits all of them."""

from dataclasses import dataclass

from .catalog import BARE
from .measurement import measure


@dataclass
class Round:
    """All servers under one mix of people."""

    people: int
    measurements: list


def run_rounds(servers, started_by, mixes, rounds, slices):
    """`mixes` are pairs of people and the file of their tokens."""
    done = []
    for number in range(rounds):
        # The other way round each time: none always comes after the same one.
        in_turn = servers if number % 2 == 0 else servers[::-1]
        for people, tokens in mixes:
            taken = []
            for server in in_turn:
                if server.many or len(people) == 1:
                    with started_by.start(BARE) as bare, started_by.start(server, mix=len(people)) as process:
                        taken.append(measure(process, server, bare, people, tokens, slices))
                    print(f"round {number + 1} of {rounds}: {said_of(taken[-1])}", flush=True)
            done.append(Round(len(people), taken))
    return done


def said_of(measurement):
    used = f"{len(measurement.used)} of {len(measurement.slices)} slices count"
    failed = sum(slice.failed for slice in measurement.slices)
    text = f"{measurement.server}, people {measurement.people}: {used}"
    if measurement.used:
        text += f", {measurement.middle('cpu_us'):.2f} µs of CPU, {measurement.ratio:.3g} × bare"
    return f"{text}, {failed} requests failed" if failed else text
