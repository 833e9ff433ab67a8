"""The servers that are compared."""

from dataclasses import dataclass

OURS, PEER, DJANGO = "ours", "peer", "django"


@dataclass(frozen=True)
class Server:
    name: str
    title: str
    program: str = OURS
    # What the program calls it.
    setting: str = ""
    bearer: bool = False
    # Whether its answer names the person and a damaged token is refused.
    looks: bool = True
    postgres: bool = False
    # Whether nothing but its core's time limits it.
    cpu_bound: bool = True
    # Whether it is also loaded by many people in turn.
    many: bool = True
    environment: tuple = ()


BARE = Server("bare", "bare handler, no authentication", looks=False)

SERVERS = [
    BARE,
    Server("untouched", "JwtAuth, nobody asks for the user", looks=False),
    Server("kept", "JwtAuth, CurrentUser, row kept (both caches)"),
    Server("claims", "JwtAuth, VerifiedClaims (verification cache)"),
    Server("claims-uncached", "JwtAuth, VerifiedClaims, no cache"),
    Server("inline", "JwtAuth, CurrentUser, SQLite on the worker"),
    Server("default", "JwtAuth, CurrentUser, SQLite (the default)"),
    Server("uncached", "JwtAuth, CurrentUser, SQLite, no cache"),
    Server("default-postgres", "JwtAuth, CurrentUser, PostgreSQL", setting="default", postgres=True, cpu_bound=False),
    Server("httpauth", "actix-web-httpauth + jsonwebtoken, Bearer, claims", PEER, bearer=True),
    Server("jwt-middleware", "actix-jwt-auth-middleware, claims", PEER),
    Server("handwritten", "own extractor, req.cookie + jsonwebtoken, claims", PEER),
    Server("naive", "the article in Rust: SELECT and UPDATE each time, SQLite", PEER),
    Server("django-tuned", "the article's Django, database tuned", DJANGO, many=False, environment=(("BENCH_TUNED", "1"),)),
    Server("django", "the article's Django, as written", DJANGO, many=False, cpu_bound=False),
]

# For the soak alone.
WARM = Server("warm", "JwtAuth, CurrentUser, SQLite (the default), page caches full")


def chosen(names, with_postgres):
    """The servers of these names, or all that can run here."""
    if unknown := set(names) - {server.name for server in SERVERS}:
        raise SystemExit(f"no server is called {', '.join(sorted(unknown))}")
    servers = [server for server in SERVERS if not names or server.name in names or server is BARE]
    if away := [server.name for server in servers if server.postgres and not with_postgres]:
        print(f"left out, as JWT_AUTH_POSTGRES_URL is not set: {', '.join(away)}")
    return [server for server in servers if with_postgres or not server.postgres]
