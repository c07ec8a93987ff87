-- +goose Up
-- When a call back may be tried again: each system has one lane, in which its calls go one after another.
ALTER TABLE callbacks ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX callbacks_lane ON callbacks (system, at) WHERE state = 'ready';
-- The calls that were waiting go on in their lanes.
UPDATE jobs SET state = 'ready', run_at = 0 WHERE kind = 'callback' AND state <> 'leased';
