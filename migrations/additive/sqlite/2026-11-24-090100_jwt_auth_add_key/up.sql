-- Only for a table without a column that holds the Auth service's stable id. Replace "users" by the name of the table, here and
-- in down.sql.
-- TEXT compares byte for byte in SQLite (collation BINARY), which is what the key needs.
ALTER TABLE users ADD COLUMN user_uuid TEXT;
-- Here is the place to fill it for the people whose id you know: UPDATE users SET user_uuid = ...
-- A row without one belongs to nobody who signs in; there may be any number of them.
CREATE UNIQUE INDEX users_user_uuid ON users (user_uuid);
