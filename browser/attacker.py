"""A web server in the hands of somebody else, under any name that leads to loopback."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Evil</title><h1>Evil</h1>'


class Attacker:
    """Answers every path with an empty page, on which scripts of a test run as the attacker's own."""

    def __init__(self):
        cookies = self._cookies = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                while cookies:
                    # http.server writes headers as Latin-1, cookies may be any bytes.
                    self.send_header("Set-Cookie", cookies.pop(0).encode().decode("latin-1"))
                self.end_headers()
                self.wfile.write(STAGE.encode())

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def url(self, host):
        return f"http://{host}:{self._server.server_port}"

    def will_set(self, *cookies):
        """The values of `Set-Cookie` that the next page brings."""
        self._cookies.extend(cookies)

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
