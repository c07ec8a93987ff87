-- +goose Up
-- What another system that filed a dossier has not taken yet; few dossiers at a time.

CREATE INDEX dossiers_untold ON dossiers (n) WHERE exchange = 'pending';
