-- +goose Up
-- Words are already folded and split in Go; 'simple' keeps them as they are.

ALTER TABLE dossiers ADD COLUMN words TSVECTOR
    GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED;
CREATE INDEX dossiers_words ON dossiers USING GIN (words);
