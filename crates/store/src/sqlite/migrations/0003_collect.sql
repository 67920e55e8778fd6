-- Schema 3. What collecting knows: how asking each source goes, and which articles it brought.

CREATE TABLE source_state (
    id TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `key` is what makes an article the same one by whatever way it comes; `wanted` that its page is still to be fetched.
CREATE TABLE article (
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX article_wanted ON article (first_us, key) WHERE wanted;

CREATE TABLE article_report (
    report TEXT PRIMARY KEY,
    article TEXT NOT NULL
) STRICT, WITHOUT ROWID;
