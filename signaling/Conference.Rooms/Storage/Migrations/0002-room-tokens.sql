-- Bearer tokens of WHIP and WHEP can be listed and withdrawn.

CREATE TABLE room_tokens (
    id uuid NOT NULL,
    room_id uuid NOT NULL,
    use text NOT NULL,
    name varchar(100) NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_room_tokens PRIMARY KEY (id),
    CONSTRAINT ck_room_tokens_role CHECK (role IN ('Student', 'Teacher')),
    CONSTRAINT ck_room_tokens_use CHECK (use IN ('Whip', 'Whep')),
    CONSTRAINT fk_room_tokens_room_id FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE
);

CREATE INDEX ix_room_tokens_room_id ON room_tokens (room_id);
