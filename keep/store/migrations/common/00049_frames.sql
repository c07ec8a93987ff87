-- +goose Up
-- From whom a survey was drawn: a mark of each and its unit, a thousand in a row, as the digest in the campaign's event has them.

CREATE TABLE campaign_frames (
    campaign $ID NOT NULL,
    piece    BIGINT NOT NULL,
    members  TEXT NOT NULL,
    PRIMARY KEY (campaign, piece)
)$KEYED;
