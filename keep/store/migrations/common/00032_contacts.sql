-- +goose Up
-- Conversations of the care desk: a view of the streams contact/<id>. Who it was stands as keyed hashes; what was said, names and
-- numbers stand only in the events' personal parts. The search text has keyed hashes of words and of their beginnings.

CREATE TABLE contacts (
    n        $ROWID,
    id       $ID NOT NULL,
    code     $ID NOT NULL,
    channel  $ID NOT NULL,
    system   $ID NOT NULL,
    state    $ID NOT NULL,
    open     BIGINT NOT NULL,
    unit     $ID NOT NULL,
    agent    $ID NOT NULL,
    person   $ID NOT NULL,
    handle   $ID NOT NULL,
    outcome  $ID NOT NULL,
    began    BIGINT NOT NULL,
    waits    BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    closed   BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    promised BIGINT NOT NULL,
    reopened BIGINT NOT NULL,
    calls    BIGINT NOT NULL,
    talk     BIGINT NOT NULL,
    search   TEXT NOT NULL,
    version  BIGINT NOT NULL,
    updated  BIGINT NOT NULL
);
CREATE UNIQUE INDEX contacts_id ON contacts (id);
CREATE UNIQUE INDEX contacts_code ON contacts (code);
CREATE INDEX contacts_open ON contacts (state, began) WHERE open = 1;
CREATE INDEX contacts_person ON contacts (person, began) WHERE person <> '';
CREATE INDEX contacts_handle ON contacts (handle, began) WHERE handle <> '';
CREATE INDEX contacts_began ON contacts (began);
CREATE INDEX contacts_closed ON contacts (closed) WHERE closed > 0;

-- The units that have or had one.
CREATE TABLE contact_reach (
    contact $ID NOT NULL,
    unit    $ID NOT NULL,
    PRIMARY KEY (contact, unit)
)$KEYED;
CREATE INDEX contact_reach_unit ON contact_reach (unit, contact);

-- Keyed hashes of identities in other systems, of the contact and of its messages: an answer by mail finds its conversation.
CREATE TABLE contact_keys (
    key     $ID NOT NULL PRIMARY KEY,
    contact $ID NOT NULL
)$KEYED;

CREATE TABLE contact_links (
    contact $ID NOT NULL,
    kind    $ID NOT NULL,
    target  $ID NOT NULL,
    PRIMARY KEY (contact, kind, target)
)$KEYED;
CREATE INDEX contact_links_target ON contact_links (kind, target);

CREATE TABLE contact_tags (
    contact $ID NOT NULL,
    tag     $ID NOT NULL,
    PRIMARY KEY (contact, tag)
)$KEYED;
CREATE INDEX contact_tags_tag ON contact_tags (tag, contact);

CREATE TABLE contact_promises (
    contact $ID NOT NULL,
    version BIGINT NOT NULL,
    officer $ID NOT NULL,
    made    BIGINT NOT NULL,
    due     BIGINT NOT NULL,
    tried   BIGINT NOT NULL,
    outcome $ID NOT NULL,
    ended   BIGINT NOT NULL,
    PRIMARY KEY (contact, version)
)$KEYED;
CREATE INDEX contact_promises_due ON contact_promises (due);
