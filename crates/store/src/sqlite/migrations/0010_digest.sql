-- Messages that wait for the same digest.
CREATE INDEX sending_digest ON sending (json_extract(json, '$.digest'), id) WHERE next_us IS NOT NULL;
