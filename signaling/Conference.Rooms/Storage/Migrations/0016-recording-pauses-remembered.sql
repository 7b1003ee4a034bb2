-- Every moment at which a recording was paused and at which it went on, in turn: a Part whose row comes later than the pause ends there all the same.
ALTER TABLE recordings ADD COLUMN pauses timestamptz[] NOT NULL DEFAULT '{}';
UPDATE recordings SET pauses = ARRAY[paused_at] WHERE paused_at IS NOT NULL;
