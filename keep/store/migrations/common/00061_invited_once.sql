-- +goose Up
-- Why somebody who was drawn is not invited: another invitation of theirs is open, in this survey or in another. '' for everybody else.

ALTER TABLE invitations ADD COLUMN apart TEXT NOT NULL DEFAULT '';
CREATE INDEX invitations_told ON invitations (person) WHERE sent > 0;
