"""Serves a Django application on a port of loopback until it is asked to end."""

import os
import signal
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """A line for each request would have `next` and nothing that a test looks at."""

    def log_message(self, *_):
        pass


def serve(application):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    host, port = os.environ["BIND"].split(":")
    with make_server(host, int(port), application, handler_class=Quiet) as server:
        print(f"listening address={host}:{port}", flush=True)
        server.serve_forever()
