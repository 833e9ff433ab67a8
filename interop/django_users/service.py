"""The service `databases/examples/django_users` on the database of a Django application."""

from contextlib import contextmanager

from interop.needs import binary
from interop.server import LISTENING, Program, get


class DjangoService:
    def __init__(self, folder, **settings):
        name = "django_users"
        self._program = Program(binary("DJANGO_USERS_BIN", f"examples/{name}"), settings, folder)
        try:
            self._port = int(self._program.printed(LISTENING)[1])
        except BaseException:
            self._program.kill()
            raise

    def get(self, path, tokens):
        return get(self._port, path, tokens.cookies(), {"Accept": "application/json"})

    def whoami(self, tokens):
        """The person's row, as the service read it."""
        answer = self.get("/whoami", tokens)
        assert answer.status == 200, answer
        return answer.json()

    def output(self):
        return self._program.output()

    def stop(self):
        return self._program.terminate()


@contextmanager
def running(database, keys, model, folder):
    settings = {"DATABASE_URL": database.url, "JWT_SIGNING_KEY": keys.secret, "MODEL": model}
    service = DjangoService(folder, **settings)
    try:
        yield service
    finally:
        code = service.stop()
    assert code == 0, service.output()
    for secret in (keys.secret, database.django.get("PASSWORD")):
        assert not secret or secret not in service.output()
