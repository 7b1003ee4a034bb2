-- What each viewer has watched of a recording: starts and ends in turn, milliseconds from its start. Viewers without an account have a number in the place of a person.
CREATE TABLE recording_viewings (
    recording_id uuid NOT NULL,
    viewer_id uuid NOT NULL,
    person_id uuid,
    watched bigint[] NOT NULL DEFAULT '{}',
    last_at timestamptz NOT NULL,
    CONSTRAINT pk_recording_viewings PRIMARY KEY (recording_id, viewer_id),
    CONSTRAINT fk_recording_viewings_recording_id FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT fk_recording_viewings_person_id FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
);

CREATE INDEX ix_recording_viewings_person_id ON recording_viewings (person_id);
