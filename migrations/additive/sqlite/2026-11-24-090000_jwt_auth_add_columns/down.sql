ALTER TABLE users DROP COLUMN not_before;
ALTER TABLE users DROP COLUMN token_iat;
