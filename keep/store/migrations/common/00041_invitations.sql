-- +goose Up
-- Who was drawn for a survey: a view of the streams campaign/<id> and response/<id>. People's own words stand in the events alone.

CREATE TABLE invitations (
    id       $ID NOT NULL PRIMARY KEY,
    campaign $ID NOT NULL,
    stratum  $ID NOT NULL,
    matter   $ID NOT NULL,
    person   $ID NOT NULL,
    sent     BIGINT NOT NULL,
    reminded BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    answers  TEXT NOT NULL
)$KEYED;
CREATE INDEX invitations_campaign ON invitations (campaign, id);
CREATE INDEX invitations_matter ON invitations (matter);
CREATE INDEX invitations_person ON invitations (person) WHERE answered = 0;
