//! What is another's and what never was are answered alike: the same bytes, after the same look-ups, each of which takes SQLite as
//! many steps. How long an answer takes then tells no more than its words.

mod support;

use desk::taxii::publish::publish;
use record::{Conductor, Event, PartnerId, Redaction, Stamped, Who};
use std::sync::Arc;
use store::{Page, WarningFilter};
use support::{Fixture, browser::Answer, browser::Browser, exchange, time, world};

/// Everything of an answer that a client sees.
fn told(answer: &Answer) -> String {
    let mut headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    format!("{} {headers:?} {}", answer.status, answer.body)
}

/// What it takes to answer: look-ups, and the steps of SQLite in them.
fn cost(fixture: &Fixture, before: (u64, u64)) -> (u64, u64) {
    (fixture.sqlite.reads() - before.0, fixture.sqlite.steps() - before.1)
}

fn so_far(fixture: &Fixture) -> (u64, u64) {
    (fixture.sqlite.reads(), fixture.sqlite.steps())
}

/// Asks for both, twice: the first time statements are prepared, and caches filled. What is seen the second time is the same.
macro_rules! alike {
    ($fixture:expr, $is_theirs:expr, $never_was:expr, $ask:expr) => {{
        let mut seen = Vec::new();
        for path in [&$is_theirs, &$never_was, &$is_theirs, &$never_was] {
            let before = so_far(&$fixture);
            let answer: Answer = $ask(path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            seen.push((told(&answer).replace(path.as_str(), "PATH"), cost(&$fixture, before)));
        }
        assert_eq!(seen[2], seen[3], "{}", $is_theirs);
        seen.pop().unwrap().1
    }};
}

/// A world in which the second partner holds a warning in its collection, and has posted an object.
async fn two() -> (Fixture, Browser, [PartnerId; 2], [String; 2]) {
    let fixture = Fixture::full();
    let partners = fixture.store.partners().unwrap();
    let ids = [partners[0].id.clone(), partners[1].id.clone()];
    for id in &ids {
        exchange::open_account(fixture.store.as_ref(), id);
    }
    let warning = fixture.store.warnings(&WarningFilter::default(), Page::first(1)).unwrap().remove(0);
    let event = Event::WarningReleased {
        warning: warning.id,
        partner: ids[1].clone(),
        marking: warning.marking,
        caveats: Vec::new(),
        redaction: Redaction::default(),
    };
    let (at, who) = (time("2031-05-14T10:00:00Z"), Who::Analyst("Ana Duty".to_owned()));
    let conductor = support::conductor::Double::new(Arc::clone(&fixture.store));
    conductor.handle(Stamped { at, who, event }).unwrap();
    while publish(fixture.store.as_ref(), &fixture.desk.groups, "Desk", at).unwrap() > 0 {}
    let browser = Browser::new(fixture.desk.clone());
    let note = r#"{"objects":[{"type":"note","spec_version":"2.1","id":"note--00000000-0000-4000-8000-000000000001","created":"2031-05-14T09:30:00.000Z","modified":"2031-05-14T09:30:00.000Z","content":"seen","object_refs":["note--00000000-0000-4000-8000-000000000002"]}]}"#;
    let posted = exchange::ask(&browser, Some(&ids[1]), "POST", "desk/collections/sent/objects/", note).await;
    let status: serde_json::Value = serde_json::from_str(&posted.body).unwrap();
    let held = exchange::ask(&browser, Some(&ids[1]), "GET", "desk/collections/released/objects/", "").await;
    let held: serde_json::Value = serde_json::from_str(&held.body).unwrap();
    let found = [status["id"].as_str().unwrap().to_owned(), held["objects"][0]["id"].as_str().unwrap().to_owned()];
    (fixture, browser, ids, found)
}

#[tokio::test]
async fn at_the_taxii_server() {
    let (fixture, browser, [us, them], [status, object]) = two().await;
    let (kind, _) = object.split_once("--").unwrap();
    let theirs = |alias: &str| exchange::collection_id(&them, alias);
    let no_id = "00000000-0000-4000-8000-00000000dead";
    let mut pairs = vec![(format!("desk/status/{status}/"), format!("desk/status/{no_id}/"))];
    for alias in ["released", "sent"] {
        for rest in
            ["", "manifest/", "objects/", "objects/?limit=1", &format!("objects/{object}/"), "objects/x/versions/"]
        {
            pairs.push((
                format!("desk/collections/{}/{rest}", theirs(alias)),
                format!("desk/collections/{no_id}/{rest}"),
            ));
        }
    }
    for rest in ["", "versions/"] {
        pairs.push((
            format!("desk/collections/released/objects/{object}/{rest}"),
            format!("desk/collections/released/objects/{kind}--{no_id}/{rest}"),
        ));
    }
    let note = "note--00000000-0000-4000-8000-000000000001";
    for (rest, query) in [("", ""), ("", "?match[version]=all"), ("versions/", "")] {
        pairs.push((
            format!("desk/collections/sent/objects/{note}/{rest}{query}"),
            format!("desk/collections/sent/objects/note--{no_id}/{rest}{query}"),
        ));
    }
    let mut looked = 0;
    for (is_theirs, never_was) in pairs {
        for method in ["GET", "POST", "DELETE"] {
            let ask = |path: &String| {
                let (browser, us, path) = (&browser, &us, path.clone());
                async move { exchange::ask(browser, Some(us), method, &path, r#"{"objects":[]}"#).await }
            };
            let (reads, steps) = alike!(fixture, is_theirs, never_was, ask);
            looked += usize::from(reads > 0 && steps > 0);
        }
    }
    assert!(looked > 0, "some of it is looked up: what is counted is counted");
    // Who is nobody learns nothing of who is somebody.
    let basic = |user: &str| {
        let pair = data_encoding::BASE64.encode(format!("{user}:a wrong password").as_bytes());
        vec![("accept", exchange::MEDIA_TYPE.to_owned()), ("authorization", format!("Basic {pair}"))]
    };
    let mut seen = Vec::new();
    for headers in [basic(them.as_str()), basic("prt-nobody"), vec![("accept", exchange::MEDIA_TYPE.to_owned())]] {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let before = so_far(&fixture);
        let answer = browser.send("GET", "/taxii2/desk/collections/", &headers, String::new()).await;
        seen.push((told(&answer), cost(&fixture, before)));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
    let wrong = exchange::ask(&browser, Some(&PartnerId::from("prt-nobody")), "GET", "desk/collections/", "").await;
    assert_eq!(told(&wrong), seen[0].0);
}

/// The release of the second partner's copy.
fn their_release(fixture: &Fixture, them: &PartnerId) -> record::Release {
    fixture.store.releases_to(them, Page::first(1)).unwrap().remove(0)
}

#[tokio::test]
async fn at_a_partners_own_addresses() {
    let (fixture, browser, [us, them], _) = two().await;
    let theirs = their_release(&fixture, &them);
    let warning = fixture.store.warning(&theirs.warning).unwrap().unwrap();
    let event = Event::WarningReleased {
        warning: warning.id,
        partner: us.clone(),
        marking: warning.marking,
        caveats: Vec::new(),
        redaction: Redaction::default(),
    };
    let at = time("2031-05-14T10:01:00Z");
    let stamped = |event| Stamped { at, who: Who::Analyst("Ana Duty".to_owned()), event };
    let conductor = &fixture.desk.conductor;
    let link = conductor.handle(stamped(event)).unwrap().link.unwrap();
    conductor.handle(stamped(Event::PublicPageSet { open: true })).unwrap();
    let feed = conductor.feed_of(&us).unwrap();
    let get = |path: &String| {
        let (browser, path) = (&browser, path.clone());
        async move { browser.get(&path).await }
    };
    let never = "rel-0000000000000000";
    let mut looked = 0;
    // Its lists, the page for everybody, and secret addresses of others, which nobody can make.
    for (is_theirs, never_was) in [
        (format!("{feed}/cap/{}.1.xml", theirs.id), format!("{feed}/cap/{never}.1.xml")),
        (format!("{feed}/misp/{}.json", theirs.id), format!("{feed}/misp/{never}.json")),
        (format!("/public/warning/{}", theirs.id), format!("/public/warning/{never}")),
        (format!("/public/kind/{}", "bombing"), "/public/kind/hijacking".to_owned()),
    ] {
        let (reads, steps) = alike!(fixture, is_theirs, never_was, get);
        looked += usize::from(reads > 0 && steps > 0);
    }
    assert_eq!(looked, 4);
    // An Ack to its link that names another's message.
    let names = |release: &str| {
        let sent = theirs.at.strftime("%Y-%m-%dT%H:%M:%S+00:00");
        format!(
            "<?xml version=\"1.0\"?><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>a</identifier>\
             <sender>x.example</sender><sent>{sent}</sent><status>Exercise</status><msgType>Ack</msgType>\
             <scope>Private</scope><addresses>desk.example</addresses>\
             <references>desk.example,{release}.1,{sent}</references></alert>"
        )
    };
    let mut seen = Vec::new();
    for release in [theirs.id.as_str(), never, theirs.id.as_str(), never] {
        let before = so_far(&fixture);
        let headers = [("content-type", "application/cap+xml")];
        let answer = browser.send("POST", &format!("{link}/cap"), &headers, names(release)).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        seen.push((told(&answer).replace(release, "REL"), cost(&fixture, before)));
    }
    assert_eq!(seen[2], seen[3]);
}

#[tokio::test]
async fn acts_without_the_desks_key() {
    let (fixture, browser, [us, them], _) = two().await;
    let theirs = their_release(&fixture, &them);
    for (is_there, never_was) in [
        (format!("/warnings/{}/release", theirs.warning), "/warnings/wrn-never/release".to_owned()),
        (format!("/api/warnings/{}/release", theirs.warning), "/api/warnings/wrn-never/release".to_owned()),
        (format!("/partners/{us}/remove"), "/partners/prt-never/remove".to_owned()),
        (format!("/partners/{us}/quiet"), "/partners/prt-never/quiet".to_owned()),
        (format!("/incidents/{}", world::plot_id()), "/incidents/inc-never".to_owned()),
    ] {
        let post = |path: &String| {
            let (browser, path) = (&browser, path.clone());
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            async move { browser.send("POST", &path, &headers, String::new()).await }
        };
        assert_eq!(alike!(fixture, is_there, never_was, post), (0, 0), "{is_there}: nothing is looked up");
    }
}

#[tokio::test]
async fn on_the_desks_own_pages_without_its_key() {
    let fixture = Fixture::full();
    let browser = Browser::new(fixture.desk.clone());
    let (incident, warning) =
        (world::plot_id(), fixture.store.warnings(&WarningFilter::default(), Page::first(1)).unwrap());
    let pairs = [
        (format!("/incidents/{incident}"), "/incidents/inc-never"),
        (format!("/warnings/{}", warning[0].id), "/warnings/wrn-never"),
        ("/reports/rep-plot-1".to_owned(), "/reports/rep-never"),
        (format!("/api/incidents/{incident}"), "/api/incidents/inc-never"),
        (format!("/api/reports/{}", "rep-plot-1"), "/api/reports/rep-never"),
        (format!("/export/stix?partner={}", fixture.store.partners().unwrap()[0].id), "/export/stix?partner=prt-never"),
    ];
    for (is_there, never_was) in &pairs {
        let before = fixture.sqlite.reads();
        let (one, other) = (browser.get(is_there).await, browser.get(never_was).await);
        assert_eq!(told(&one), told(&other), "{is_there}");
        assert_eq!(fixture.sqlite.reads(), before, "{is_there}: nothing is looked up for whoever has no key");
    }
}
