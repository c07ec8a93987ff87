-- +goose Up
-- The console of the care desk asks for what is open, by the unit or the agent that has it.

CREATE INDEX contacts_unit_open ON contacts (unit, waits) WHERE open = 1;
CREATE INDEX contacts_agent_open ON contacts (agent) WHERE open = 1;
