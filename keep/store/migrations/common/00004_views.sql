-- +goose Up
-- Views: each row can be made again from the events of its stream.

CREATE TABLE dossiers (
    n               $ROWID,
    id              $ID NOT NULL,
    code            $ID NOT NULL,
    procedure       $ID NOT NULL,
    proc_version    BIGINT NOT NULL,
    case_id         $ID NOT NULL,
    channel         $ID NOT NULL,
    state           BIGINT NOT NULL,
    finance         $ID NOT NULL,
    hand_over       $ID NOT NULL,
    exchange        $ID NOT NULL,
    help_unit       $ID NOT NULL,
    reception_unit  $ID NOT NULL,
    competent_unit  $ID NOT NULL,
    filed_at        BIGINT NOT NULL,
    received_at     BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    original_due_at BIGINT NOT NULL,
    ended_at        BIGINT NOT NULL,
    handed_at       BIGINT NOT NULL,
    late            BIGINT NOT NULL,
    owner_name      TEXT NOT NULL,
    applicant_name  TEXT NOT NULL,
    subject         TEXT NOT NULL,
    title           TEXT NOT NULL,
    step_names      TEXT NOT NULL,
    version         BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    check_hash      $BYTES,
    search          TEXT NOT NULL
);
CREATE UNIQUE INDEX dossiers_id ON dossiers (id);
CREATE INDEX dossiers_open ON dossiers (due_at, reception_unit, competent_unit, state) WHERE ended_at = 0;
-- What waits at the desks: filed online and not received, and results not handed over.
CREATE INDEX dossiers_filed ON dossiers (reception_unit) WHERE state = 1;
CREATE INDEX dossiers_waiting ON dossiers (reception_unit) WHERE state = 9;

-- Which units a dossier reaches: of help, of reception, competent, and of each of its tasks.
CREATE TABLE reach (
    unit    $ID NOT NULL,
    dossier BIGINT NOT NULL,
    PRIMARY KEY (unit, dossier)
)$KEYED;

CREATE TABLE tasks (
    dossier BIGINT NOT NULL,
    token   $ID NOT NULL,
    node    $ID NOT NULL,
    name    TEXT NOT NULL,
    work    $ID NOT NULL,
    unit    $ID NOT NULL,
    role    $ID NOT NULL,
    holder  $ID NOT NULL,
    since   BIGINT NOT NULL,
    due     BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (dossier, token)
)$KEYED;
CREATE INDEX tasks_open ON tasks (unit, due) WHERE done_at = 0;
CREATE INDEX tasks_held ON tasks (holder, due) WHERE done_at = 0 AND holder <> '';

CREATE TABLE codes (
    code    $ID NOT NULL,
    system  $ID NOT NULL,
    dossier BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (code, system, dossier)
)$KEYED;
CREATE INDEX codes_dossier ON codes (dossier);

CREATE TABLE parties (
    dossier    BIGINT NOT NULL,
    role       $ID NOT NULL,
    person_key $ID NOT NULL,
    PRIMARY KEY (dossier, role, person_key)
)$KEYED;
CREATE INDEX parties_person ON parties (person_key, dossier);

CREATE TABLE people (
    person_key $ID NOT NULL PRIMARY KEY,
    kind       $ID NOT NULL,
    number     $ID NOT NULL,
    name       TEXT NOT NULL,
    folded     $ID NOT NULL,
    birth      $ID NOT NULL,
    sex        $ID NOT NULL,
    phone      TEXT NOT NULL,
    email      TEXT NOT NULL,
    address    TEXT NOT NULL,
    updated    BIGINT NOT NULL
)$KEYED;
CREATE INDEX people_folded ON people (folded);

CREATE TABLE letters (
    id        $ID NOT NULL PRIMARY KEY,
    dossier   $ID NOT NULL,
    kind      $ID NOT NULL,
    template  $ID NOT NULL,
    data      $BYTES,
    data_hash $BYTES NOT NULL,
    pdf_hash  $BYTES,
    at        BIGINT NOT NULL
)$KEYED;
CREATE INDEX letters_dossier ON letters (dossier, at);

CREATE TABLE attachments (
    dossier $ID NOT NULL,
    paper   $ID NOT NULL,
    blob    $ID NOT NULL,
    name    TEXT NOT NULL,
    size    BIGINT NOT NULL,
    type    $ID NOT NULL,
    by_whom $ID NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (dossier, paper, blob)
)$KEYED;
CREATE INDEX attachments_blob ON attachments (blob);

CREATE TABLE tallies (
    measure $ID NOT NULL,
    unit    $ID NOT NULL,
    day     $ID NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (measure, unit, day)
)$KEYED;
