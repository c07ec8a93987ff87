-- +goose Up
-- Who acts for whom: a view of the streams of mandates. Who they are stands sealed in people.

CREATE TABLE mandates (
    id         $ID NOT NULL PRIMARY KEY,
    kind       $ID NOT NULL,
    state      $ID NOT NULL,
    principal  $ID NOT NULL,
    holder     $ID NOT NULL,
    procedures TEXT NOT NULL,
    from_at    BIGINT NOT NULL,
    to_at      BIGINT NOT NULL,
    unit       $ID NOT NULL,
    people     TEXT NOT NULL,
    version    BIGINT NOT NULL,
    changed    BIGINT NOT NULL
)$KEYED;
CREATE INDEX mandates_holder ON mandates (holder);
CREATE INDEX mandates_principal ON mandates (principal);
CREATE INDEX mandates_unit ON mandates (unit, state) WHERE unit <> '';
