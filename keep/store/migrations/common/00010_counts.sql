-- +goose Up
-- From when a step's own hours count since they stood; 0: from its beginning.

ALTER TABLE tasks ADD COLUMN counts BIGINT NOT NULL DEFAULT 0;
