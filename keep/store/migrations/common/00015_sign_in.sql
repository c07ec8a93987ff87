-- +goose Up
-- Second factors, sign-ins under way, and what a session is known by.

-- What more than the password a session still needs ('' = nothing), how it was signed in, and on which device.
ALTER TABLE sessions ADD COLUMN stage $ID NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN method $ID NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- A password that somebody else has seen is changed at the first sign-in; wrong codes are counted apart from wrong passwords.
ALTER TABLE accounts ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN code_failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN code_failed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_number ON accounts (number) WHERE number <> '';

-- What an account proves itself with beside its password: an authenticator's secret (sealed), a passkey, the hash of a recovery code.
CREATE TABLE factors (
    id      $ID NOT NULL PRIMARY KEY,
    account $ID NOT NULL,
    kind    $ID NOT NULL,
    name    TEXT NOT NULL,
    data    TEXT NOT NULL,
    mark    BIGINT NOT NULL,
    created BIGINT NOT NULL,
    used    BIGINT NOT NULL
)$KEYED;
CREATE INDEX factors_account ON factors (account, kind);

-- What was begun and is finished once: a sign-in at another site, a challenge, a recovery code handed over. Kept by the hash of its token.
CREATE TABLE flows (
    token   $BYTES NOT NULL PRIMARY KEY,
    kind    $ID NOT NULL,
    account $ID NOT NULL,
    data    TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
)$KEYED;
CREATE INDEX flows_expires ON flows (expires);
CREATE INDEX flows_account ON flows (account);
