-- Only for a table without a column that holds the Auth service's stable id. Replace "users" by the name of the table, here and
-- in down.sql.
-- The collation "C" compares byte for byte.
ALTER TABLE users ADD COLUMN user_uuid VARCHAR(150) COLLATE "C";
-- Here is the place to fill it for the people whose id you know: UPDATE users SET user_uuid = ...
-- A row without one belongs to nobody who signs in; there may be any number of them.
CREATE UNIQUE INDEX users_user_uuid ON users (user_uuid);
