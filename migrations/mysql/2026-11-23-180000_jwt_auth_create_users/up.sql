-- One row per person, found by username: the Auth service's stable id for them.
-- The key compares byte for byte. A plain utf8mb4_bin pads with spaces, 'ada' and 'ada ' would be one person; the collation that
-- does not has a name of its own in MariaDB (the first comment) and in MySQL from 8.0.17 on (the second).
CREATE TABLE users (
    id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username VARCHAR(150) CHARACTER SET utf8mb4
        COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */ NOT NULL UNIQUE,
    email VARCHAR(1000) NOT NULL,
    is_staff BOOLEAN NOT NULL DEFAULT FALSE,
    is_superuser BOOLEAN NOT NULL DEFAULT FALSE,
    first_name VARCHAR(1000) NOT NULL DEFAULT '',
    last_name VARCHAR(1000) NOT NULL DEFAULT '',
    -- The service's own: a token never changes it.
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    -- The iat of the token that last wrote the row; an older token never overwrites it.
    token_iat BIGINT,
    -- Tokens issued before this second are refused: "sign out everywhere", at this service.
    not_before BIGINT
) CHARACTER SET utf8mb4;
