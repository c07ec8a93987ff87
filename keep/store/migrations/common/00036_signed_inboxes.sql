-- +goose Up
-- Signed inboxes: keys of systems, what they sent and what became of it, and what they are called back about.

-- way: in, what a system signs with; out, what it is called with. A secret stands sealed.
CREATE TABLE signing_keys (
    id      $ID NOT NULL PRIMARY KEY,
    system  $ID NOT NULL,
    way     $ID NOT NULL,
    secret  $BYTES NOT NULL,
    created BIGINT NOT NULL,
    ends    BIGINT NOT NULL,
    used    BIGINT NOT NULL
)$KEYED;
CREATE INDEX signing_keys_system ON signing_keys (system, created);

-- Where a system is called back.
CREATE TABLE hooks (
    system  $ID NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    since   BIGINT NOT NULL
)$KEYED;

-- hash is of the body as it came; ref what it is about in the sender's words; said when the sender says that it was.
ALTER TABLE inbox ADD COLUMN kind $ID NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN hash $ID NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN ref $ID NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN said_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX inbox_ref ON inbox (system, ref, said_at) WHERE ref <> '';

-- What came to an inbox and was not taken, and what came again, by day.
CREATE TABLE inbox_counts (
    system  $ID NOT NULL,
    day     $ID NOT NULL,
    what    $ID NOT NULL,
    n       BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (system, day, what)
)$KEYED;

-- One call back for each event and system.
CREATE TABLE callbacks (
    id       $ID NOT NULL PRIMARY KEY,
    system   $ID NOT NULL,
    stream   $ID NOT NULL,
    version  BIGINT NOT NULL,
    body     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    state    $ID NOT NULL,
    attempts BIGINT NOT NULL,
    error    TEXT NOT NULL,
    sent_at  BIGINT NOT NULL
)$KEYED;
CREATE INDEX callbacks_state ON callbacks (state, at);
