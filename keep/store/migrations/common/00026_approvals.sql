-- +goose Up
-- Approvals that wait, by unit: whoever has the power of many agencies looks through theirs, and not through all their open work.
CREATE INDEX tasks_approve ON tasks (unit, due) WHERE done_at = 0 AND work = 'approve';
