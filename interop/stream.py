"""People who click without pause while their services are restarted."""

import threading

from interop.server import until
from interop.service import PAGE

# How many answers every member gives, or has given, before the next step of a rehearsal.
ANSWERS = 20
STEP_SECONDS = 60
PAUSE_SECONDS = 0.005


class Stream:
    """One thread for each session. What a session holds as its cookies may be replaced at any time."""

    def __init__(self, fleet, sessions):
        self._fleet = fleet
        self._sessions = sessions
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._click, args=(session,)) for session in sessions]
        self.refusals = []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def flows(self):
        """Waits until every member has answered anew, and nobody was refused."""
        before = self._fleet.answers.copy()

        def all_answered():
            if self.refusals:
                return True
            answers = self._fleet.answers
            enough = (answers[member] >= before[member] + ANSWERS for member in self._fleet.members)
            return True if all(enough) else None

        until(all_answered, STEP_SECONDS, "an answer of every member")
        assert self.refusals == []

    def _click(self, session):
        while not (self._over.is_set() or self.refusals):
            try:
                answer = self._fleet.get(PAGE, session.cookies)
                if answer.status != 200 or session.name not in answer.text:
                    self.refusals.append((session.name, answer))
            except Exception as failure:
                self.refusals.append((session.name, failure))
            self._over.wait(PAUSE_SECONDS)


class Session:
    """A person at one of their devices."""

    def __init__(self, person, cookies):
        self.name = person.first_name
        self.person = person
        self.cookies = cookies
