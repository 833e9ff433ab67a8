//! How the program is called.

pub(crate) const USAGE: &str = "\
usage: service            serve, until Ctrl-C or SIGTERM
       service explain    say what is wrong with the token on standard input, and what to do
       service --help

Both are configured by the environment.

  OWN_URL                  where people reach this service
  LOGIN_URL                the login page of the Auth service
  DATABASE_URL             a file for SQLite, or the URL of a database server
  JWT_SIGNING_KEY          the keys of the Auth service: its HMAC secret, or instead of it
    JWT_PUBLIC_KEY_FILE      a public key in PEM
    JWT_JWKS_FILE            a JWK set in a file
    JWT_JWKS_URL             a JWK set behind an https URL (JWT_JWKS_ALLOW_HTTP=1: http)

and, where the default does not do:

  JWT_ALGORITHM, JWT_SIGNING_KEY_PREVIOUS, JWT_ALGORITHM_PREVIOUS, JWT_ALLOW_SHORT_KEY
  JWT_PROFILE, JWT_ISSUER, JWT_AUDIENCE, JWT_LEEWAY_SECONDS, JWT_ACCESS_LIFETIME_SECONDS
  ACCESS_COOKIE, REFRESH_COOKIE, COOKIE_DOMAIN, ALLOW_BEARER, TRUSTED_ORIGINS
  LOGOUT_URL, ROW_TTL_SECONDS, BIND, SHUTDOWN_DRAIN_SECONDS, DEBUG_ROUTES, RUST_LOG
  SERVICE_NAME             what the pages call this service; Service
  OTHER_SERVICES           addresses of services with the same sign-in, for links on the pages

`service explain` ends with 0 if this service takes the token, 1 if it does not, and 2 if nobody can tell: a setting is wrong,
or the keys cannot be had. It never shows the token:

  service explain < token.txt
";
