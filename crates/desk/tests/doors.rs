//! Who gets in, what is refused, and what every answer carries.

mod support;

use axum::http::StatusCode;
use support::{
    Fixture, KEY,
    browser::{Browser, FORM, form},
    world,
};

/// Every page of the desk that has no other's name in its address, and some that have.
const PAGES: &[&str] = &[
    "/",
    "/incidents",
    "/sources",
    "/sources/interior%20ministry",
    "/reports",
    "/reports/rep-plot-1",
    "/warnings",
    "/watches",
    "/partners",
    "/ledger",
    "/search?q=market",
];

/// The other addresses that show or change something.
const OTHERS: &[&str] = &[
    "/incidents/x",
    "/captures/x",
    "/warnings/x",
    "/warnings/x/preview/y",
    "/live",
    "/api/incidents",
    "/api/incidents/inc-0",
    "/api/warnings",
    "/api/reports/rep-plot-1",
    "/export/stix",
];

#[tokio::test]
async fn without_the_key_nothing_opens() {
    let fixture = Fixture::full();
    let stranger = Browser::new(fixture.desk.clone());
    for path in PAGES.iter().chain(OTHERS) {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.body.contains("Ember"), "{path} tells something");
    }
    for path in ["/?key=", "/?key=wrong", "/?key=k3y", &format!("/?key={KEY}x")] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::FORBIDDEN, ""), "{path}");
    }
    let bearer = |key: &str| vec![("authorization", format!("Bearer {key}"))];
    for (key, path, expected) in [
        (KEY, "/api/incidents", StatusCode::OK),
        ("wrong", "/api/incidents", StatusCode::FORBIDDEN),
        // The key in a header is for programs: pages want the cookie.
        (KEY, "/incidents", StatusCode::FORBIDDEN),
    ] {
        let headers = bearer(key);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (*a, b.as_str())).collect();
        assert_eq!(stranger.send("GET", path, &headers, String::new()).await.status, expected, "{key} {path}");
    }
}

#[tokio::test]
async fn an_empty_key_lets_nobody_in() {
    let mut fixture = Fixture::full();
    fixture.desk.key = String::new();
    let stranger = Browser::new(fixture.desk.clone());
    for path in ["/?key=", "/", "/incidents"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn the_printed_address_opens_a_session_and_hides_the_key() {
    let fixture = Fixture::full();
    let answer = Browser::new(fixture.desk.clone()).get(&format!("/?key={KEY}")).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(KEY), "{cookie}");
    let browser = Browser::enter(fixture.desk.clone()).await;
    for path in PAGES {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn foreign_host_names_are_turned_away() {
    let mut fixture = Fixture::full();
    fixture.desk.base_url = "https://desk.example:8443".to_owned();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let table = [
        ("localhost:8750", StatusCode::OK),
        ("127.0.0.1", StatusCode::OK),
        ("127.3.2.1:80", StatusCode::OK),
        ("[::1]:8750", StatusCode::OK),
        ("forewarn.localhost", StatusCode::OK),
        ("desk.example", StatusCode::OK),
        ("DESK.example:1", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("localhost.evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("10.0.0.1", StatusCode::MISDIRECTED_REQUEST),
        ("", StatusCode::MISDIRECTED_REQUEST),
    ];
    for (host, expected) in table {
        let answer = browser.send("GET", "/", &[("host", host)], String::new()).await;
        assert_eq!(answer.status, expected, "{host}");
    }
    // The partners' page, too: it is no way around.
    let answer = browser.stranger().send("GET", "/w/x", &[("host", "evil.example")], String::new()).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn forms_from_elsewhere_are_refused() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let body = form(&[("name", "Rogue"), ("clearance", "TLP:RED"), ("by", "Eve")]);
    let origins: &[&[(&str, &str)]] = &[
        &[FORM, ("sec-fetch-site", "cross-site")],
        &[FORM, ("sec-fetch-site", "same-site")],
        &[FORM, ("origin", "https://evil.example")],
        // From our own origin, or from none that is told, but without the form's token.
        &[FORM, ("sec-fetch-site", "same-origin")],
        &[FORM, ("origin", "null")],
        &[FORM],
        &[("content-type", "text/plain")],
    ];
    for headers in origins {
        let answer = browser.send("POST", "/partners", headers, body.clone()).await;
        assert!(answer.status.is_client_error(), "{headers:?}: {}", answer.status);
    }
    let wrong = browser.post("/partners", &[("name", "Rogue"), ("form_token", "0"), ("by", "Eve")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert_eq!(fixture.store.partners().unwrap().len(), 4, "a refused form set a partner");
    let right = browser.submit("/partners", &[("name", "Right"), ("clearance", "TLP:GREEN"), ("by", "Ana")]).await;
    assert_eq!((right.status, right.header("location")), (StatusCode::SEE_OTHER, "/partners?done=partner-set"));
    assert_eq!(fixture.store.partners().unwrap().len(), 5);
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    for path in ["/", "/nowhere", "/w/x", "/healthz", "/assets/desk.css", "/api/incidents"] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn pages_hold_no_inline_code_and_nothing_from_elsewhere() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let mut paths: Vec<String> = [
        "/",
        "/incidents",
        "/sources",
        "/sources/interior%20ministry",
        "/reports",
        "/warnings",
        "/watches",
        "/partners",
        "/ledger",
        "/nowhere",
    ]
    .map(str::to_owned)
    .into();
    paths.push(format!("/incidents/{}", world::plot_id()));
    paths.push("/reports/rep-plot-1".to_owned());
    for warning in fixture.store.warnings(&Default::default(), store::Page::first(9)).unwrap() {
        paths.push(format!("/warnings/{}", warning.id));
    }
    for path in paths {
        let page = browser.get(&path).await.body;
        for attribute in [" style=", " onclick=", " onload=", "javascript:", "<style"] {
            assert!(!page.contains(attribute), "{path} has {attribute}");
        }
        for (attribute, value) in page.split(['"']).zip(page.split(['"']).skip(1)) {
            let fetches =
                attribute.ends_with(" src=") || attribute.ends_with(" href=") || attribute.ends_with(" action=");
            let ours = value.starts_with('/') || value.starts_with('#') || value.starts_with('?') || value.is_empty();
            assert!(!fetches || ours, "{path} leads to {value}");
        }
    }
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    for path in
        ["/", "/reports", "/reports/rep-other-2", "/search?q=alert", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"]
    {
        let page = browser.get(path).await.body;
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(!page.contains("<img src=x"), "{path}");
        assert!(page.contains("&#60;script&#62;") || page.contains("alert"), "{path} lost the words");
    }
    // A notice is chosen from a list: an address cannot put words on the page.
    assert!(!browser.get("/?done=Call%20me").await.body.contains("Call me"));
    // The raw bytes are never a page.
    let report = fixture.store.report(&"rep-other-2".into()).unwrap().unwrap().report;
    let capture = browser.get(&format!("/captures/{}", report.capture)).await;
    assert_eq!(capture.header("content-type"), "text/plain; charset=utf-8");
    assert!(capture.body.contains("<script>alert(1)"));
}

#[tokio::test]
async fn bodies_and_fields_are_bounded() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let big = "x".repeat(desk::MAX_BODY_BYTES + 1);
    let answer = browser.send("POST", "/partners", &[FORM, ("sec-fetch-site", "same-origin")], big).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let long = "x".repeat(301);
    let answer = browser.submit("/partners", &[("name", &long), ("clearance", "TLP:GREEN"), ("by", "Ana")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("longer than 300 letters"), "{}", answer.body);
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    for path in [
        "/incidents/inc-0",
        "/reports/rep-0",
        "/captures/cap-0",
        "/warnings/wrn-0",
        "/nowhere",
        "/api/reports/rep-0",
        "/api/incidents/inc-0",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(browser.get("/api/reports/rep-0").await.body.starts_with("{\"error\""));
    let long = format!("/incidents/{}", "%3Cb%3E".repeat(500));
    let answer = browser.get(&long).await;
    assert!(answer.status == StatusCode::NOT_FOUND && !answer.body.contains("<b><b>"));
}
