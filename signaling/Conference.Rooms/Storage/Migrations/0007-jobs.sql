-- Work on recordings that can wait: a queue that any recorder leases from, and what came of it.

-- One row per thing to be made: asked for again it is queued again.
CREATE TABLE jobs (
    id uuid NOT NULL,
    recording_id uuid NOT NULL,
    kind varchar(50) NOT NULL,
    variant varchar(100) NOT NULL,
    state text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by_id uuid,
    not_before timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    attempts integer NOT NULL,
    progress_permille integer NOT NULL,
    failure varchar(50),
    lease_owner text,
    lease_until timestamptz,
    CONSTRAINT pk_jobs PRIMARY KEY (id),
    CONSTRAINT ck_jobs_state CHECK (state IN ('Queued', 'Running', 'Done', 'Failed', 'Cancelled')),
    CONSTRAINT fk_jobs_recording_id FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT fk_jobs_requested_by_id FOREIGN KEY (requested_by_id) REFERENCES people (id) ON DELETE SET NULL
);

CREATE UNIQUE INDEX ix_jobs_recording_id_kind_variant ON jobs (recording_id, kind, variant);
CREATE INDEX ix_jobs_requested_at_running ON jobs (requested_at) WHERE state IN ('Queued', 'Running');
CREATE INDEX ix_jobs_requested_by_id ON jobs (requested_by_id);

-- What jobs made: an object of its own, or several under one name.
CREATE TABLE recording_files (
    id uuid NOT NULL,
    recording_id uuid NOT NULL,
    kind varchar(50) NOT NULL,
    variant varchar(100) NOT NULL,
    object_key text NOT NULL,
    content_type varchar(100) NOT NULL,
    bytes bigint NOT NULL,
    duration_milliseconds bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_recording_files PRIMARY KEY (id),
    CONSTRAINT fk_recording_files_recording_id FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_recording_files_recording_id_kind_variant ON recording_files (recording_id, kind, variant);

-- Recorders hear of work, and of a cancelled job: "job <job id> <recording id>". Progress is not told.
CREATE FUNCTION notify_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.state <> NEW.state THEN
        PERFORM pg_notify('conference_recordings', 'job ' || NEW.id || ' ' || NEW.recording_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER notify_job AFTER INSERT OR UPDATE ON jobs
    FOR EACH ROW EXECUTE FUNCTION notify_job();
