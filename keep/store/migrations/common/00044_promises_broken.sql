-- +goose Up
-- A promised call that nobody made in time stays broken, even when somebody calls later.
ALTER TABLE contact_promises ADD COLUMN broken BIGINT NOT NULL DEFAULT 0;
UPDATE contact_promises SET broken = 1 WHERE ended > due OR outcome = 'missed';
