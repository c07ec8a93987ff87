-- +goose Up
-- Petitions are listed by the service under which an application offers them.
ALTER TABLE petitions ADD COLUMN service TEXT NOT NULL DEFAULT '';
UPDATE petitions SET service = CASE WHEN class = 'scene' THEN 'scene' ELSE 'general' END;
CREATE INDEX petitions_sent ON petitions (sent);
