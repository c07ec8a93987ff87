-- +goose Up
-- Whose call runs in a contact, so that its officer sees it on every page. A contact in which a call runs cannot be closed.
ALTER TABLE contacts ADD COLUMN caller TEXT NOT NULL DEFAULT '';
UPDATE contacts SET caller = COALESCE((
    SELECT c.actor
    FROM events c
    WHERE c.stream = 'contact/' || contacts.id AND c.kind = 'contact.call' AND NOT EXISTS (
        SELECT 1 FROM events h WHERE h.stream = c.stream AND h.kind = 'contact.hang-up' AND h.version > c.version
    )
    LIMIT 1
), '')
WHERE open = 1 AND calls > 0;
CREATE INDEX contacts_caller ON contacts (caller) WHERE caller <> '';
