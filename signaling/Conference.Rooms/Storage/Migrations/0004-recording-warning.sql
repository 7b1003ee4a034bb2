-- What a running recording leaves out because its recorder's disk fills up. A change of it is told like a change of state.
ALTER TABLE recordings ADD COLUMN warning text;
ALTER TABLE recordings ADD CONSTRAINT ck_recordings_warning CHECK (warning IN ('NoVoices', 'NoCameras', 'SoundAlone'));

CREATE OR REPLACE FUNCTION notify_recording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('Requested', 'Recording', 'Finishing') AND NEW.lease_owner IS NULL
        AND (TG_OP = 'INSERT' OR OLD.lease_owner IS NOT NULL OR OLD.state <> NEW.state) THEN
        PERFORM pg_notify('conference_recordings', 'requested ' || NEW.id || ' ' || NEW.lecture_id);
    END IF;
    IF TG_OP = 'INSERT'
        OR (OLD.state, OLD.started_at, OLD.stop_requested_at, OLD.failure_reason, OLD.warning)
            IS DISTINCT FROM (NEW.state, NEW.started_at, NEW.stop_requested_at, NEW.failure_reason, NEW.warning) THEN
        PERFORM pg_notify('conference_recordings', 'changed ' || NEW.id || ' ' || NEW.lecture_id);
    END IF;
    RETURN NULL;
END
$$;
