-- +goose Up
-- Seeds are sealed anew under a new key, and personal parts of before there were keys for the first time: inside a transaction
-- that says so.

-- +goose StatementBegin
CREATE FUNCTION refuse_unless_resealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settings WHERE key = 'store.resealing')
        OR TG_TABLE_NAME = 'openings' AND EXISTS (SELECT 1 FROM erasures WHERE stream = OLD.stream) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% are sealed anew or erased by law only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

DROP TRIGGER particulars_no_update ON particulars;
DROP TRIGGER openings_guard ON openings;
CREATE TRIGGER particulars_no_update BEFORE UPDATE ON particulars FOR EACH ROW EXECUTE FUNCTION refuse_unless_resealed();
CREATE TRIGGER openings_guard BEFORE UPDATE ON openings FOR EACH ROW EXECUTE FUNCTION refuse_unless_resealed();
