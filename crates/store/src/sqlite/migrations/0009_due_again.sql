-- What an earlier program put into partners' collections may stand on reports that partners have held back since. All copies are
-- made anew once, where there are such reports and accounts at all.
INSERT INTO taxii_due (warning)
SELECT DISTINCT warning FROM release
WHERE EXISTS (SELECT 1 FROM report_handling) AND EXISTS (SELECT 1 FROM taxii_account);
