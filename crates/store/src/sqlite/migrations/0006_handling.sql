-- Schema 6. Under which rules partners sent their reports: few have any, and it is asked whenever something is to leave.

CREATE TABLE report_handling (
    report TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
