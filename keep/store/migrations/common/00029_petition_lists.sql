-- +goose Up
-- Lists of petitions are read from the view alone: the title as it was sent, sealed, and whom it is about. What other people say of
-- a published one is counted beside it.
ALTER TABLE petitions ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE petitions ADD COLUMN whom TEXT NOT NULL DEFAULT '';
ALTER TABLE petitions ADD COLUMN supports BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN likes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE petitions ADD COLUMN dislikes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX petitions_commune ON petitions (commune, published) WHERE published > 0;

-- What one person says of a published petition (voice/<hash of petition and person>): a view. Who it is stands in the hash alone.
CREATE TABLE petition_voices (
    id       $ID NOT NULL PRIMARY KEY,
    petition $ID NOT NULL,
    support  BIGINT NOT NULL,
    opinion  $ID NOT NULL,
    version  BIGINT NOT NULL
)$KEYED;
CREATE INDEX petition_voices_petition ON petition_voices (petition);

-- A city that was there already writes the lines of its petitions anew.
INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
SELECT 'petitions', 'petitions', '', 0, 0, 0, 'ready', '', 0
WHERE EXISTS (SELECT 1 FROM petitions);
