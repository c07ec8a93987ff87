-- +goose Up
-- What is owed to applicants, what leaders are warned of, and what people are told.

-- After this moment an apology is owed while nothing further happens; 2^62 is never.
ALTER TABLE dossiers ADD COLUMN owes_from BIGINT NOT NULL DEFAULT 4611686018427387904;
CREATE INDEX dossiers_owing ON dossiers (owes_from) WHERE owes_from < 4611686018427387904;

-- A view that a follower keeps: each row rings from one moment to another, by the calendar that it names.
CREATE TABLE alarms (
    dossier  BIGINT NOT NULL,
    kind     $ID NOT NULL,
    token    $ID NOT NULL,
    unit     $ID NOT NULL,
    rings    BIGINT NOT NULL,
    ends     BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    calendar $ID NOT NULL,
    PRIMARY KEY (dossier, kind, token)
)$KEYED;
CREATE INDEX alarms_kind ON alarms (kind, rings);

-- Ordinary tables: what was told to whom, and what they wish to be told.
CREATE TABLE notices (
    id           $ID NOT NULL PRIMARY KEY,
    person       $ID NOT NULL,
    channel      $ID NOT NULL,
    kind         $ID NOT NULL,
    dossier      $ID NOT NULL,
    version      BIGINT NOT NULL,
    facts        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    state        $ID NOT NULL,
    attempts     BIGINT NOT NULL,
    sent_at      BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    template     $ID NOT NULL,
    error        TEXT NOT NULL
)$KEYED;
CREATE INDEX notices_person ON notices (person, at) WHERE channel = 'app';
CREATE INDEX notices_unseen ON notices (person) WHERE channel = 'app' AND seen_at = 0;
CREATE INDEX notices_failed ON notices (at) WHERE state = 'failed';
CREATE INDEX notices_dossier ON notices (dossier, at);

CREATE TABLE preferences (
    person  $ID NOT NULL PRIMARY KEY,
    lang    $ID NOT NULL,
    mail    BIGINT NOT NULL,
    sms     BIGINT NOT NULL,
    chat    BIGINT NOT NULL,
    updated BIGINT NOT NULL
)$KEYED;

-- A city that was there already brings its views up to the new column.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'views/owes_from', 'views', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM dossiers);
