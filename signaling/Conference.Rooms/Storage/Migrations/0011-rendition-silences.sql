-- Where nobody is heard in a mix: starts and ends in turn, milliseconds from the recording's start.
ALTER TABLE renditions ADD COLUMN silences bigint[] NOT NULL DEFAULT '{}';
