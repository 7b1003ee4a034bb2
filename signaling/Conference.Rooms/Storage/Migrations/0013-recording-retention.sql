-- Recordings are deleted after their room's days, or by hand into a trash; "kept" excepts one from its room's days.
ALTER TABLE rooms ADD COLUMN recording_kept_days_at timestamptz;
ALTER TABLE recordings
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN is_kept boolean NOT NULL DEFAULT false;
UPDATE rooms SET recording_kept_days_at = now() WHERE recording_kept_days IS NOT NULL;
