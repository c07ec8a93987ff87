-- +goose Up
-- For whom a petition counts in figures: the unit that had it when its time ran out; and which unit gave the newest answer.
ALTER TABLE petitions ADD COLUMN charged $ID NOT NULL DEFAULT '';
ALTER TABLE petitions ADD COLUMN answerer $ID NOT NULL DEFAULT '';

-- Until the lines are written anew, who has it stands for both.
UPDATE petitions SET charged = unit, answerer = unit;
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'petitions', 'petitions', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM petitions) AND NOT EXISTS (SELECT 1 FROM jobs WHERE key = 'petitions');
