-- +goose Up
-- What was found in conversations that were drawn for a quality sample, as it holds: a later finding mends the one before.
CREATE TABLE contact_findings (
    contact $ID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    officer $ID NOT NULL,
    reader  $ID NOT NULL,
    result  $ID NOT NULL,
    at      BIGINT NOT NULL
)$KEYED;
CREATE INDEX contact_findings_at ON contact_findings (at);
CREATE INDEX contact_findings_officer ON contact_findings (officer, at);
