-- +goose Up
-- What is found by its age when it is swept, and which files are named by events.

CREATE INDEX commands_at ON commands (at);
CREATE INDEX notices_at ON notices (at);
CREATE INDEX letters_pdf ON letters (pdf_hash) WHERE pdf_hash IS NOT NULL;

-- attachments is a view from now on: a city that was there already fills it, and sweeps no file before.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'views/files', 'views', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM dossiers);
