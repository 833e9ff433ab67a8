//! How the program is called.

pub(crate) const USAGE: &str = "\
usage: auth-service [--dev]
           Serves, until Ctrl-C or SIGTERM. With --dev it is the development issuer: on this machine only, everybody signs in
           as anybody at /dev, and nothing has to be set. Its accounts and keys are in ./auth-dev.

       auth-service [--dev] rotate-keys [--now]
           Adds a signing key, which signs after 11 minutes. With --now, because somebody may have read the file: all keys
           are replaced at once, and everybody has to sign in again. A running Auth service notices by itself. Services drop
           the old keys within 10 minutes, or at once on SIGHUP.

       auth-service --dev mint --email EMAIL [--uuid ID] [--first-name NAME] [--last-name NAME] [--staff] [--superuser]
                               [--expires-in SECONDS] [--claim NAME=JSON]… [--without NAME]…
           Prints an access token of the development issuer in the same folder and environment. It lasts 300 seconds unless
           told otherwise; 0 or less: it has ended. --claim sets any claim, in place of the person's or beside them, and
           --without leaves one out, whatever services make of that: --claim 'aud=\"shop\"' --claim 'roles=[\"editor\"]'.

       auth-service --help

It is configured by the environment.

  OWN_URL                  where people reach this service
  DATABASE_URL             a file for SQLite, or the URL of a PostgreSQL database; not with --dev
  ALLOWED_ORIGINS          the services that people may be sent back to, separated by commas
  SIGNING_KEYS_FILE        the key pairs, beside the database by default, and made when it is missing; not with --dev
  JWT_SIGNING_KEY          instead of key pairs: the HMAC secret that all services have

and, where the default does not do:

  BIND, COOKIE_DOMAIN, ACCESS_COOKIE, REFRESH_COOKIE, REFRESH_ROTATION, JWT_SIGNING_KEY_PREVIOUS, CLIENT_ADDRESS_HEADER
  RUST_LOG";
