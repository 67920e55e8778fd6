//! A person walks through the desk: from the front page with its draft, over the words in the report, to the release; then
//! the partner in a window of its own; then back to the desk, where everything is on record.

use anyhow::{Context, Result, ensure};
use browser::{SampleDesk, chromium, complaints, program, telephone};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Longest that a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Width of a telephone, in CSS pixels.
const TELEPHONE: u32 = 400;
/// Who releases: another name than the one that the desk was started with.
const RELEASED_BY: &str = "Mira Koval";
/// The office that answers for the place of the sample's planned attack.
const PARTNER: &str = "Graz City Safety Office";
/// The row of the plot that four outlets tell of, wherever it stands in a list of incidents.
const PLOT: &str = "//ul[contains(@class,'incidents')]/li[contains(.,'market') and contains(.,'Tbilisi, GE') and contains(.,'foiled')]";
/// What the ledger must tell at the end.
const LEDGER_STEPS: [&str; 6] = [
    "report.read",
    "warning.drafted",
    "warning.released",
    "link.opened",
    "warning.acknowledged",
    "warning.outcome_given",
];

/// A browser in front of a desk.
struct Walk {
    client: Client,
    desk: Url,
    shots: Option<PathBuf>,
}

impl Walk {
    fn new(client: Client, address: &str) -> Result<Self> {
        let shots = std::env::var_os("FOREWARN_SHOTS").map(PathBuf::from);
        if let Some(dir) = &shots {
            std::fs::create_dir_all(dir)?;
        }
        Ok(Self { client, desk: Url::parse(address)?, shots })
    }

    async fn wait(&self, css: &str) -> Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => {
                let page = self.text("body").await.unwrap_or_default();
                Err(error).with_context(|| format!("no {css} on this page:\n{page}"))
            }
        }
    }

    /// Waits for an element that XPath names.
    async fn wait_path(&self, path: &str) -> Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(path)).await;
        found.with_context(|| format!("no {path} on this page"))
    }

    async fn text(&self, css: &str) -> Result<String> {
        let element = self.client.find(Locator::Css(css)).await.with_context(|| format!("no {css} on this page"))?;
        Ok(element.text().await?)
    }

    async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let mut out = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await? {
            out.push(element.text().await?);
        }
        Ok(out)
    }

    async fn go(&self, section: &str) -> Result<()> {
        self.wait(&format!("nav a[href='{section}']")).await?.click().await?;
        self.wait(&format!("nav a[href='{section}'][aria-current]")).await?;
        Ok(())
    }

    /// Each page passes here: nothing was fetched from elsewhere, the console has no complaint, nothing runs over the edge.
    async fn check_page(&self, name: &str) -> Result<()> {
        let script = "return [location.href].concat(performance.getEntriesByType('resource').map(entry => entry.name))";
        let fetched: Vec<String> = serde_json::from_value(self.client.execute(script, vec![]).await?)?;
        for address in &fetched {
            ensure!(Url::parse(address)?.origin() == self.desk.origin(), "{name}: {address} is not the desk's");
        }
        ensure!(
            fetched.iter().any(|address| address.ends_with("/assets/desk.css")),
            "{name}: no style among {fetched:?}"
        );
        let complaints = complaints(&self.client).await?;
        ensure!(complaints.is_empty(), "{name}: the browser complains: {complaints:?}");
        let wide = "const page = document.documentElement; return page.scrollWidth > page.clientWidth";
        ensure!(self.client.execute(wide, vec![]).await? == false, "{name} runs over the edge of the window");
        telephone(&self.client, Some(TELEPHONE)).await?;
        ensure!(self.client.execute(wide, vec![]).await? == false, "{name} runs over the edge of a telephone");
        telephone(&self.client, None).await?;
        if let Some(dir) = &self.shots {
            std::fs::write(dir.join(format!("{name}.png")), self.client.screenshot().await?)?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_warning_is_released_acknowledged_and_closed_in_the_browser() -> Result<()> {
    let Some((driver, client)) = chromium().await? else { return Ok(()) };
    let desk = SampleDesk::start().await?;
    let walk = Walk::new(client.clone(), &desk.url)?;
    let outcome = the_walk(&walk, &desk).await;
    // The browser ends before its driver, whatever came of the walk.
    client.close().await?;
    let stopped = driver.stop().await;
    outcome?;
    stopped?;
    desk.running.stop().await
}

async fn the_walk(walk: &Walk, desk: &SampleDesk) -> Result<()> {
    let warning = front_page(walk, desk).await?;
    words_in_their_report(walk).await?;
    origins_of_the_plot(walk).await?;
    judged_and_taken_back(walk).await?;
    let at_desk = walk.client.window().await?;

    walk.client.goto(&warning).await?;
    let link = release(walk).await?;
    let opened = walk.client.new_window(false).await?;
    walk.client.switch_to_window(opened.handle).await?;
    partner_answers(walk, &link).await?;

    walk.client.switch_to_window(at_desk).await?;
    walk.client.refresh().await?;
    closed_at_the_desk(walk).await?;
    ledger_holds(walk, desk).await
}

/// Everything is there without a click; gives the address of the warning, which is then open.
async fn front_page(walk: &Walk, desk: &SampleDesk) -> Result<String> {
    walk.client.goto(&desk.url).await?;
    let draft = walk.wait_path("//section[contains(@class,'decide')]//h3/a[contains(.,'Advent market')]").await?;
    ensure!(!walk.client.current_url().await?.as_str().contains("key="), "the key stays in the address");

    let incidents = walk.client.find_all(Locator::Css(".incidents .row")).await?;
    ensure!(incidents.len() >= 5, "only {} incidents on the front page", incidents.len());
    for incident in &incidents {
        for part in [".chip", ".where", ".grade", ".sources"] {
            let words = incident.find(Locator::Css(part)).await.with_context(|| format!("no {part}"))?.text().await?;
            ensure!(!words.trim().is_empty(), "an incident without {part}");
        }
    }
    let plot = walk.wait_path(PLOT).await?.text().await?;
    ensure!(plot.contains("foiled") && plot.contains("circular reporting"), "{plot}");
    ensure!(plot.contains("1 independent source") && plot.contains("4 reports"), "{plot}");
    let reports = walk.texts("section[aria-labelledby=h-reports] .row").await?;
    ensure!(reports.len() >= 10 && reports.iter().any(|row| row.contains("Styrian Chronicle")), "{reports:?}");
    walk.check_page("front").await?;

    draft.click().await?;
    walk.wait("#h-routes").await?;
    Ok(walk.client.current_url().await?.to_string())
}

/// From the warning to the report: the words that the claim stands on are marked in the text, and the chain is there.
async fn words_in_their_report(walk: &Walk) -> Result<()> {
    ensure!(!walk.texts(".claim .chain li").await?.is_empty(), "a claim without who said so");
    let quoted: BTreeSet<String> = walk.texts(".claim blockquote .m-evidence").await?.into_iter().collect();
    ensure!(!quoted.is_empty(), "no words under the claim");
    walk.wait(".claim h3 a").await?.click().await?;
    walk.wait("article.text").await?;
    let article = walk.text("article.text").await?;
    let marked = walk.texts("article.text p[dir] .m-evidence, h1 .m-evidence").await?;
    ensure!(!marked.is_empty(), "nothing is marked in the report");
    let page = walk.text("main").await?;
    for words in &marked {
        ensure!(page.contains(words.as_str()), "“{words}” is marked but not in the report");
        ensure!(quoted.contains(words), "“{words}” is marked in the report but not quoted in the warning");
    }
    ensure!(article.contains("Graz"), "{article}");
    walk.check_page("report").await
}

/// The plot that four outlets tell of: one origin, drawn as a tree.
async fn origins_of_the_plot(walk: &Walk) -> Result<()> {
    walk.go("/incidents").await?;
    walk.check_page("incidents").await?;
    walk.wait_path(&format!("{PLOT}//a")).await?.click().await?;
    walk.wait("svg.tree").await?;
    let roots = walk.texts("svg.tree .root text").await?;
    ensure!(roots.iter().any(|root| root.contains("Derya Aksoy")), "{roots:?}");
    ensure!(walk.texts("svg.tree .node, svg.tree .outlet").await?.len() >= 4, "four outlets are to be drawn");
    let sentence = walk.text(".sentence").await?;
    ensure!(sentence.starts_with("4 outlets, 1 origin: Yeni Liman (Derya Aksoy)"), "{sentence}");
    ensure!(!walk.texts("svg.tree .edge.inferred").await?.is_empty(), "the columnist's byline is inferred: dashed");
    telephone(&walk.client, Some(TELEPHONE)).await?;
    ensure!(!walk.client.find(Locator::Css("svg.tree")).await?.is_displayed().await?, "too wide for a telephone");
    let limbs = walk.text(".limbs").await?;
    ensure!(limbs.starts_with("Derya Aksoy") && limbs.contains("inferred"), "{limbs}");
    telephone(&walk.client, None).await?;
    walk.check_page("incident").await
}

/// A named person sets the credibility with a reason; it stands on the page until it is taken back, and then stays as history.
async fn judged_and_taken_back(walk: &Walk) -> Result<()> {
    walk.wait_path("//summary[.='Credibility or stage']").await?.click().await?;
    walk.wait_path("//select[@id='j-cred']/option[starts-with(.,'4')]").await?.click().await?;
    walk.wait("#j-r1").await?.send_keys("The columnist has been wrong before.").await?;
    walk.wait_path("//button[.='Set credibility']").await?.click().await?;
    walk.wait_path("//*[contains(@class,'notice')][contains(.,'judgement is recorded')]").await?;
    let grade = walk.wait_path("//section[h2[starts-with(.,'Grade')]]").await?.text().await?;
    ensure!(grade.contains("Information 4") && grade.contains("judged by Ana Lind on 20"), "{grade}");
    walk.wait_path("//button[.='Take back']").await?.click().await?;
    let undone = walk.wait(".undone").await?.text().await?;
    ensure!(undone.contains("Credibility 4: doubtful") && undone.contains("taken back by Ana Lind"), "{undone}");
    walk.check_page("judged").await?;
    walk.go("/sources").await?;
    ensure!(walk.text("main").await?.contains("Yeni Liman"), "the sources of the incidents are listed");
    walk.check_page("sources").await?;
    walk.wait_path("//td/a[starts-with(.,'Austrian interior ministry')]").await?.click().await?;
    ensure!(walk.wait(".moves").await?.text().await?.contains("confirmed by"), "how its reliability moved");
    walk.check_page("source").await
}

/// The routing table has its reasons; a named person releases; gives the signed link.
async fn release(walk: &Walk) -> Result<String> {
    walk.wait("#h-routes").await?;
    let row = walk.wait_path(&format!("//section[@aria-labelledby='h-routes']//tr[contains(.,'{PARTNER}')]")).await?;
    let words = row.text().await?;
    ensure!(words.contains("responsible for the place") && words.contains("It answers for Graz, AT."), "{words}");
    ensure!(
        walk.text("section[aria-labelledby=h-routes]").await?.contains("not concerned"),
        "who is left out, and why"
    );
    walk.check_page("warning").await?;

    walk.wait_path(&format!("//select[@id='r-partner']/option[starts-with(.,'{PARTNER}')]")).await?.click().await?;
    let by = walk.wait("#r-by").await?;
    by.clear().await?;
    by.send_keys(RELEASED_BY).await?;
    walk.wait("form[action$='/release'] button.primary").await?.click().await?;

    let link = walk.wait("#releases input.link").await?.prop("value").await?.context("an empty link")?;
    let releases = walk.text("#releases").await?;
    ensure!(releases.contains(PARTNER) && releases.contains(RELEASED_BY), "{releases}");
    ensure!(releases.contains("Not opened yet."), "{releases}");
    walk.check_page("released").await?;
    Ok(link)
}

/// In its own window the partner sees the copy and nothing of the desk; it acknowledges and gives the outcome.
async fn partner_answers(walk: &Walk, link: &str) -> Result<()> {
    walk.client.goto(link).await?;
    walk.wait(".banner").await?;
    for absent in ["nav", ".top", "form.find", "a[href^='/warnings']", "a[href^='/incidents']", "a[href^='/reports']"] {
        ensure!(walk.client.find_all(Locator::Css(absent)).await?.is_empty(), "the partner sees the desk's {absent}");
    }
    let page = walk.text("body").await?;
    ensure!(page.contains("TLP:AMBER") && page.contains("Advent market") && page.contains(PARTNER), "{page}");
    ensure!(!page.contains("Austrian Event Security Centre"), "the partner sees who else is a partner");
    walk.check_page("partner").await?;

    walk.wait("form[action$='/acknowledge'] button").await?.click().await?;
    walk.wait(".done").await?;
    let outcome = walk.wait("form[action$='/outcome'] input[value=prevented]").await?;
    outcome.click().await?;
    // The event lies ahead by the browser's own clock: typed as a person in this locale types it.
    let script = "const at = new Date(Date.now() + 10 * 86400e3).toISOString();
        return at.slice(5, 7) + at.slice(8, 10) + at.slice(0, 4)";
    let day: String = serde_json::from_value(walk.client.execute(script, vec![]).await?)?;
    let moment = walk.wait("#o-at").await?;
    moment.send_keys(&format!("{day}\u{e004}1000AM")).await?;
    let typed = moment.prop("value").await?.unwrap_or_default();
    ensure!(typed.ends_with("T10:00"), "the time came out as “{typed}”");
    walk.wait("#o-note").await?.send_keys("Two people were arrested before they could act.").await?;
    walk.wait("form[action$='/outcome'] button").await?.click().await?;
    walk.wait_path("//*[contains(@class,'notice')][contains(.,'outcome is recorded')]").await?;
    let page = walk.text("body").await?;
    ensure!(page.contains("prevented"), "{page}");
    walk.check_page("partner-done").await
}

/// Back at the desk: the state, both times, and each receipt.
async fn closed_at_the_desk(walk: &Walk) -> Result<()> {
    let state = walk.wait(".state.state-closed").await?.text().await?;
    ensure!(state == "closed: prevented", "{state}");
    let figures = walk.text(".figures").await?;
    ensure!(figures.contains("Lead time") && figures.contains("before the event"), "{figures}");
    ensure!(figures.contains("Time to acknowledge"), "{figures}");
    let receipts = walk.text("#releases .steps").await?;
    for step in ["opened", "acknowledged", "gave the outcome"] {
        ensure!(receipts.contains(step), "no “{step}” in {receipts}");
    }
    let history = walk.text(".history").await?;
    for state in ["draft", "released", "delivered", "acknowledged", "closed"] {
        ensure!(history.contains(state), "no “{state}” in {history}");
    }
    walk.check_page("closed").await
}

/// The ledger tells every step and says that it holds; so does the program, beside the running desk.
async fn ledger_holds(walk: &Walk, desk: &SampleDesk) -> Result<()> {
    walk.go("/ledger").await?;
    let verdict = walk.text(".verified").await?;
    ensure!(verdict.contains("check out"), "{verdict}");
    let table = walk.text("table.ledger").await?;
    for step in LEDGER_STEPS {
        ensure!(table.contains(step), "no {step} in {table}");
    }
    ensure!(table.contains(RELEASED_BY) && table.contains(PARTNER), "{table}");
    walk.check_page("ledger").await?;

    let store = desk.dir.path().join("store");
    let verify =
        tokio::process::Command::new(program()?).args(["ledger", "verify", "--store"]).arg(&store).output().await?;
    let said = String::from_utf8_lossy(&verify.stdout).into_owned();
    ensure!(verify.status.code() == Some(0) && said.contains("the ledger holds"), "{said} {verify:?}");
    Ok(())
}
