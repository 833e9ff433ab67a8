-- Only for a table without a column that holds the Auth service's stable id. Replace "users" by the name of the table, here and
-- in down.sql.
-- The collation compares byte for byte and does not pad with spaces; it has a name of its own in MariaDB (the first comment)
-- and in MySQL from 8.0.17 on (the second).
ALTER TABLE users ADD COLUMN user_uuid VARCHAR(150) CHARACTER SET utf8mb4
    COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */ NULL;
-- Here is the place to fill it for the people whose id you know: UPDATE users SET user_uuid = ...
-- A row without one belongs to nobody who signs in; there may be any number of them.
CREATE UNIQUE INDEX users_user_uuid ON users (user_uuid);
