DROP INDEX users_user_uuid;
ALTER TABLE users DROP COLUMN user_uuid;
