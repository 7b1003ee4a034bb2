-- Objects that were put elsewhere while the first target of the store was away, and the journal of their way home. What has no row is at home.
CREATE TABLE object_detours (
    key varchar(512) NOT NULL,
    target varchar(40) NOT NULL,
    state text NOT NULL,
    content_type varchar(100) NOT NULL,
    length bigint NOT NULL,
    sha256 bytea,
    next_sha256 bytea,
    version uuid NOT NULL,
    not_before timestamptz NOT NULL,
    CONSTRAINT pk_object_detours PRIMARY KEY (key, target),
    CONSTRAINT ck_object_detours_state CHECK (state IN ('Arriving', 'Kept', 'Leftover'))
);

CREATE INDEX ix_object_detours_state_not_before ON object_detours (state, not_before);
