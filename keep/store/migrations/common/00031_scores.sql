-- +goose Up
-- Scores: why papers were asked for, the lines of periods that were closed, and an index by when the work was over.

ALTER TABLE dossiers ADD COLUMN asks TEXT NOT NULL DEFAULT '';
CREATE INDEX dossiers_ended ON dossiers (ended_at) WHERE ended_at > 0;

INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'views/asks', 'views', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM events WHERE kind = 'dossier.asked');

-- What each dossier counted for each officer and unit in a period that was closed. The event of the closing has their digest.
CREATE TABLE score_lines (
    period  $ID NOT NULL,
    unit    $ID NOT NULL,
    person  $ID NOT NULL,
    dossier $ID NOT NULL,
    points  $ID NOT NULL,
    PRIMARY KEY (period, unit, person, dossier)
)$KEYED;
