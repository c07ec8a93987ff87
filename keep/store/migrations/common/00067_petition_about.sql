-- +goose Up
-- The unit of the official whom a petition is about: lists and counts of that unit are without it.
ALTER TABLE petitions ADD COLUMN about $ID NOT NULL DEFAULT '';

-- Until the lines are written anew they tell nothing of it.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'petitions', 'petitions', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM petitions) AND NOT EXISTS (SELECT 1 FROM jobs WHERE key = 'petitions');
