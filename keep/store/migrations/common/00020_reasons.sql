-- +goose Up
-- A reason may also be given by whoever has the right to look, and is asked why. What was there before was urgent.

ALTER TABLE glass ADD COLUMN urgent BIGINT NOT NULL DEFAULT 1;
