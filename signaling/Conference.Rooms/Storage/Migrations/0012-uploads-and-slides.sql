-- Uploaded videos that become recordings, and where slides came.
ALTER TABLE recordings DROP CONSTRAINT ck_recordings_state;
ALTER TABLE recordings ADD CONSTRAINT ck_recordings_state CHECK (state IN ('Requested', 'Recording', 'Finishing', 'Ready', 'Importing', 'Failed'));
ALTER TABLE recordings ADD COLUMN title varchar(200);
ALTER TABLE recordings ADD COLUMN slides bigint[] NOT NULL DEFAULT '{}';

CREATE TABLE uploads (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    room_id uuid NOT NULL,
    file_name varchar(255) NOT NULL,
    title varchar(200) NOT NULL,
    held_at timestamptz NOT NULL,
    length bigint NOT NULL,
    received bigint NOT NULL,
    created_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    recording_id uuid,
    CONSTRAINT pk_uploads PRIMARY KEY (id),
    CONSTRAINT fk_uploads_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT fk_uploads_room_id FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
    CONSTRAINT fk_uploads_recording_id FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);

CREATE INDEX ix_uploads_person_id ON uploads (person_id);
CREATE INDEX ix_uploads_room_id ON uploads (room_id);
CREATE INDEX ix_uploads_recording_id ON uploads (recording_id);

-- Their bytes lie in the object store; a row says which object holds which stretch.
CREATE TABLE upload_pieces (
    upload_id uuid NOT NULL,
    position bigint NOT NULL,
    length integer NOT NULL,
    object_key text NOT NULL,
    CONSTRAINT pk_upload_pieces PRIMARY KEY (upload_id, position),
    CONSTRAINT fk_upload_pieces_upload_id FOREIGN KEY (upload_id) REFERENCES uploads (id) ON DELETE CASCADE
);
