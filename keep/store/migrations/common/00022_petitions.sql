-- +goose Up
-- Petitions: a view of the streams petition/<id>. Who sent one stands as a keyed hash; what was sent stands only in the events'
-- personal parts. The folded words and the public text are of what was written for everybody.

CREATE TABLE petitions (
    id        $ID NOT NULL PRIMARY KEY,
    code      $ID NOT NULL,
    channel   $ID NOT NULL,
    system    $ID NOT NULL,
    external  $ID NOT NULL,
    class     $ID NOT NULL,
    level     $ID NOT NULL,
    state     $ID NOT NULL,
    open      BIGINT NOT NULL,
    unit      $ID NOT NULL,
    lead      $ID NOT NULL,
    person    $ID NOT NULL,
    commune   $ID NOT NULL,
    dossier   $ID NOT NULL,
    into_id   $ID NOT NULL,
    sent      BIGINT NOT NULL,
    clock     $ID NOT NULL,
    due       BIGINT NOT NULL,
    late      BIGINT NOT NULL,
    answered  BIGINT NOT NULL,
    resolved  BIGINT NOT NULL,
    published BIGINT NOT NULL,
    reopened  BIGINT NOT NULL,
    rating    $ID NOT NULL,
    public    TEXT NOT NULL,
    search    TEXT NOT NULL,
    version   BIGINT NOT NULL,
    updated   BIGINT NOT NULL
)$KEYED;
CREATE UNIQUE INDEX petitions_code ON petitions (code);
CREATE INDEX petitions_open ON petitions (open, due);
CREATE INDEX petitions_unit ON petitions (unit, open);
CREATE INDEX petitions_person ON petitions (person, sent);
CREATE INDEX petitions_published ON petitions (published) WHERE published > 0;
CREATE INDEX petitions_dossier ON petitions (dossier) WHERE dossier <> '';
CREATE INDEX petitions_external ON petitions (system, external) WHERE external <> '';

-- The units that have or had to do with one.
CREATE TABLE petition_reach (
    petition $ID NOT NULL,
    unit     $ID NOT NULL,
    PRIMARY KEY (petition, unit)
)$KEYED;
CREATE INDEX petition_reach_unit ON petition_reach (unit, petition);
