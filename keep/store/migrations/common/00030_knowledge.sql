-- +goose Up
-- What those who answer people go by: a view of the streams knowledge/<id>. Nothing personal stands in it.

CREATE TABLE knowledge (
    id      $ID NOT NULL PRIMARY KEY,
    slug    $ID NOT NULL,
    version BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    body    TEXT NOT NULL
)$KEYED;
CREATE UNIQUE INDEX knowledge_slug ON knowledge (slug);
CREATE INDEX knowledge_updated ON knowledge (updated);
CREATE INDEX knowledge_version ON knowledge (version);

-- Whether a public article helped: one answer of a browser about one text. A changed answer takes the place of the first.
CREATE TABLE knowledge_votes (
    item   $ID NOT NULL,
    rev    BIGINT NOT NULL,
    voter  $ID NOT NULL,
    helped BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (item, rev, voter)
)$KEYED;
