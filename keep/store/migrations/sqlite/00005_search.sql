-- +goose Up
-- Words are already folded and split in Go (FTS5 does not fold đ): the ascii tokenizer only cuts at blanks.
-- Neither phrases nor ranks are asked for, so the index keeps row numbers alone.

CREATE VIRTUAL TABLE dossier_words USING fts5(
    search, content='dossiers', content_rowid='n', tokenize='ascii', detail='none', columnsize=0
);
INSERT INTO dossier_words (dossier_words, rank) VALUES ('secure-delete', 1);

-- +goose StatementBegin
CREATE TRIGGER dossiers_words_insert AFTER INSERT ON dossiers
BEGIN INSERT INTO dossier_words (rowid, search) VALUES (NEW.n, NEW.search); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER dossiers_words_update AFTER UPDATE OF search ON dossiers WHEN OLD.search <> NEW.search
BEGIN
    INSERT INTO dossier_words (dossier_words, rowid, search) VALUES ('delete', OLD.n, OLD.search);
    INSERT INTO dossier_words (rowid, search) VALUES (NEW.n, NEW.search);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER dossiers_words_delete AFTER DELETE ON dossiers
BEGIN INSERT INTO dossier_words (dossier_words, rowid, search) VALUES ('delete', OLD.n, OLD.search); END;
-- +goose StatementEnd
