-- The outbox: what is to go to partners through channels, written with the step that sends it. `next_us` is when it is tried
-- next, in microseconds of Unix time; nothing once it is over.
CREATE TABLE sending (
    id TEXT PRIMARY KEY,
    release TEXT NOT NULL REFERENCES release (id),
    next_us INTEGER,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sending_next ON sending (next_us, id) WHERE next_us IS NOT NULL;
CREATE INDEX sending_release ON sending (release, id);
