-- +goose Up
-- When a step's own hours are over, as its dossier has it; 0: it has none.

ALTER TABLE tasks ADD COLUMN step_due BIGINT NOT NULL DEFAULT 0;

-- A city that was there already brings its views up to the new column.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'views/step_due', 'views', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM dossiers);
