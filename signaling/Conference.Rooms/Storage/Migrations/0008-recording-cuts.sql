-- What is left out of a recording when it is played, and what was left out of a file of it: starts and ends in turn, milliseconds from the recording's start.
ALTER TABLE recordings ADD COLUMN cuts bigint[] NOT NULL DEFAULT '{}';
ALTER TABLE recording_files ADD COLUMN cuts bigint[] NOT NULL DEFAULT '{}';
