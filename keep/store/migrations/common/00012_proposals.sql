-- +goose Up
-- Half-written versions of procedures: no events, each with every revision of its text. stage is what the proposal's events say.

CREATE TABLE proposals (
    id      $ID NOT NULL PRIMARY KEY,
    code    $ID NOT NULL,
    base    BIGINT NOT NULL,
    unit    $ID NOT NULL,
    stage   $ID NOT NULL,
    rev     BIGINT NOT NULL,
    changer $ID NOT NULL,
    updated BIGINT NOT NULL
)$KEYED;
CREATE INDEX proposals_code ON proposals (code, updated);
CREATE INDEX proposals_stage ON proposals (stage, updated);

CREATE TABLE proposal_texts (
    proposal $ID NOT NULL,
    rev      BIGINT NOT NULL,
    changer  $ID NOT NULL,
    at       BIGINT NOT NULL,
    body     $BYTES NOT NULL,
    PRIMARY KEY (proposal, rev)
)$KEYED;
