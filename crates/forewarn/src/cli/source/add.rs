//! `forewarn source add`: find, show, follow.

use super::super::Global;
use super::list;
use crate::collector::authorization;
use crate::exit::Exit;
use crate::output::{self, count};
use anyhow::{Context, Result, anyhow, bail};
use collect::{
    Asker, Beside, Defaults, Discovered, Entry, Input, InputFormat, Item, Limits, Pulls, Refused, Request, discover,
    discover_taxii, follow, misp_event, open, page_text, read_page, watched_files,
};
use jiff::Timestamp;
use record::{Conductor, Event, Login, RawReport, ReportId, Source, SourceKind, Stamped, Tlp};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use url::Url;

/// Reports that are shown before anything is saved.
const SHOWN: usize = 3;

/// Headlines of a section page that are listed.
const SHOWN_HEADLINES: usize = 10;

/// Bytes of text from which an entry is shown as it stands; with less its page is fetched.
const SHOWN_TEXT_BYTES: usize = 1_200;

/// Find what can be followed behind an address, show three reports as they would be read, and follow it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The address may be that of a feed, of a site, or of a section page. Nothing is saved before you agree.

Example:
  forewarn source add https://courier.example/world --by \"Ana Lind\"
  forewarn source add https://ministry.example/press --select 'table.list tr' --by \"Ana Lind\"
  forewarn source add https://desk.example/taxii2/ --user prt-1 --password-file /etc/forewarn/coast --by \"Ana Lind\"")]
pub struct Args {
    /// Address: a feed, a sitemap, a page or a site; a TAXII 2.1 server or a MISP feed; or a folder, whose new and changed
    /// files are read.
    url: String,
    /// Its name, if it is to have another one than it gives itself.
    #[arg(long)]
    name: Option<String>,
    /// Minutes between two looks, if it is not to be asked as its own habit asks for.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..))]
    every: Option<u32>,
    /// For a section page whose headlines are not found: a CSS selector of its entries, such as `.news-list > li`. What it
    /// matches is shown before anything is saved.
    #[arg(long, value_name = "CSS")]
    select: Option<String>,
    /// It lies on this machine or a private network, and may be asked there. Only its own host is opened.
    #[arg(long)]
    local: bool,
    #[command(flatten)]
    partner: Partner,
    /// Follow it without asking.
    #[arg(short, long)]
    yes: bool,
}

/// What is said of a partner's platform.
#[derive(Debug, clap::Args)]
struct Partner {
    /// The account there: its user name.
    #[arg(long, requires = "password_file")]
    user: Option<String>,
    /// File with that account's password, one line. It is read each time; the password itself is kept nowhere else.
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    /// File with a Bearer token, one line, instead of user and password.
    #[arg(long, value_name = "FILE", conflicts_with = "user")]
    token_file: Option<PathBuf>,
    /// Of a TAXII server with several collections: the id, alias or title of the one to follow.
    #[arg(long)]
    collection: Option<String>,
    /// The marking of what comes without one. Without this it is for this desk alone (TLP:RED).
    #[arg(long, value_name = "TLP")]
    unmarked: Option<Tlp>,
}

impl Partner {
    fn login(&self, url: &Url, local: bool) -> Result<Option<Login>> {
        let Some(file) = self.password_file.as_ref().or(self.token_file.as_ref()) else { return Ok(None) };
        if url.scheme() != "https" && !local {
            bail!("{url} is not https: a password goes in the clear only within your own network (--local)");
        }
        let file = file.canonicalize().with_context(|| format!("cannot read {}", file.display()))?;
        let secret_file = file.to_str().with_context(|| format!("the name of {} is not UTF-8", file.display()))?;
        Ok(Some(Login { user: self.user.clone(), secret_file: secret_file.to_owned() }))
    }
}

pub(in super::super) fn run(global: &Global, args: &Args) -> Result<Exit> {
    global.analyst()?;
    let config = global.config()?;
    let limits = config.limits.collect();
    if Path::new(&args.url).is_dir() {
        return folder(global, args);
    }
    let typed = if args.url.contains("://") { args.url.clone() } else { format!("https://{}", args.url) };
    let url = Url::parse(&typed).with_context(|| format!("`{}` is not an address", args.url))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let now = Timestamp::now();
    let login = args.partner.login(&url, args.local)?;
    let authorization = login.as_ref().map(authorization).transpose().map_err(|why| anyhow!(why))?;
    let beside = Beside { local: args.local, select: args.select.as_deref(), authorization };
    let asker = Asker::new(&limits).map_err(|refused| anyhow!("{}", refused.detail))?;
    let refused = |refused: Refused| anyhow!("{url} cannot be followed: {}", refused.detail);
    if let Some(pulls) = runtime.block_on(pulls(&asker, &url, &beside, args, &limits)).map_err(refused)? {
        return collection(global, args, login, pulls);
    }
    let (found, reports) = runtime.block_on(async {
        let found = discover(&asker, &url, &beside, now, &limits).await.map_err(refused)?;
        let mut reports = Vec::new();
        for entry in found.list.entries.iter().take(SHOWN) {
            reports.push(report(&asker, &found, entry, (&beside, args.partner.unmarked), &limits).await);
        }
        anyhow::Ok((found, reports))
    })?;
    let source = Source { login, ..source(args, &found) };
    tell(&source, &found)?;
    show(global, &reports)?;
    keep(global, args, source)
}

/// The TAXII collection there, if there is one; of a site also where such servers usually lie.
async fn pulls(
    asker: &Asker,
    url: &Url,
    beside: &Beside<'_>,
    args: &Args,
    limits: &Limits,
) -> Result<Option<Pulls>, Refused> {
    let (wanted, unmarked) = (args.partner.collection.as_deref(), args.partner.unmarked.unwrap_or(Tlp::Red));
    let found = discover_taxii(asker, url, beside, wanted, unmarked, limits).await?;
    let site = url.path() == "/" && (beside.authorization.is_some() || wanted.is_some());
    match url.join("/taxii2/") {
        Ok(usual) if found.is_none() && site => discover_taxii(asker, &usual, beside, wanted, unmarked, limits).await,
        _ => Ok(found),
    }
}

/// A TAXII collection.
fn collection(global: &Global, args: &Args, login: Option<Login>, pulls: Pulls) -> Result<Exit> {
    let mut source = Source::new(SourceKind::Taxii, &pulls.url);
    source.name = args.name.clone().unwrap_or(pulls.title);
    source.schedule_minutes = args.every;
    (source.local, source.login, source.unmarked) = (args.local, login, args.partner.unmarked);
    let objects = count(pulls.objects as u64, "object", "objects");
    let more = if pulls.more { " on its first page" } else { "" };
    output::say(format_args!(
        "{}: TAXII 2.1 collection with {objects}{more} at {} ({})",
        source.name, source.url, pulls.how
    ))?;
    let told = pulls.said.into_iter().filter(|said| !said.revoked).take(SHOWN);
    let reports: Vec<_> = told.map(|said| Ok(RawReport { id: ReportId::derive(&[&said.id]), ..said.report })).collect();
    show(global, &reports)?;
    keep(global, args, source)
}

/// A folder whose new and changed files are to be read.
fn folder(global: &Global, args: &Args) -> Result<Exit> {
    global.analyst()?;
    let path = Path::new(&args.url).canonicalize().with_context(|| format!("cannot read {}", args.url))?;
    let address = path.to_str().with_context(|| format!("the name of {} is not UTF-8; rename it", path.display()))?;
    let mut source = Source::new(SourceKind::Folder, address);
    source.name = args.name.clone().unwrap_or(source.name);
    source.schedule_minutes = args.every;
    let limits = global.config()?.limits.collect();
    let files = watched_files(&path, &limits).with_context(|| format!("cannot read {address}"))?;
    output::say(format_args!("{}: watched folder with {}", source.name, count(files.len() as u64, "file", "files")))?;
    let items = open(&Input::Dir(path.clone()), InputFormat::Auto, &Defaults::default(), &limits, Timestamp::now());
    let items = items.take(SHOWN).map(|item| match item {
        Item::Report(pair) => Ok(pair.1),
        Item::Fault(fault) => Err(fault.to_string()),
    });
    show(global, &items.collect::<Vec<_>>())?;
    keep(global, args, source)
}

/// Shows reports as they would be read.
fn show(global: &Global, reports: &[Result<RawReport, String>]) -> Result<()> {
    let reader = global.reader(&global.config()?)?;
    for raw in reports {
        match raw {
            Ok(raw) => {
                let (report, reading) = reader.read(raw);
                if let Some(rules) = &raw.handling {
                    output::say(format_args!("\n{} from {}", rules.marking, rules.originator))?;
                }
                output::say(format_args!("\n{}", output::reading::text(&report, &reading, None).trim_end()))?;
            }
            Err(why) => output::say(format_args!("\n{why}"))?,
        }
    }
    Ok(())
}

/// Asks, and follows.
fn keep(global: &Global, args: &Args, source: Source) -> Result<Exit> {
    stays_at_home(&source, &args.url)?;
    if !args.yes && !agreed(&source)? {
        output::say("\nNothing was saved.")?;
        return Ok(Exit::Ok);
    }
    let who = global.analyst()?;
    let pipeline = global.acting(&global.config()?)?;
    if pipeline.store().sources()?.iter().any(|known| known.id == source.id) {
        output::say("\nIt is followed already; its name and settings are now these.")?;
    }
    pipeline.handle(Stamped { at: Timestamp::now(), who, event: Event::SourceSet(source) })?;
    output::say("")?;
    list(pipeline.store().as_ref())
}

/// What opens a source, its account too, was given for the host that was typed, and goes to no other that discovery led to.
fn stays_at_home(source: &Source, typed: &str) -> Result<()> {
    let (Ok(found), Ok(typed)) = (Url::parse(&source.url), Url::parse(typed)) else { return Ok(()) };
    if (source.login.is_some() || source.local) && found.origin() != typed.origin() {
        bail!("{typed} leads to {found}, on another host: give that address, if it is right");
    }
    Ok(())
}

fn source(args: &Args, found: &Discovered) -> Source {
    let name = args.name.clone().or_else(|| found.list.title.clone());
    let mut source = Source::new(found.kind, &found.url);
    source.name = name.unwrap_or(source.name);
    source.language =
        found.list.language.as_deref().and_then(|tag| tag.split(['-', '_']).next()).map(str::to_lowercase);
    source.schedule_minutes = args.every;
    source.local = args.local;
    source.select = args.select.clone();
    source.unmarked = args.partner.unmarked;
    source
}

/// What was found, in words.
fn tell(source: &Source, found: &Discovered) -> Result<()> {
    let what = match found.kind {
        SourceKind::Page => "section page",
        SourceKind::Misp => "MISP feed",
        _ => found.list.kind.name(),
    };
    let entries = count(found.list.entries.len() as u64, "entry", "entries");
    output::say(format_args!("{}: {what} with {entries} at {} ({})", source.name, source.url, found.how))?;
    if found.kind == SourceKind::Page {
        for entry in found.list.entries.iter().take(SHOWN_HEADLINES) {
            let day = entry.published.map_or_else(|| "no date   ".to_owned(), |day| day.to_string());
            output::say(format_args!("  {day}  {}", entry.title.as_deref().unwrap_or_default()))?;
        }
        let more = found.list.entries.len().saturating_sub(SHOWN_HEADLINES);
        if more > 0 {
            output::say(format_args!("  and {more} more"))?;
        }
        if source.select.is_none() {
            output::say("  If these are not its headlines, name its entries: --select '.news-list > li'")?;
        }
    }
    for fault in &found.list.faults {
        output::say(format_args!("  fault: {fault}"))?;
    }
    Ok(())
}

/// An entry as a report: what the list holds of it, or its page.
async fn report(
    asker: &Asker,
    found: &Discovered,
    entry: &Entry,
    (beside, unmarked): (&Beside<'_>, Option<Tlp>),
    limits: &Limits,
) -> Result<RawReport, String> {
    let held = RawReport { id: ReportId::derive(&[&entry.raw]), ..entry.report(found.list.title.as_deref()) };
    let link = entry.link.as_deref().and_then(|link| Url::parse(link).ok());
    let Some(link) = link.filter(|_| held.text.len() < SHOWN_TEXT_BYTES) else { return Ok(held) };
    let own = Url::parse(&found.url).is_ok_and(|list| list.origin() == link.origin());
    let authorization = beside.authorization.clone().filter(|_| own);
    let request = Request { local: beside.local && own, authorization, ..Request::page(link.clone(), limits) };
    match follow(asker, request, limits).await {
        Ok((_, body)) if found.kind == SourceKind::Misp => {
            let event = serde_json::from_slice(&body.bytes).map_err(|error| format!("{link}: {error}"))?;
            let raw = misp_event(&event, &found.url, unmarked.unwrap_or(Tlp::Red), limits)?;
            Ok(RawReport { id: ReportId::derive(&[link.as_str()]), ..raw })
        }
        Ok((at, body)) => {
            let page = read_page(&page_text(&body.bytes, body.charset.as_deref()), Some(at.as_str()), limits);
            if page.text.len() < held.text.len() {
                return Ok(held);
            }
            Ok(RawReport {
                outlet: page.outlet.or(held.outlet),
                title: page.title.or(held.title),
                byline: page.byline.or(held.byline),
                section: page.section.or(held.section),
                published: held.published.or(page.published),
                leads: page.leads,
                url: Some(at.to_string()),
                ..RawReport::of_text(held.id, page.text)
            })
        }
        Err(refused) => Err(format!("{link}: its page did not come: {}", refused.detail)),
    }
}

/// Asks on a terminal; elsewhere says how to agree.
fn agreed(source: &Source) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        output::say("\nTo follow it, add --yes.")?;
        return Ok(false);
    }
    let mut out = anstream::stdout();
    write!(out, "\nFollow {}? [y/N] ", source.name)?;
    out.flush()?;
    let mut answer = String::new();
    if std::io::stdin().lock().read_line(&mut answer)? == 0 {
        bail!("nobody answered; nothing was saved");
    }
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
