DROP INDEX users_user_uuid ON users;
ALTER TABLE users DROP COLUMN user_uuid;
