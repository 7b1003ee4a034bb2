-- Chapters: the marks that a teacher sets while the lecture is recorded.
CREATE TABLE chapter_marks (
    id uuid NOT NULL,
    lecture_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    title varchar(100),
    at timestamptz NOT NULL,
    CONSTRAINT pk_chapter_marks PRIMARY KEY (id),
    CONSTRAINT fk_chapter_marks_lecture_id FOREIGN KEY (lecture_id) REFERENCES lectures (id) ON DELETE CASCADE,
    CONSTRAINT fk_chapter_marks_participant_id FOREIGN KEY (participant_id) REFERENCES lecture_participants (id) ON DELETE CASCADE
);

CREATE INDEX ix_chapter_marks_lecture_id_at ON chapter_marks (lecture_id, at);
CREATE INDEX ix_chapter_marks_participant_id ON chapter_marks (participant_id);
