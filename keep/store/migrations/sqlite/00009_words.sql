-- +goose Up
-- The index of words follows at the end of a group of acts, in the same commit (see words.go): at each act's savepoint it
-- would write out what it has, a fifth of an intake's time. fsck compares it with the dossiers.

DROP TRIGGER dossiers_words_insert;
DROP TRIGGER dossiers_words_update;
DROP TRIGGER dossiers_words_delete;
