DROP INDEX families_account_uuid;
