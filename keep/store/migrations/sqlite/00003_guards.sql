-- +goose Up
-- Events are only added. The insert trigger answers INSERT OR REPLACE even on a connection that has not
-- turned recursive_triggers on.

-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER streams_no_delete BEFORE DELETE ON streams
BEGIN SELECT RAISE(ABORT, 'streams are only added'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER particulars_no_update BEFORE UPDATE ON particulars
BEGIN SELECT RAISE(ABORT, 'particulars are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER particulars_guard BEFORE DELETE ON particulars
WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE stream = OLD.stream)
BEGIN SELECT RAISE(ABORT, 'particulars are erased by law only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER openings_guard BEFORE UPDATE ON openings
WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE stream = OLD.stream)
BEGIN SELECT RAISE(ABORT, 'openings are erased by law only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER openings_no_delete BEFORE DELETE ON openings
BEGIN SELECT RAISE(ABORT, 'openings are erased by law only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are only added'); END;
-- +goose StatementEnd
