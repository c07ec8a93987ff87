-- +goose Up
-- What is known of a person beside the name, sealed. The columns that had it are empty from now on.

ALTER TABLE people ADD COLUMN sealed $BYTES;

-- What an account is found by once its number stands sealed.
ALTER TABLE accounts ADD COLUMN number_key $ID NOT NULL DEFAULT '';
CREATE INDEX accounts_number_key ON accounts (number_key) WHERE number_key <> '';

-- A city that was there already seals what it has.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'seal', 'seal', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM streams);
INSERT INTO settings (key, value)
SELECT 'store.sealed', '1'
WHERE NOT EXISTS (SELECT 1 FROM streams);
