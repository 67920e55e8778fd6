-- Schema 1. A record is kept as JSON beside the columns that are searched and sorted by.
-- Timestamps are RFC 3339 in UTC; days are ISO 8601.

CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Bodies by their hash: two captures with the same bytes share them. Raw deflate (RFC 1951).
CREATE TABLE body (
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    deflated BLOB NOT NULL
) STRICT;

CREATE TABLE capture (
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES body (sha256)
) STRICT;

-- `seq` is the order of arrival. `day` is the day the report counts as: published, but never after it was fetched.
-- The text stands last, so that lists do not read past it.
CREATE TABLE report (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    capture TEXT NOT NULL REFERENCES capture (id),
    relevant INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    published TEXT,
    day TEXT NOT NULL,
    outlet TEXT NOT NULL,
    title TEXT NOT NULL,
    meta TEXT NOT NULL,
    reading TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX report_relevant ON report (seq) WHERE relevant;
CREATE INDEX report_with_claims ON report (seq) WHERE claims > 0;

-- A claim is the `position`-th of its report's reading.
CREATE TABLE claim (
    id TEXT NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES report (seq),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    country TEXT
) STRICT;
CREATE INDEX claim_report ON claim (report);

CREATE VIRTUAL TABLE report_words USING fts5 (
    title, text, outlet,
    content = 'report',
    content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2'
);
-- Twice the default of segments before they are merged: a tenth more reports a second, a millisecond more for a search.
INSERT INTO report_words (report_words, rank) VALUES ('automerge', 8);
CREATE TRIGGER report_is_searchable AFTER INSERT ON report BEGIN
    INSERT INTO report_words (rowid, title, text, outlet) VALUES (new.seq, new.title, new.text, new.outlet);
END;

CREATE TABLE judgement (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL
) STRICT;

-- `latest_day` and `latest_seq` are those of its latest report.
CREATE TABLE incident (
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    country TEXT,
    origins INTEGER NOT NULL,
    latest_day TEXT NOT NULL,
    latest_seq INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX incident_latest ON incident (latest_day DESC, latest_seq DESC, id);
CREATE INDEX incident_stage ON incident (stage, latest_day DESC, latest_seq DESC, id);
CREATE INDEX incident_kind ON incident (kind, latest_day DESC, latest_seq DESC, id);
CREATE INDEX incident_country ON incident (country, latest_day DESC, latest_seq DESC, id);

CREATE TABLE incident_report (
    report TEXT NOT NULL,
    incident TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    PRIMARY KEY (report, incident)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_report_incident ON incident_report (incident);

CREATE TABLE watch (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partner (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `is_draft` sorts the warnings that need a decision to the front; `latest_us` is the latest step in microseconds of Unix time.
CREATE TABLE warning (
    id TEXT NOT NULL UNIQUE,
    incident TEXT NOT NULL,
    state TEXT NOT NULL,
    is_draft INTEGER NOT NULL,
    latest_us INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX warning_order ON warning (is_draft DESC, latest_us DESC, id);
CREATE INDEX warning_incident ON warning (incident);

CREATE TABLE release (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    warning TEXT NOT NULL REFERENCES warning (id),
    json TEXT NOT NULL
) STRICT;
CREATE INDEX release_warning ON release (warning, seq);

CREATE TABLE receipt (
    seq INTEGER PRIMARY KEY,
    release TEXT NOT NULL REFERENCES release (id),
    json TEXT NOT NULL,
    UNIQUE (release, json)
) STRICT;

CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_subject ON ledger (subject, seq);

-- What is evidence is only ever appended, even by a stray statement from another tool. The insert triggers are there because
-- INSERT OR REPLACE would otherwise delete a row without asking the delete triggers.
CREATE TRIGGER ledger_keeps_its_entries BEFORE UPDATE ON ledger BEGIN
    SELECT raise(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_loses_nothing BEFORE DELETE ON ledger BEGIN
    SELECT raise(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_has_no_gaps BEFORE INSERT ON ledger
WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger) BEGIN
    SELECT raise(ABORT, 'ledger entries are numbered without gaps');
END;

CREATE TRIGGER body_stays BEFORE UPDATE ON body BEGIN SELECT raise(ABORT, 'bodies are append-only'); END;
CREATE TRIGGER body_is_kept BEFORE DELETE ON body BEGIN SELECT raise(ABORT, 'bodies are append-only'); END;
CREATE TRIGGER body_is_new BEFORE INSERT ON body WHEN EXISTS (SELECT 1 FROM body WHERE sha256 = new.sha256) BEGIN
    SELECT raise(ABORT, 'bodies are append-only');
END;

CREATE TRIGGER capture_stays BEFORE UPDATE ON capture BEGIN SELECT raise(ABORT, 'captures are append-only'); END;
CREATE TRIGGER capture_is_kept BEFORE DELETE ON capture BEGIN SELECT raise(ABORT, 'captures are append-only'); END;
CREATE TRIGGER capture_is_new BEFORE INSERT ON capture WHEN EXISTS (SELECT 1 FROM capture WHERE id = new.id) BEGIN
    SELECT raise(ABORT, 'captures are append-only');
END;

CREATE TRIGGER report_stays BEFORE UPDATE ON report BEGIN SELECT raise(ABORT, 'reports are append-only'); END;
CREATE TRIGGER report_is_kept BEFORE DELETE ON report BEGIN SELECT raise(ABORT, 'reports are append-only'); END;
CREATE TRIGGER report_is_new BEFORE INSERT ON report
WHEN EXISTS (SELECT 1 FROM report WHERE id = new.id OR seq = new.seq) BEGIN
    SELECT raise(ABORT, 'reports are append-only');
END;

CREATE TRIGGER claim_stays BEFORE UPDATE ON claim BEGIN SELECT raise(ABORT, 'claims are append-only'); END;
CREATE TRIGGER claim_is_kept BEFORE DELETE ON claim BEGIN SELECT raise(ABORT, 'claims are append-only'); END;
CREATE TRIGGER claim_is_new BEFORE INSERT ON claim WHEN EXISTS (SELECT 1 FROM claim WHERE id = new.id) BEGIN
    SELECT raise(ABORT, 'claims are append-only');
END;

CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement BEGIN SELECT raise(ABORT, 'judgements are append-only'); END;
CREATE TRIGGER judgement_is_kept BEFORE DELETE ON judgement BEGIN SELECT raise(ABORT, 'judgements are append-only'); END;
CREATE TRIGGER judgement_is_new BEFORE INSERT ON judgement
WHEN EXISTS (SELECT 1 FROM judgement WHERE id = new.id OR seq = new.seq) BEGIN
    SELECT raise(ABORT, 'judgements are append-only');
END;

CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER receipt_is_kept BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER receipt_is_new BEFORE INSERT ON receipt
WHEN EXISTS (SELECT 1 FROM receipt WHERE seq = new.seq OR (release = new.release AND json = new.json)) BEGIN
    SELECT raise(ABORT, 'receipts are append-only');
END;
