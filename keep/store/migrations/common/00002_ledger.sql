-- +goose Up
-- The ledger: DESIGN.md section 4. Words in capitals with a dollar sign are explained in migrate.go.

CREATE TABLE streams (
    id            $ID NOT NULL PRIMARY KEY,
    kind          $ID NOT NULL,
    head_version  BIGINT NOT NULL,
    head_hash     $BYTES NOT NULL,
    head_at       BIGINT NOT NULL,
    head_recorded BIGINT NOT NULL
)$KEYED;

CREATE TABLE events (
    seq                $ROWID,
    stream             $ID NOT NULL,
    version            BIGINT NOT NULL,
    kind               $ID NOT NULL,
    class              $ID NOT NULL,
    at                 BIGINT NOT NULL,
    recorded_at        BIGINT NOT NULL,
    actor              TEXT NOT NULL,
    unit               $ID NOT NULL,
    command            TEXT NOT NULL,
    holder             $BYTES,
    private_commitment $BYTES,
    mac                $BYTES NOT NULL
);
CREATE UNIQUE INDEX events_stream ON events (stream, version);

CREATE TABLE particulars (
    stream  $ID NOT NULL,
    version BIGINT NOT NULL,
    bytes   $BYTES NOT NULL,
    PRIMARY KEY (stream, version)
)$KEYED;

-- seeds: 32 bytes for the holder's part, then 32 for the private part (absent once erased).
CREATE TABLE openings (
    stream $ID NOT NULL PRIMARY KEY,
    seeds  $BYTES NOT NULL
)$KEYED;

-- A row here opens the guard on particulars and openings for one stream, for ever.
CREATE TABLE erasures (
    stream $ID NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL
)$KEYED;

CREATE TABLE fresh (
    first $ROWID,
    count BIGINT NOT NULL
);

CREATE TABLE placed (
    place $ROWID,
    seq   BIGINT NOT NULL
);
CREATE UNIQUE INDEX placed_seq ON placed (seq);

CREATE TABLE commands (
    client       $ID NOT NULL,
    key          $ID NOT NULL,
    request_hash $BYTES NOT NULL,
    outcome      $BYTES,
    at           BIGINT NOT NULL,
    PRIMARY KEY (client, key)
)$KEYED;

CREATE TABLE counters (
    series $ID NOT NULL,
    day    $ID NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (series, day)
)$KEYED;

CREATE TABLE cursors (
    follower $ID NOT NULL PRIMARY KEY,
    place    BIGINT NOT NULL
)$KEYED;

CREATE TABLE parked (
    follower $ID NOT NULL,
    stream   $ID NOT NULL,
    place    BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error    TEXT NOT NULL,
    since    BIGINT NOT NULL,
    PRIMARY KEY (follower, stream)
)$KEYED;

CREATE TABLE settings (
    key   $ID NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
)$KEYED;
