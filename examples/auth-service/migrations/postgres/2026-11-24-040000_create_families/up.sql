-- One row for each sign-in: the refresh tokens that come of it, of which the newest is good. No token is stored, only
-- what signing the newest again takes besides the key.
CREATE TABLE families (
    -- The jti of the first token.
    id TEXT COLLATE "C" PRIMARY KEY,
    account_uuid TEXT COLLATE "C" NOT NULL REFERENCES accounts (uuid) ON DELETE CASCADE,
    current_jti TEXT COLLATE "C" NOT NULL,
    -- When the current token was issued: when it replaced the previous one. All times in seconds since 1970.
    issued BIGINT NOT NULL,
    previous_jti TEXT COLLATE "C",
    -- No token of the family is good beyond this.
    ends BIGINT NOT NULL,
    revoked BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX families_issued ON families (issued);
