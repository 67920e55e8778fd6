#!/usr/bin/env python3
"""Checks our STIX and MISP with misp-stix, which is how MISP itself reads STIX.

Usage: .ci/check_misp.py BUNDLE.json MISP-FEED-FOLDER TAXONOMY,TAXONOMY...

misp-stix must turn the bundle into MISP events that hold every headline; each event of the feed must have objects of the
template cap-alert that PyMISP knows; and the events together must be tagged out of each of the taxonomies named.
Exits 0 if all of it holds; an assertion says what does not.
"""

import glob
import json
import os
import sys

from misp_stix_converter import ExternalSTIX2toMISPParser
from pymisp import MISPEvent, MISPObject


def main(bundle, feed, taxonomies):
    import stix2

    text = open(bundle, encoding="utf-8").read()
    parser = ExternalSTIX2toMISPParser()
    parser.load_stix_bundle(stix2.parse(text, allow_custom=True))
    parser.parse_stix_bundle()
    events = parser.misp_events if isinstance(parser.misp_events, list) else [parser.misp_event]
    read = json.dumps([json.loads(event.to_json()) for event in events], ensure_ascii=False)
    names = [one["name"] for one in json.loads(text)["objects"] if one["type"] == "report"]
    missing = [name for name in names if json.dumps(name, ensure_ascii=False)[1:-1] not in read]
    assert names and not missing, f"misp-stix lost {missing}"

    tags, alerts = set(), 0
    for path in glob.glob(os.path.join(feed, "*-*.json")):
        event = MISPEvent()
        event.load_file(path)
        tags |= {tag.name for tag in event.tags}
        for found in event.get_objects_by_name("cap-alert") + event.get_objects_by_name("cap-info"):
            known = MISPObject(found.name, strict=True)
            assert found.template_uuid == known.template_uuid, f"{path}: {found.name} is of another template"
            wrong = [a.object_relation for a in found.attributes if a.object_relation not in known._definition["attributes"]]
            assert not wrong, f"{path}: {found.name} has no {wrong}"
            need = set(known._definition.get("required", []))
            lacks = need - {attribute.object_relation for attribute in found.attributes}
            assert not lacks, f"{path}: {found.name} lacks {lacks}"
            alerts += found.name == "cap-alert"
    assert alerts, "no cap-alert in the feed"
    for taxonomy in taxonomies:
        assert any(tag.startswith(taxonomy + ":") for tag in tags), f"no tag of {taxonomy} among {sorted(tags)}"
    print(f"misp-stix read {len(names)} reports; {alerts} cap-alert objects; tags of {', '.join(taxonomies)}")


main(sys.argv[1], sys.argv[2], sys.argv[3].split(","))
