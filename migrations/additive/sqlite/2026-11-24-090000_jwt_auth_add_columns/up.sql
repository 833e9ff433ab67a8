-- For a table that exists: replace "users" by its name, here and in down.sql.
-- token_iat: the iat of the token that last wrote the row; an older token never overwrites it. A row that has none yet is
-- written by the next token, which sets it.
-- not_before: tokens issued before this second are refused, "sign out everywhere" at this service.
ALTER TABLE users ADD COLUMN token_iat BIGINT;
ALTER TABLE users ADD COLUMN not_before BIGINT;
