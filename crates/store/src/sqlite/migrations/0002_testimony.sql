-- What each source stood for in each incident, so that a source's record can be told without reading every incident. Derived,
-- like the incidents that it comes from. `day` is the day on which it was settled, or else said; empty if neither is known.
CREATE TABLE testimony (
    source TEXT NOT NULL,
    incident TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    day TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (source, incident)
) STRICT, WITHOUT ROWID;
CREATE INDEX testimony_incident ON testimony (incident);
CREATE INDEX testimony_day ON testimony (source, day DESC, incident);
