-- +goose Up
-- Words are keyed hashes already; 'simple' keeps them as they are.

ALTER TABLE contacts ADD COLUMN words TSVECTOR
    GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED;
CREATE INDEX contacts_words ON contacts USING GIN (words);
