-- +goose Up
-- Words are keyed hashes, and are taken whole. The server's parser of texts reads one such as 31e5ef58bd as a number with an exponent and
-- a rest, of which it cannot tell how many contacts have both: it read ten thousand rows where it had reckoned with a hundred.

ALTER TABLE contacts DROP COLUMN words;
ALTER TABLE contacts ADD COLUMN words TSVECTOR
    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(search, ' '), ''))) STORED;
ALTER TABLE contacts ALTER COLUMN words SET STATISTICS 500;
CREATE INDEX contacts_words ON contacts USING GIN (words);
