-- +goose Up
-- Requests of data subjects, lists that left the house as files, and why a dossier was opened without a right, sealed.

-- A view of the streams request/<id>: who asks stands as a keyed hash, what they wrote only in the events' personal parts.
CREATE TABLE data_requests (
    id      $ID NOT NULL PRIMARY KEY,
    person  $ID NOT NULL,
    kind    $ID NOT NULL,
    dossier $ID NOT NULL,
    unit    $ID NOT NULL,
    asked   BIGINT NOT NULL,
    due     BIGINT NOT NULL,
    ended   BIGINT NOT NULL,
    outcome $ID NOT NULL
)$KEYED;
CREATE INDEX data_requests_person ON data_requests (person, asked);
CREATE INDEX data_requests_dossier ON data_requests (dossier) WHERE dossier <> '';
CREATE INDEX data_requests_ended ON data_requests (ended, due);

-- filter is sealed: it may have the name that was looked for.
CREATE TABLE exports (
    id      $ID NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    account $ID NOT NULL,
    post    $ID NOT NULL,
    unit    $ID NOT NULL,
    list    $ID NOT NULL,
    format  $ID NOT NULL,
    total   BIGINT NOT NULL,
    filter  TEXT NOT NULL
)$KEYED;
CREATE INDEX exports_at ON exports (at);

ALTER TABLE glass ADD COLUMN id $ID NOT NULL DEFAULT '';
UPDATE glass SET id = dossier || '/' || at || '/' || account;
CREATE INDEX glass_id ON glass (id);

-- Reasons that are there already are sealed by a job.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'seal/reasons', 'seal', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM glass);
DELETE FROM settings
WHERE key = 'store.sealed' AND EXISTS (SELECT 1 FROM glass);
