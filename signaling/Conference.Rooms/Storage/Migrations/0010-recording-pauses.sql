-- A recording can be paused: nothing is captured, and its time line goes on where it stopped.
ALTER TABLE recordings ADD COLUMN paused_at timestamptz;
ALTER TABLE parts ADD COLUMN ends_in_pause boolean NOT NULL DEFAULT false;
ALTER TABLE parts ALTER COLUMN ends_in_pause DROP DEFAULT;

CREATE OR REPLACE FUNCTION notify_recording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('Requested', 'Recording', 'Finishing') AND NEW.lease_owner IS NULL
        AND (TG_OP = 'INSERT' OR OLD.lease_owner IS NOT NULL OR OLD.state <> NEW.state) THEN
        PERFORM pg_notify('conference_recordings', 'requested ' || NEW.id || ' ' || NEW.lecture_id);
    END IF;
    IF TG_OP = 'INSERT'
        OR (OLD.state, OLD.started_at, OLD.stop_requested_at, OLD.failure_reason, OLD.warning, OLD.paused_at)
            IS DISTINCT FROM (NEW.state, NEW.started_at, NEW.stop_requested_at, NEW.failure_reason, NEW.warning, NEW.paused_at) THEN
        PERFORM pg_notify('conference_recordings', 'changed ' || NEW.id || ' ' || NEW.lecture_id);
    END IF;
    RETURN NULL;
END
$$;
