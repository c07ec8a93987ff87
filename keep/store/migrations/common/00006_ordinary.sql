-- +goose Up
-- Ordinary tables: no events, kept only as long as they are needed.

CREATE TABLE drafts (
    id      $ID NOT NULL PRIMARY KEY,
    owner   $ID NOT NULL,
    kind    $ID NOT NULL,
    body    $BYTES NOT NULL,
    updated BIGINT NOT NULL,
    expires BIGINT NOT NULL
)$KEYED;
CREATE INDEX drafts_owner ON drafts (owner, updated);
CREATE INDEX drafts_expires ON drafts (expires);

CREATE TABLE sessions (
    token   $BYTES NOT NULL PRIMARY KEY,
    account $ID NOT NULL,
    csrf    $ID NOT NULL,
    post    $ID NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    expires BIGINT NOT NULL
)$KEYED;
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE accounts (
    id            $ID NOT NULL PRIMARY KEY,
    username      $ID NOT NULL,
    kind          $ID NOT NULL,
    person        $ID NOT NULL,
    name          TEXT NOT NULL,
    number        $ID NOT NULL,
    password_hash TEXT NOT NULL,
    locked_until  BIGINT NOT NULL,
    failures      BIGINT NOT NULL,
    last_failure  BIGINT NOT NULL,
    created       BIGINT NOT NULL
)$KEYED;
CREATE UNIQUE INDEX accounts_username ON accounts (username);

CREATE TABLE reads (
    at      BIGINT NOT NULL,
    account $ID NOT NULL,
    post    $ID NOT NULL,
    dossier $ID NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (dossier, at, account, post)
)$KEYED;
CREATE INDEX reads_account ON reads (account, at);

CREATE TABLE uploads (
    id      $ID NOT NULL PRIMARY KEY,
    owner   $ID NOT NULL,
    draft   $ID NOT NULL,
    paper   $ID NOT NULL,
    blob    $ID NOT NULL,
    name    TEXT NOT NULL,
    size    BIGINT NOT NULL,
    type    $ID NOT NULL,
    at      BIGINT NOT NULL,
    expires BIGINT NOT NULL
)$KEYED;
CREATE INDEX uploads_draft ON uploads (draft);
CREATE INDEX uploads_expires ON uploads (expires);

CREATE TABLE inbox (
    system      $ID NOT NULL,
    message     $ID NOT NULL,
    body        $BYTES NOT NULL,
    received_at BIGINT NOT NULL,
    state       $ID NOT NULL,
    dossier     $ID NOT NULL,
    error       TEXT NOT NULL,
    PRIMARY KEY (system, message)
)$KEYED;
CREATE INDEX inbox_state ON inbox (state, received_at);

-- key is the unique key: a second row for the same work cannot be made while the first stands.
CREATE TABLE jobs (
    key          $ID NOT NULL PRIMARY KEY,
    kind         $ID NOT NULL,
    args         TEXT NOT NULL,
    run_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    state        $ID NOT NULL,
    last_error   TEXT NOT NULL,
    created      BIGINT NOT NULL
)$KEYED;
CREATE INDEX jobs_ready ON jobs (run_at) WHERE state = 'ready';
CREATE INDEX jobs_leased ON jobs (leased_until) WHERE state = 'leased';
CREATE INDEX jobs_failed ON jobs (kind, run_at) WHERE state = 'failed';
