-- +goose Up
-- Who signed a dossier has no part in what is said of it; bad ratings are counted by the unit that follows them up.
ALTER TABLE ratings ADD COLUMN barred TEXT NOT NULL DEFAULT '';
CREATE INDEX ratings_followed ON ratings (followed, closed) WHERE opened > 0;
