-- How each room's lectures are recorded and who may see the recordings. Rooms that are there keep to what was so far: by hand, for owner and staff, for good.
ALTER TABLE rooms
    ADD COLUMN recording_mode text NOT NULL DEFAULT 'Manual',
    ADD COLUMN recording_audience text NOT NULL DEFAULT 'Staff',
    ADD COLUMN recording_kept_days integer,
    ADD COLUMN recording_may_be_downloaded boolean NOT NULL DEFAULT false;
ALTER TABLE rooms
    ALTER COLUMN recording_mode DROP DEFAULT,
    ALTER COLUMN recording_audience DROP DEFAULT,
    ALTER COLUMN recording_may_be_downloaded DROP DEFAULT,
    ADD CONSTRAINT ck_rooms_recording_mode CHECK (recording_mode IN ('Off', 'Manual', 'Automatic')),
    ADD CONSTRAINT ck_rooms_recording_audience CHECK (recording_audience IN ('Staff', 'Room', 'Link'));

-- The unguessable part of a link by which anybody may see one recording; withdrawn by clearing it.
ALTER TABLE recordings ADD COLUMN share_code varchar(20);
CREATE UNIQUE INDEX ix_recordings_share_code ON recordings (share_code);
