#!/usr/bin/env python3
"""taxii_client.py serve DIR: medallion with its memory backend, behind HTTP Basic, with 63 reports in pages of 20; the address and the
collection stand in DIR/medallion, requests for objects in DIR/asked.
taxii_client.py asked DIR: how many pages were asked for. taxii_client.py add DIR NAME...: adds reports.
taxii_client.py count STORE: how many reports a store has. taxii_client.py check DIR STORE: each was read, and once."""
import base64, json, pathlib, sqlite3, sys, urllib.request, uuid

ACCOUNT = ("duty", "open sesame")
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
TAXII = "application/taxii+json;version=2.1"
COUNT = 63


def report(name):
    at = "2025-05-14T09:30:00.000Z"
    return {
        "type": "report", "spec_version": "2.1", "id": "report--" + str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "created": at, "modified": at, "published": at, "name": name, "object_refs": ["identity--" + COLLECTION],
        "description": "The harbour office told of ferry line %s: it runs as usual." % name,
        "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
    }


def post(url, objects):
    proof = base64.b64encode(":".join(ACCOUNT).encode()).decode()
    request = urllib.request.Request(
        "%s/coast/collections/%s/objects/" % (url, COLLECTION), json.dumps({"objects": objects}).encode(),
        {"Accept": TAXII, "Content-Type": TAXII, "Authorization": "Basic " + proof})
    answer = json.load(urllib.request.urlopen(request))
    assert answer["failure_count"] == 0, answer


def serve(work):
    import threading
    import medallion
    from werkzeug.serving import make_server

    data = work / "medallion.json"
    data.write_text(json.dumps({
        "/discovery": {"title": "Coast", "default": "/coast/", "api_roots": ["/coast/"]},
        "coast": {
            "information": {"title": "Root", "versions": [TAXII], "max_content_length": 9000000},
            "status": [],
            "collections": [{"id": COLLECTION, "title": "Warnings", "can_read": True, "can_write": True,
                             "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": []}],
        },
    }))
    app = medallion.application_instance
    config = {"users": dict([ACCOUNT]), "taxii": {"max_page_size": 20},
              "backend": {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(data)}}
    for name in config:
        medallion.set_config(app, name, config)
    medallion.register_blueprints(app)

    @app.before_request
    def note():
        import flask
        if flask.request.method == "GET" and flask.request.path.endswith("/objects/"):
            with open(work / "asked", "a") as log:
                log.write(flask.request.query_string.decode() + "\n")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = "http://127.0.0.1:%d" % server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    # Two envelopes: all objects of one bear the same date, which is what makes resuming by date hard.
    names = ["line %04d" % n for n in range(COUNT)]
    post(url, [report(name) for name in names[:40]])
    post(url, [report(name) for name in names[40:]])
    (work / "asked").write_text("")
    (work / "medallion.new").write_text("%s %s\n" % (url, COLLECTION))
    (work / "medallion.new").rename(work / "medallion")
    thread.join()


def titles(store):
    with sqlite3.connect("file:%s?mode=ro" % (pathlib.Path(store) / "forewarn.db"), uri=True) as db:
        return [title for (title,) in db.execute("SELECT title FROM report")]


command, work = sys.argv[1], pathlib.Path(sys.argv[2])
if command == "serve":
    serve(work)
elif command == "asked":
    print(len((work / "asked").read_text().splitlines()))
elif command == "add":
    url = (work / "medallion").read_text().split()[0]
    for name in sys.argv[3:]:
        post(url, [report(name)])
elif command == "count":
    print(len(titles(work)))
elif command == "check":
    got = titles(sys.argv[3])
    expected = {"line %04d" % n for n in range(COUNT)} | {"late-1", "late-2", "late-3"}
    missing, twice = expected - set(got), len(got) - len(set(got))
    assert not missing and not twice and set(got) == expected, (sorted(missing)[:5], twice, len(got))
