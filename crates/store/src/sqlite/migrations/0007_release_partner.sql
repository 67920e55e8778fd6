-- Schema 7. A partner's own releases, latest first: what its lists cost does not depend on how many others were released to.
CREATE INDEX release_partner ON release (json_extract(json, '$.partner'), seq);
