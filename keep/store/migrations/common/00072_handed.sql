-- +goose Up
-- The desk asks those who have just been handed their result how it went: found by when that was, however long the result had waited.
CREATE INDEX dossiers_handed ON dossiers (handed_at) WHERE handed_at > 0;
