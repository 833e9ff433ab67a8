-- All sign-ins of an account are ended at once.
CREATE INDEX families_account_uuid ON families (account_uuid);
