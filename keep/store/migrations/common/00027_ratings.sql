-- +goose Up
-- What people say about their results: a view of the streams rating/<id>. Who said it stands nowhere but in the hash that is
-- the identity; their own words are in the events' personal parts.

CREATE TABLE ratings (
    id        $ID NOT NULL PRIMARY KEY,
    dossier   $ID NOT NULL,
    unit      $ID NOT NULL,
    reception $ID NOT NULL,
    procedure $ID NOT NULL,
    channel   $ID NOT NULL,
    ended     $ID NOT NULL,
    way       $ID NOT NULL,
    given     BIGINT NOT NULL,
    recorded  BIGINT NOT NULL,
    points    $ID NOT NULL,
    lacks     TEXT NOT NULL,
    synthetic BIGINT NOT NULL,
    followed  $ID NOT NULL,
    stage     $ID NOT NULL,
    level     BIGINT NOT NULL,
    opened    BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    closed    BIGINT NOT NULL,
    raised    BIGINT NOT NULL
)$KEYED;
CREATE INDEX ratings_dossier ON ratings (dossier);
CREATE INDEX ratings_recorded ON ratings (recorded);
CREATE INDEX ratings_opened ON ratings (closed, due) WHERE opened > 0;
