-- +goose Up
-- The trail of what was done, read, sent out and tried: sign-ins are written down, and all is found by when it was written.

CREATE TABLE sign_ins (
    id      $ID NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    account $ID NOT NULL,
    person  $ID NOT NULL,
    post    $ID NOT NULL,
    unit    $ID NOT NULL,
    outcome $ID NOT NULL,
    method  $ID NOT NULL
)$KEYED;
CREATE INDEX sign_ins_at ON sign_ins (at, id);
CREATE INDEX sign_ins_account ON sign_ins (account, at, id);

CREATE INDEX events_recorded ON events (recorded_at, seq);
CREATE INDEX events_actor ON events (actor, recorded_at, seq);
CREATE INDEX events_unit ON events (unit, recorded_at, seq);
CREATE INDEX reads_at ON reads (at);
CREATE INDEX reads_post ON reads (post, at);
