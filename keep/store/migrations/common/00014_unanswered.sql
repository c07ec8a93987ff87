-- +goose Up
-- A state that was sent and never answered is given again: the answer to the system may have been lost.

DROP INDEX dossiers_untold;
CREATE INDEX dossiers_untold ON dossiers (n) WHERE exchange IN ('pending', 'sent');
