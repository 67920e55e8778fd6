//! Pulling from partners with the built program: a TAXII 2.1 collection and a MISP feed, from a server of our own that also
//! errs in every way that the client has to bear.

mod common;

use common::collecting::{self, run, store};
use common::serve;
use record::{ArticleState, SourceState, Tlp};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::{Page, Store, WarningFilter};

const COLLECTION: &str = "/coast/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/";
const COAST: &str = "identity--7f1c4f0e-9b7a-4f7e-8d59-2a4e3e0f6a11";
const GREEN: &str = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
const AMBER: &str = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
const PLAN: &str =
    "Police in Kenya said on Wednesday that al-Shabaab militants were planning to bomb a crowded market in Nairobi.";

/// An answer as the stand-in gives it: status, further header lines, body.
type Given = (u16, String, String);

#[derive(Default)]
struct Server {
    /// Objects in the order in which they were added, a second apart.
    objects: Vec<Value>,
    /// Answers to requests for objects instead of the real ones.
    instead: Option<Given>,
    /// An object that is added when the second page is asked for.
    meanwhile: Option<Value>,
    files: Vec<(String, String)>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Server>>;

/// The objects of one page: two at a time.
fn objects(server: &mut Server, query: &str) -> Given {
    if let Some(given) = &server.instead {
        return given.clone();
    }
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    if value("next").is_some() {
        server.objects.extend(server.meanwhile.take());
    }
    let date = |n: usize| format!("2031-05-14T10:00:{n:02}.000000Z");
    let after = value("added_after").map(|after| after.replace("%3A", ":")).unwrap_or_default();
    let from = value("next").and_then(|next| next.parse().ok()).unwrap_or(0_usize);
    let left: Vec<usize> = (from..server.objects.len()).filter(|n| date(*n) > after).collect();
    let page: Vec<&Value> = left.iter().take(2).map(|n| &server.objects[*n]).collect();
    let mut envelope = json!({ "more": left.len() > 2 });
    if !page.is_empty() {
        envelope["objects"] = json!(page);
    }
    if left.len() > 2 {
        envelope["next"] = json!((left[1] + 1).to_string());
    }
    let last = left.iter().take(2).next_back();
    let head = last.map_or(String::new(), |n| format!("X-TAXII-Date-Added-Last: {}\r\n", date(*n)));
    (200, head, envelope.to_string())
}

fn answer(server: &Shared, stream: &mut TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let target = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let has = |wanted: &str| headers.iter().any(|line| line.eq_ignore_ascii_case(wanted));
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut server = server.lock().unwrap();
    server.asked.push(target.clone());
    let ok = |body: Value| (200, String::new(), body.to_string());
    let collection =
        json!({ "id": COLLECTION.split('/').nth(3), "title": "Warnings", "can_read": true, "can_write": false });
    let file = server.files.iter().find(|(name, _)| name == path).map(|(_, body)| body.clone());
    let (status, head, body) = match path {
        _ if file.is_some() => (200, String::new(), file.unwrap_or_default()),
        // "duty:open sesame"
        _ if path != "/robots.txt" && !has("Authorization: Basic ZHV0eTpvcGVuIHNlc2FtZQ==") => {
            (401, String::new(), "{}".to_owned())
        }
        _ if !has("Accept: application/taxii+json;version=2.1") => (406, String::new(), "{}".to_owned()),
        "/taxii2/" => ok(json!({ "title": "Coast", "api_roots": ["/coast/"] })),
        "/coast/collections/" => ok(json!({ "collections": [collection] })),
        _ if path == format!("{COLLECTION}objects/") => objects(&mut server, query),
        _ => (404, String::new(), "{}".to_owned()),
    };
    drop(server);
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: application/taxii+json;version=2.1\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn object(n: usize, text: &str, marking: &str) -> Value {
    json!({ "type": "report", "spec_version": "2.1", "id": format!("report--{n:08}-9b7a-4f7e-8d59-2a4e3e0f6a11"),
        "created": "2025-05-14T09:30:00.000Z", "modified": "2025-05-14T09:30:00.000Z", "published": "2031-05-14T09:30:00Z",
        "created_by_ref": COAST, "object_marking_refs": [marking], "name": format!("Line {n}"), "description": text,
        "object_refs": [COAST] })
}

fn identity() -> Value {
    json!({ "type": "identity", "spec_version": "2.1", "id": COAST, "created": "2031-05-14T09:30:00.000Z",
        "modified": "2031-05-14T09:30:00.000Z", "name": "Coast desk", "identity_class": "organization" })
}

fn place() -> tempfile::TempDir {
    let dir = collecting::place();
    std::fs::write(dir.path().join("secret"), "open sesame\n").unwrap();
    dir
}

fn state(dir: &Path) -> SourceState {
    store(dir).source_states().unwrap().remove(0)
}

fn titles(dir: &Path) -> Vec<String> {
    let reports = store(dir).reports(false, Page::first(100)).unwrap();
    let mut titles: Vec<String> = reports.into_iter().map(|report| report.title).collect();
    titles.sort();
    titles
}

fn add(dir: &Path, address: &str, more: &[&str]) -> (i32, String) {
    let secret = dir.join("secret").display().to_string();
    let account = ["source", "add", address, "--local", "--user", "duty", "--password-file", &secret];
    run(dir, &[&account[..], more].concat())
}

#[test]
fn a_collection_is_found_shown_and_pulled_once() {
    let (server, address) = serve(answer);
    let dir = place();
    let filler = "The harbour office said that ferries were running as usual.";
    server.lock().unwrap().objects = vec![
        identity(),
        object(1, PLAN, GREEN),
        object(2, filler, GREEN),
        object(3, &format!("{filler} All day."), AMBER),
    ];
    let from = format!("{address}/taxii2/");
    let (code, said) = run(dir.path(), &["source", "add", &from, "--local"]);
    assert!(code == 2 && said.contains("--password-file"), "{said}");
    let (code, said) = run(dir.path(), &["source", "add", &from]);
    assert!(code == 2 && said.contains("not public"), "{said}");
    let (code, said) = add(dir.path(), &from, &[]);
    assert!(code == 0 && said.contains("TAXII 2.1 collection") && said.contains("TLP:GREEN from Coast desk"), "{said}");
    assert!(said.contains("Bombing, planned") && said.contains("Nothing was saved"), "{said}");
    assert_eq!(add(dir.path(), &from, &["--yes"]).0, 0);
    assert!(!run(dir.path(), &["ledger", "show"]).1.contains("open sesame"), "the password is nowhere but in its file");

    // One is added while the pages are read.
    server.lock().unwrap().meanwhile = Some(object(4, &format!("{filler} All night."), GREEN));
    server.lock().unwrap().asked.clear();
    let (code, said) = run(dir.path(), &["collect", "--once"]);
    assert!(code == 0 && said.contains("1 look, 0 failed; 4 reports stored"), "{said}");
    assert_eq!(titles(dir.path()), ["Line 1", "Line 2", "Line 3", "Line 4"]);
    assert!(server.lock().unwrap().asked.iter().all(|asked| asked.contains("limit=500") && !asked.contains("robots")));
    for _ in 0..2 {
        let (_, said) = run(dir.path(), &["collect", "--once"]);
        assert!(said.contains("1 look, 0 failed; 0 reports stored"), "{said}");
    }
    let pulled = *state(dir.path()).pulled.unwrap();
    assert!(pulled.settled && pulled.latest.is_none() && pulled.names.contains_key(COAST));

    // A new version, one taken back, one marked otherwise.
    let later = |mut object: Value, more: Value| {
        object["modified"] = json!("2025-05-15T00:00:00.000Z");
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        object
    };
    server.lock().unwrap().objects.extend([
        later(object(1, &PLAN.replace("market", "hotel"), GREEN), json!({})),
        later(object(2, filler, GREEN), json!({ "revoked": true })),
        later(object(3, &format!("{filler} All day."), GREEN), json!({})),
    ]);
    let (_, said) = run(dir.path(), &["collect", "--once"]);
    assert!(said.contains("1 report stored"), "{said}");
    let store = store(dir.path());
    let source = store.sources().unwrap().remove(0).id;
    let article = |n: usize| {
        let key = format!("{source} report--{n:08}-9b7a-4f7e-8d59-2a4e3e0f6a11");
        store.articles(&[key]).unwrap().remove(0)
    };
    assert_eq!((article(1).versions.len(), article(2).state), (2, ArticleState::Deleted));
    assert_eq!((article(3).versions.len(), article(3).handling.unwrap().marking.tlp), (1, Tlp::Green));
}

#[test]
fn what_a_partner_holds_back_does_not_leave() {
    let (server, address) = serve(answer);
    let dir = place();
    server.lock().unwrap().objects = vec![identity(), object(1, PLAN, AMBER)];
    for arguments in [
        &["partner", "add", "Nairobi desk", "--area", "KE", "--clearance", "TLP:RED"][..],
        &["watch", "add", "Plans", "--stage", "planned"],
    ] {
        let (code, said) = run(dir.path(), arguments);
        assert_eq!(code, 0, "{said}");
    }
    add(dir.path(), &format!("{address}/taxii2/"), &["--yes"]);
    let collect = || run(dir.path(), &["collect", "--once"]);
    assert!(collect().1.contains("1 report stored"));
    let draft = || store(dir.path()).warnings(&WarningFilter::default(), Page::first(9)).unwrap().remove(0);
    let partner = store(dir.path()).partners().unwrap().remove(0).id.to_string();
    let release = |marking: &str| {
        run(dir.path(), &["warning", "release", draft().id.as_str(), "--to", &partner, "--marking", marking])
    };
    assert!(draft().marking.originator_control && draft().text.contains("Coast desk"));
    let (code, said) = release("TLP:RED");
    assert!(code != 0 && said.contains("ask Coast desk"), "{said}");
    let (_, said) = run(dir.path(), &["export", "stix"]);
    assert!(!said.contains("planning to bomb") && said.contains("Coast desk"), "{said}");

    // Another source tells of it: the warning is made of that alone.
    let own = PLAN.replace("Police in Kenya said on Wednesday", "The Fjord Courier reported on Wednesday");
    std::fs::write(dir.path().join("own.txt"), own).unwrap();
    run(dir.path(), &["import", &dir.path().join("own.txt").display().to_string()]);
    assert!(!draft().text.contains("Coast desk") && !draft().marking.originator_control, "{}", draft().text);
    assert_eq!(draft().claims.len(), 1);
    let (code, said) = release("TLP:AMBER");
    assert_eq!(code, 0, "{said}");

    // Its originator marks it wider: it may be told.
    let mut wider = object(1, PLAN, GREEN);
    wider["modified"] = json!("2025-05-15T00:00:00.000Z");
    server.lock().unwrap().objects.push(wider);
    collect();
    assert!(draft().offer.is_some(), "an update is offered");
    let (code, said) = run(dir.path(), &["warning", "update", draft().id.as_str()]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(draft().claims.len(), 2);
}

#[test]
fn errors_are_said_in_words_and_lose_nothing() {
    let (server, address) = serve(answer);
    let dir = place();
    server.lock().unwrap().objects = vec![identity(), object(1, PLAN, GREEN)];
    add(dir.path(), &format!("{address}/taxii2/"), &["--yes"]);
    let given = |status: u16, head: &str, body: &str| Some((status, head.to_owned(), body.to_owned()));
    let huge = format!("{{\"objects\":[\"{}\"]}}", "x".repeat(17 << 20));
    let one = object(9, "The ferry was late on Monday.", GREEN).to_string();
    let same = format!("{{\"more\":true,\"next\":\"1\",\"objects\":[{one}]}}");
    let nowhere = format!("{{\"more\":true,\"objects\":[{one}]}}");
    let table = [
        (given(401, "", "{}"), "check its user and the file"),
        (given(406, "", "{}"), "does not speak TAXII 2.1"),
        (given(429, "Retry-After: 7200\r\n", "{}"), "429"),
        (given(200, "", "{\"objects\": ["), "no TAXII envelope"),
        (given(200, "", "[1, 2"), "no TAXII envelope"),
        (given(200, "", &huge), "more than 16777216 bytes"),
        (given(200, "", &same), "the same page over and over"),
        (given(200, "", &nowhere), "gives no way to it"),
        (given(302, "Location: http://127.0.0.1:1/\r\n", ""), "points to http://127.0.0.1:1/"),
    ];
    let tries = u32::try_from(table.len()).unwrap();
    for (instead, words) in table {
        let waits = instead.as_ref().is_some_and(|(status, ..)| *status == 429);
        server.lock().unwrap().instead = instead;
        let (_, said) = run(dir.path(), &["collect", "--once"]);
        assert!(said.contains("1 failed"), "{words}: {said}");
        let state = state(dir.path());
        assert!(state.error.as_deref().is_some_and(|error| error.contains(words)), "{words}: {:?}", state.error);
        let wait = state.next_at.unwrap().duration_since(state.asked_at.unwrap());
        assert!(!waits || wait.as_secs() > 5_000, "Retry-After is kept to: {wait}");
        let (code, said) = run(dir.path(), &["source", "check"]);
        assert!(code == 1 && said.contains("failure"), "{said}");
    }
    assert_eq!(state(dir.path()).failures, tries);
    server.lock().unwrap().instead = None;
    let (_, said) = run(dir.path(), &["collect", "--once"]);
    assert!(said.contains("0 failed"), "{said}");
    assert_eq!((state(dir.path()).failures, titles(dir.path()).contains(&"Line 1".to_owned())), (0, true));

    std::fs::remove_file(dir.path().join("secret")).unwrap();
    run(dir.path(), &["collect", "--once"]);
    assert!(state(dir.path()).error.unwrap().contains("cannot be read"));
}

#[test]
fn a_misp_feed_is_found_and_its_events_are_read() {
    let (server, address) = serve(answer);
    let dir = place();
    let id = "0b5c3a52-9a4e-4f6c-8a70-3f1f1b2c9d10";
    let put = |timestamp: &str, text: &str| {
        let manifest = json!({ id: { "info": "A plan", "timestamp": timestamp, "date": "2031-05-14" } });
        let event = json!({ "Event": { "uuid": id, "info": "A plan", "date": "2031-05-14", "timestamp": timestamp,
            "Orgc": { "name": "Coast desk" }, "Tag": [{ "name": "tlp:amber" }],
            "Attribute": [{ "type": "text", "value": text, "category": "Other" }] } });
        server.lock().unwrap().files = vec![
            ("/feed/manifest.json".to_owned(), manifest.to_string()),
            (format!("/feed/{id}.json"), event.to_string()),
            ("/robots.txt".to_owned(), String::new()),
        ];
    };
    put("1936000000", PLAN);
    let (code, said) =
        run(dir.path(), &["source", "add", &format!("{address}/feed/manifest.json"), "--local", "--yes"]);
    assert!(
        code == 0 && said.contains("MISP feed with 1 entry") && said.contains("TLP:AMBER from Coast desk"),
        "{said}"
    );
    let collect = || run(dir.path(), &["collect", "--once"]).1;
    assert!(collect().contains("1 report stored"));
    assert!(collect().contains("0 reports stored"));
    let stored = store(dir.path());
    let report = stored.reports(true, Page::first(9)).unwrap().remove(0);
    assert_eq!((report.outlet.as_str(), report.title.as_str()), ("Coast desk", "A plan"));
    let rules = stored.handlings(std::slice::from_ref(&report.id)).unwrap();
    assert_eq!(rules[0].1.marking.tlp, Tlp::Amber);
    // A file of the same form, imported, is under its marking too.
    let body = server.lock().unwrap().files[1]
        .1
        .replace("A plan", "Another plan")
        .replace("market", "hotel")
        .replace("2031", "2024");
    std::fs::write(dir.path().join("event.json"), body).unwrap();
    let (code, said) = run(dir.path(), &["import", &dir.path().join("event.json").display().to_string()]);
    assert!(code == 0 && said.contains("1 report stored"), "{said}");
    let reports = stored.reports(false, Page::first(9)).unwrap();
    assert_eq!(reports.len(), 2);
    let ids: Vec<_> = reports.into_iter().map(|report| report.id).collect();
    assert_eq!(stored.handlings(&ids).unwrap().len(), 2);
}
