ALTER TABLE users DROP COLUMN not_before, DROP COLUMN token_iat;
