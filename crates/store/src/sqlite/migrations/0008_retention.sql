-- Bytes that nothing rests on may go: a body is emptied, never removed, so that captures keep their hash. A body that was
-- emptied may be filled again when the same bytes come again. What is no report's own capture keeps its bytes.

CREATE INDEX report_of_capture ON report (capture);
CREATE INDEX capture_of_body ON capture (sha256);
-- The rows themselves are long: a daily look through all that tells of nothing reads this alone.
CREATE INDEX report_idle ON report (seq, capture) WHERE NOT relevant AND claims = 0;

DROP TRIGGER body_stays;
CREATE TRIGGER body_stays BEFORE UPDATE ON body
WHEN new.sha256 <> old.sha256 OR new.size <> old.size OR (length(old.deflated) > 0 AND (
    length(new.deflated) > 0 OR EXISTS (
        SELECT 1 FROM capture LEFT JOIN report ON report.capture = capture.id
        WHERE capture.sha256 = old.sha256 AND (report.id IS NULL OR report.relevant OR report.claims > 0))))
BEGIN SELECT raise(ABORT, 'bodies are append-only, but for those that nothing rests on'); END;
