-- +goose Up
-- Which units a dossier had before it went over at a reorganisation: what happened before that counts for them.

CREATE TABLE went (
    dossier        BIGINT NOT NULL,
    k              BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    moment         BIGINT NOT NULL,
    reception_unit $ID NOT NULL,
    competent_unit $ID NOT NULL,
    PRIMARY KEY (dossier, k)
)$KEYED;
CREATE INDEX went_moment ON went (moment, dossier);

INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'views/went', 'views', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM events WHERE kind = 'dossier.reassigned');
