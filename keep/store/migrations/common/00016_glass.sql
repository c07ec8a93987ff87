-- +goose Up
-- Dossiers that somebody opened without a right of their own, or will look into for a reason: who, why and until when.

CREATE TABLE glass (
    account $ID NOT NULL,
    dossier $ID NOT NULL,
    at      BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    post    $ID NOT NULL,
    unit    $ID NOT NULL,
    reason  TEXT NOT NULL,
    PRIMARY KEY (dossier, at, account)
)$KEYED;
CREATE INDEX glass_account ON glass (account, until);
CREATE INDEX glass_at ON glass (at);
