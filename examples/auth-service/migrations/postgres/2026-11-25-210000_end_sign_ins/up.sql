-- Refresh tokens without a family that were issued until then, in seconds since 1970, are no longer good: those with one are
-- revoked in the table of families.
ALTER TABLE accounts ADD COLUMN sign_ins_ended BIGINT NOT NULL DEFAULT 0;
