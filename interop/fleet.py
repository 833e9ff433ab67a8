"""Several processes of one service, with one database, behind a balancer that asks them in turn."""

from collections import Counter
from itertools import count

from interop.server import START_SECONDS, until
from interop.service import Service

SIZE = 3


class Fleet:
    def __init__(self, folder, **keys):
        self._folder = folder
        self._turns = count()
        self._starts = count()
        self._left = set()
        self._members = []
        self.answers = Counter()
        for _ in range(SIZE):
            self._members.append(self._start(keys))

    @property
    def members(self):
        return tuple(self._members)

    def get(self, path, cookies=None):
        """The answer of the member whose turn it is. One that is being restarted is passed over; no other may fail."""
        while True:
            member = self._members[next(self._turns) % SIZE]
            try:
                answer = member.get(path, cookies)
            except ConnectionError:
                if member not in self._left:
                    raise
            else:
                self.answers[member] += 1
                return answer

    def roll(self, **keys):
        """Restarts one member after the other under other keys; the next one only when the last one is ready."""
        for place, member in enumerate(self.members):
            self._left.add(member)
            assert member.stop() == 0, member.output()
            self._members[place] = self._start(keys)

    def stop(self):
        for member in self._members:
            assert member.stop() == 0, member.output()

    def output(self):
        """What all members have ever written."""
        return "".join(log.read_text(errors="replace") for log in self._folder.rglob("*.log"))

    def _start(self, keys):
        folder = self._folder / f"service-{next(self._starts)}"
        folder.mkdir()
        member = Service(folder, DATABASE_URL=str(self._folder / "service.db"), **keys)
        until(lambda: member.is_ready() or None, START_SECONDS, "readiness")
        return member
