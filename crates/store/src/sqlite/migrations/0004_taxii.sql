-- Schema 4. The TAXII server: accounts, collections, objects.

CREATE TABLE taxii_account (
    partner TEXT PRIMARY KEY,
    secret_sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `last_us` is the latest `added_us` ever given in it: no date comes twice or runs backwards, also after objects went.
CREATE TABLE taxii_collection (
    num INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    partner TEXT NOT NULL,
    alias TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    released INTEGER NOT NULL,
    can_read INTEGER NOT NULL,
    can_write INTEGER NOT NULL,
    last_us INTEGER NOT NULL DEFAULT 0,
    UNIQUE (partner, alias)
) STRICT;

-- One version of one object. `added_us` and `version_us` are microseconds of Unix time; `id_key` is a hash of the
-- collection and the id, so that the index over random ids stays small. `json` are the bytes that came.
CREATE TABLE taxii_object (
    seq INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL,
    added_us INTEGER NOT NULL,
    id_key INTEGER NOT NULL,
    version_us INTEGER NOT NULL,
    is_first INTEGER NOT NULL,
    is_last INTEGER NOT NULL,
    spec TEXT NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
-- All filters but the id are decided in the index.
CREATE UNIQUE INDEX taxii_object_added
    ON taxii_object (collection, added_us, is_last, is_first, version_us, spec, type);
CREATE INDEX taxii_object_id ON taxii_object (id_key);

-- Released warnings whose copies changed and are not in the partners' collections yet: written with the change itself.
CREATE TABLE taxii_due (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    warning TEXT NOT NULL
) STRICT;
CREATE TRIGGER taxii_due_release_new AFTER INSERT ON release
WHEN EXISTS (SELECT 1 FROM taxii_account) BEGIN
    INSERT INTO taxii_due (warning) VALUES (new.warning);
END;
CREATE TRIGGER taxii_due_release AFTER UPDATE ON release
WHEN EXISTS (SELECT 1 FROM taxii_account) BEGIN
    INSERT INTO taxii_due (warning) VALUES (new.warning);
END;
CREATE TRIGGER taxii_due_receipt AFTER INSERT ON receipt
WHEN EXISTS (SELECT 1 FROM taxii_account) BEGIN
    INSERT INTO taxii_due (warning) SELECT warning FROM release WHERE id = new.release;
END;
CREATE TRIGGER taxii_due_warning AFTER UPDATE ON warning
WHEN EXISTS (SELECT 1 FROM taxii_account) AND EXISTS (SELECT 1 FROM release WHERE warning = new.id) BEGIN
    INSERT INTO taxii_due (warning) VALUES (new.id);
END;
