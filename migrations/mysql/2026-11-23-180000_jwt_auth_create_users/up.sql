-- One row per person, found by username: the Auth service's stable id for them.
-- utf8mb4_bin keeps case and accents apart; it pads with spaces, which the crate's own byte comparison catches.
CREATE TABLE users (
    id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL UNIQUE,
    email VARCHAR(1000) NOT NULL,
    is_staff BOOLEAN NOT NULL DEFAULT FALSE,
    is_superuser BOOLEAN NOT NULL DEFAULT FALSE,
    first_name VARCHAR(1000) NOT NULL DEFAULT '',
    last_name VARCHAR(1000) NOT NULL DEFAULT '',
    -- The service's own: a token never changes it.
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    -- The iat of the token that last wrote the row; an older token never overwrites it.
    token_iat BIGINT
) CHARACTER SET utf8mb4;
