-- +goose Up
-- What alarms of petitions are found by.
CREATE INDEX petitions_half ON petitions (half) WHERE half > 0;
CREATE INDEX petitions_near ON petitions (near) WHERE near > 0;
CREATE INDEX petitions_unexplained ON petitions (unexplained) WHERE unexplained > 0;
CREATE INDEX petitions_unheeded ON petitions (unheeded) WHERE unheeded > 0;

-- Petitions that run get the alarms of their clocks.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'petitions', 'petitions', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM petitions) AND NOT EXISTS (SELECT 1 FROM jobs WHERE key = 'petitions');

-- Why messages were not taken is sealed by a job where it lies open.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'seal/inbox', 'seal', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM inbox WHERE error <> '');
DELETE FROM settings
WHERE key = 'store.sealed' AND EXISTS (SELECT 1 FROM inbox WHERE error <> '');
