-- +goose Up
-- Seeds are sealed anew under a new key, and personal parts of before there were keys for the first time: inside a transaction
-- that says so.

DROP TRIGGER particulars_no_update;
DROP TRIGGER openings_guard;

-- +goose StatementBegin
CREATE TRIGGER particulars_no_update BEFORE UPDATE ON particulars
WHEN NOT EXISTS (SELECT 1 FROM settings WHERE key = 'store.resealing')
BEGIN SELECT RAISE(ABORT, 'particulars are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER openings_guard BEFORE UPDATE ON openings
WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE stream = OLD.stream)
    AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'store.resealing')
BEGIN SELECT RAISE(ABORT, 'openings are erased by law only'); END;
-- +goose StatementEnd
