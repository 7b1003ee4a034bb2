-- Where nothing came from the publisher and the media is filled: starts and ends in turn, milliseconds from the recording's start.
ALTER TABLE renditions ADD COLUMN gaps bigint[] NOT NULL DEFAULT '{}';
