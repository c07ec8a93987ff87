-- +goose Up
-- The copy of somebody's own data has what they answered to surveys; the index of before has the unanswered alone.
CREATE INDEX invitations_whose ON invitations (person, id) WHERE person <> '';
