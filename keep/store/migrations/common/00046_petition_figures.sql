-- +goose Up
-- How a petition counts in figure 5.2, and when its alarms begin: the clock that is due next, what is owed to explain, and a bad rating.
ALTER TABLE petitions ADD COLUMN stands $ID NOT NULL DEFAULT '';
ALTER TABLE petitions ADD COLUMN stands_due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN half BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN near BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN unexplained BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN unheeded BIGINT NOT NULL DEFAULT 0;
CREATE INDEX petitions_due ON petitions (due) WHERE due > 0;

-- A city that was there already writes the lines of its petitions anew.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'petitions', 'petitions', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM petitions) AND NOT EXISTS (SELECT 1 FROM jobs WHERE key = 'petitions');
