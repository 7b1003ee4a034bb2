-- When media came to a recording that was done: what had been made of it before is made anew.
ALTER TABLE recordings ADD COLUMN grown_at timestamptz;
