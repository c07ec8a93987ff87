-- +goose Up
-- Numbers of events are given out in blocks, so that the events of one act are consecutive.

CREATE SEQUENCE event_blocks;
