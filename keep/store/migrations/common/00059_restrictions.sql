-- +goose Up
-- Every public list asks which data are restricted: those few that were granted are found without the others.
CREATE INDEX data_requests_restricting ON data_requests (ended, id) WHERE ended > 0 AND kind IN ('restrict', 'lift') AND outcome IN ('accepted', 'partly');
