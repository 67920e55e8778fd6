//! The page for everybody: closed until a person opens it, and made of what was released to the public and of nothing else.

mod support;

use axum::http::StatusCode;
use record::{IncidentId, PartnerId, ReleaseId, WarningId};
use support::{Fixture, browser::Answer, browser::Browser, world};

const FILES: [&str; 5] = ["rss.xml", "atom.xml", "feed.json", "warnings.geojson", "warnings.csv"];
const PUBLIC: &str = "prt-public";

async fn draft(browser: &Browser, incident: &IncidentId, headline: &str, marking: &str) -> WarningId {
    let fields = [("marking", marking), ("headline", headline), ("by", "Ana Duty")];
    let answer = browser.submit(&format!("/incidents/{incident}/draft"), &fields).await;
    let place = answer.header("location");
    WarningId::from(place.strip_prefix("/warnings/").unwrap_or_else(|| panic!("{place}")).split('?').next().unwrap())
}

async fn release(browser: &Browser, warning: &WarningId, partner: &str, more: &[(&str, &str)]) -> StatusCode {
    let mut fields = vec![("partner", partner), ("marking", "TLP:CLEAR"), ("by", "Ana Duty")];
    fields.extend_from_slice(more);
    browser.submit(&format!("/warnings/{warning}/release"), &fields).await.status
}

async fn switch(browser: &Browser, act: &str) {
    let answer = browser.submit("/partners/public", &[("act", act), ("by", "Ana Duty")]).await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
}

fn told(answer: &Answer) -> (StatusCode, String, String, String) {
    let header = |name| answer.header(name).to_owned();
    (answer.status, header("content-type"), header("cache-control"), answer.body.clone())
}

#[tokio::test]
async fn closed_it_is_like_any_other_address_without_the_key() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let stranger = browser.stranger();
    let locked = told(&stranger.get("/incidents").await);
    assert_eq!(locked.0, StatusCode::FORBIDDEN);
    let paths = ["/public", "/public/", "/public/rss.xml", "/public/warning/rel-1", "/public/country/GE"];
    for path in paths {
        assert_eq!(told(&stranger.get(path).await), locked, "{path}");
    }
    assert_eq!(browser.get("/public").await.status, StatusCode::NOT_FOUND);
    switch(&browser, "open").await;
    assert_eq!(stranger.get("/public").await.status, StatusCode::OK);
    switch(&browser, "close").await;
    for path in paths {
        assert_eq!(told(&stranger.get(path).await), locked, "{path}");
    }
    for path in ["/publicity", "/public"] {
        let answer = stranger.send("POST", path, &[], String::new()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn it_shows_what_was_released_to_the_public_and_nothing_else() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let stranger = browser.stranger();
    switch(&browser, "open").await;
    let attack = draft(&browser, &world::attack_id(), "Depot attacked in Yerevan", "TLP:CLEAR").await;
    let plot = draft(&browser, &world::plot_id(), "Plot against Tbilisi's markets", "TLP:CLEAR").await;
    assert!(!stranger.get("/public").await.body.contains("Depot"), "a draft is nobody's");
    let office = fixture.store.partners().unwrap().into_iter().find(|one| one.name == "Tbilisi City Safety Office");
    assert!(release(&browser, &plot, office.unwrap().id.as_str(), &[]).await.is_redirection());
    assert!(release(&browser, &attack, PUBLIC, &[]).await.is_redirection());
    let public = fixture.store.releases_of(&attack).unwrap().remove(0).id;
    let other = fixture.store.releases_of(&plot).unwrap().remove(0).id;

    let front = stranger.get("/public").await;
    assert!(front.header("etag").len() > 10 && front.header("cache-control").contains("public"));
    assert!(front.body.contains("Depot attacked in Yerevan") && front.body.contains("/public/country/AM"));
    for path in ["country/AM", "kind/armed_assault", &format!("warning/{public}")] {
        let page = stranger.get(&format!("/public/{path}")).await;
        assert!(page.status == StatusCode::OK && page.body.contains("Depot attacked in Yerevan"), "{path}");
    }
    for name in FILES {
        for section in ["", "country/AM/", "kind/armed_assault/"] {
            let list = stranger.get(&format!("/public/{section}{name}")).await;
            assert!(
                list.status == StatusCode::OK && list.body.contains("Depot attacked in Yerevan"),
                "{section}{name}"
            );
            assert!(!list.body.contains("/w/"), "{section}{name}: whoever holds a signed link acts as its partner");
            for words in ["Tbilisi", "Plot against", "Ana Duty"] {
                assert!(!list.body.contains(words), "{section}{name} holds {words}");
            }
        }
    }
    // What is not everybody's is not there at all, in the same words as what never was.
    let never = told(&stranger.get("/public/warning/rel-never").await);
    assert_eq!(never.0, StatusCode::NOT_FOUND);
    for path in
        [format!("warning/{other}"), format!("warning/{plot}"), "country/GE".to_owned(), "kind/bombing".to_owned()]
    {
        let before = fixture.sqlite.reads();
        assert_eq!(told(&stranger.get(&format!("/public/{path}")).await), never, "{path}");
        assert_eq!(fixture.sqlite.reads() - before, 2, "the page's switch and the ledger's head, whatever is asked");
    }
    for path in ["country/GE/rss.xml", "secret.xml", "cap/x.xml", "country/am", "country/AM/rss.xml/x", "stix.json"] {
        assert_eq!(told(&stranger.get(&format!("/public/{path}")).await), never, "{path}");
    }
}

#[tokio::test]
async fn only_clear_goes_there_and_what_is_taken_back_says_so() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let stranger = browser.stranger();
    let clear = draft(&browser, &world::attack_id(), "Depot attacked in Yerevan", "TLP:CLEAR").await;
    assert!(
        release(&browser, &clear, PUBLIC, &[]).await.is_client_error(),
        "there is no public before its page is opened"
    );
    switch(&browser, "open").await;
    for (marking, more) in [("TLP:GREEN", &[][..]), ("TLP:RED", &[]), ("TLP:CLEAR", &[("orcon", "yes")])] {
        let fields = [&[("marking", marking)], more].concat();
        let mut all = vec![("partner", PUBLIC), ("by", "Ana Duty")];
        all.extend(fields);
        let answer = browser.submit(&format!("/warnings/{clear}/release"), &all).await;
        assert!(answer.status.is_client_error(), "{marking} {more:?}");
    }
    let green = draft(&browser, &world::plot_id(), "Plot", "TLP:GREEN").await;
    assert!(release(&browser, &green, PUBLIC, &[]).await.is_client_error(), "a marking never loosens");
    assert!(release(&browser, &clear, PUBLIC, &[("caveats", "Numbers may change.")]).await.is_redirection());
    let id: ReleaseId = fixture.store.releases_of(&clear).unwrap().remove(0).id;
    let page = stranger.get(&format!("/public/warning/{id}")).await.body;
    assert!(page.contains("Numbers may change.") && page.contains("TLP:CLEAR") && !page.contains("<form"), "{page}");
    assert!(!page.contains("Asked of you"), "nobody asks everybody to acknowledge");
    let desk = browser.get(&format!("/warnings/{clear}")).await.body;
    assert!(desk.contains("The public") && !desk.contains("/w/tok-"), "the desk sees who has it; there is no link");
    let reason = [("reason", "The report was of a drill."), ("by", "Ana Duty")];
    assert!(browser.submit(&format!("/warnings/{clear}/cancel"), &reason).await.status.is_redirection());
    for path in [format!("/public/warning/{id}"), "/public/rss.xml".to_owned(), "/public".to_owned()] {
        let page = stranger.get(&path).await.body;
        assert!(page.to_lowercase().contains("taken back"), "{path}: {page}");
    }
    switch(&browser, "close").await;
    let late = draft(&browser, &world::attack_id(), "Depot, again", "TLP:CLEAR").await;
    assert!(release(&browser, &late, PUBLIC, &[]).await.is_client_error(), "nothing is put on a closed page");
    assert!(fixture.store.partner(&PartnerId::public()).unwrap().unwrap().feed.withdrawn);
}

#[tokio::test]
async fn a_partners_address_made_anew_or_taken_back_leaves_the_old_one_like_none() {
    let fixture = Fixture::full();
    let browser = Browser::enter(fixture.desk.clone()).await;
    let stranger = browser.stranger();
    let id = fixture.store.partners().unwrap().remove(0).id;
    let feed = || fixture.desk.conductor.feed_of(&id).unwrap();
    let never = told(&stranger.get("/f/feed-prt-nobody/rss.xml").await);
    let act = |act: &'static str| {
        let (browser, path) = (&browser, format!("/partners/{id}/feed"));
        async move { browser.submit(&path, &[("act", act), ("by", "Ana Duty")]).await.status }
    };
    let first = feed();
    assert_eq!(stranger.get(&format!("{first}/rss.xml")).await.status, StatusCode::OK);
    assert!(act("renew").await.is_redirection());
    let second = feed();
    assert_ne!(first, second);
    assert_eq!(stranger.get(&format!("{second}/rss.xml")).await.status, StatusCode::OK);
    assert_eq!(told(&stranger.get(&format!("{first}/rss.xml")).await), never);
    assert!(act("withdraw").await.is_redirection());
    for old in [&first, &second] {
        assert_eq!(told(&stranger.get(&format!("{old}/rss.xml")).await), never);
    }
    assert!(browser.get("/partners").await.body.contains("There is none: it was taken back."));
    assert!(act("burn").await.is_client_error());
}
