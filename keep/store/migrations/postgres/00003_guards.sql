-- +goose Up
-- Events are only added. The owner of the tables can still drop a trigger: the application's role should own
-- nothing (see README.md), and each event's MAC shows what an owner changed.

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are only added', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasures WHERE stream = OLD.stream) THEN
        RAISE EXCEPTION '% are erased by law only', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER streams_no_delete BEFORE DELETE ON streams FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER streams_no_truncate BEFORE TRUNCATE ON streams FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER particulars_no_update BEFORE UPDATE ON particulars FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER particulars_guard BEFORE DELETE ON particulars FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
CREATE TRIGGER particulars_no_truncate BEFORE TRUNCATE ON particulars FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER openings_guard BEFORE UPDATE ON openings FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
CREATE TRIGGER openings_no_delete BEFORE DELETE ON openings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER openings_no_truncate BEFORE TRUNCATE ON openings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasures_no_change BEFORE UPDATE OR DELETE ON erasures FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
