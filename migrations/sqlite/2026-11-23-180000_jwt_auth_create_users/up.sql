-- One row per person, found by username: the Auth service's stable id for them.
-- TEXT compares byte for byte in SQLite (collation BINARY), which is what the key needs.
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    is_staff BOOLEAN NOT NULL DEFAULT FALSE,
    is_superuser BOOLEAN NOT NULL DEFAULT FALSE,
    first_name TEXT NOT NULL DEFAULT '',
    last_name TEXT NOT NULL DEFAULT '',
    -- The service's own: a token never changes it.
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    -- The iat of the token that last wrote the row; an older token never overwrites it.
    token_iat BIGINT,
    -- Tokens issued before this second are refused: "sign out everywhere", at this service.
    not_before BIGINT
);
