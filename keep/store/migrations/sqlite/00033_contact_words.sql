-- +goose Up
-- Like dossier_words: the committer brings it up to date at the end of a group of acts (see words.go). Words are keyed hashes already.

CREATE VIRTUAL TABLE contact_words USING fts5(
    search, content='contacts', content_rowid='n', tokenize='ascii', detail='none', columnsize=0
);
INSERT INTO contact_words (contact_words, rank) VALUES ('secure-delete', 1);
