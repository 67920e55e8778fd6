//! Finding a TAXII 2.1 collection behind an address: a server, an API root, a list of collections, or the collection itself.

use crate::Limits;
use crate::discover::Beside;
use crate::exchange::{
    Place, Said, Speaks, TAXII_TYPE, collection_url, page_url, read_envelope, read_objects, read_place,
};
use crate::fetch::{Asker, Body, Refused, Request, follow};
use record::{FaultKind, Pulled, Tlp};
use url::Url;

/// API roots of one server that are looked into.
const MAX_ROOTS: usize = 8;
/// Collections that are named where there are several.
const MAX_NAMED: usize = 20;

/// A collection that can be followed.
#[derive(Debug)]
pub struct Pulls {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where it was found, in words.
    pub how: String,
    /// What the first page tells.
    pub said: Vec<Said>,
    /// Objects on that page.
    pub objects: usize,
    /// There are further pages.
    pub more: bool,
}

struct Found {
    url: Url,
    id: String,
    alias: Option<String>,
    title: String,
}

/// Looks for a collection. `wanted`: its id, alias or title, where there are several. `None`: TAXII is not spoken there.
///
/// # Errors
/// It is, and there is no one collection that may be read; or the account is not let in.
pub async fn discover_taxii(
    asker: &Asker,
    url: &Url,
    beside: &Beside<'_>,
    wanted: Option<&str>,
    unmarked: Tlp,
    limits: &Limits,
) -> Result<Option<Pulls>, Refused> {
    let search = Search { asker, beside, first: url, limits };
    let (at, body) = match search.get(url).await {
        Ok(found) => found,
        Err(refused) if matches!(refused.status, Some(401)) => return Err(no_account(refused)),
        Err(_) => return Ok(None),
    };
    let (how, found) = match read_place(&body.bytes) {
        None => match read_envelope(&body.bytes, None) {
            Ok(_) if body.media_type.starts_with("application/taxii") && at.path().contains("/objects") => {
                let url = collection_url(&at);
                (
                    "it is a collection".to_owned(),
                    vec![Found { title: url.to_string(), url, id: String::new(), alias: None }],
                )
            }
            _ => return Ok(None),
        },
        Some(Place::Discovery(title, roots)) => {
            let mut found = Vec::new();
            for root in roots.iter().take(MAX_ROOTS).filter_map(|root| at.join(root).ok()) {
                found.extend(search.root(&root).await?);
            }
            (format!("a collection of the TAXII server \u{201c}{title}\u{201d}"), found)
        }
        Some(Place::Root(title)) => {
            (format!("a collection of the API root \u{201c}{title}\u{201d}"), search.root(&at).await?)
        }
        Some(Place::Collections(list)) => ("a collection of that list".to_owned(), below(&folder(&at), list)),
        Some(Place::Collection(title, true)) => {
            ("it is a collection".to_owned(), vec![Found { url: folder(&at), id: String::new(), alias: None, title }])
        }
        Some(Place::Collection(..)) => (String::new(), Vec::new()),
    };
    let chosen = choose(found, wanted)?;
    let (_, page) = search.get(&page_url(&chosen.url, &Pulled::default(), None)).await.map_err(no_account)?;
    let envelope = read_envelope(&page.bytes, page.added_last.as_deref());
    let envelope = envelope.map_err(|why| Refused::new(FaultKind::Malformed, why))?;
    let speaks = Speaks { name: &chosen.title, unmarked };
    let (said, _) = read_objects(&envelope.objects, &mut Pulled::default(), speaks, chosen.url.as_str(), limits);
    let (objects, more) = (envelope.objects.len(), envelope.more);
    Ok(Some(Pulls { url: chosen.url.to_string(), title: chosen.title, how, said, objects, more }))
}

fn no_account(refused: Refused) -> Refused {
    let advice = match refused.status {
        Some(401 | 403) => {
            "it wants an account: name it with --user NAME --password-file FILE, or with --token-file FILE"
        }
        _ => return refused,
    };
    Refused { detail: format!("{}; {advice}", refused.detail), ..refused }
}

/// The one collection that is meant.
fn choose(mut found: Vec<Found>, wanted: Option<&str>) -> Result<Found, Refused> {
    if let Some(wanted) = wanted {
        let is = |one: &Found| {
            let names = [Some(one.id.as_str()), one.alias.as_deref(), Some(one.title.as_str())];
            names.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(wanted))
        };
        let named = found.iter().position(is);
        let none = || Refused::new(FaultKind::Empty, format!("it has no collection `{wanted}` that may be read"));
        return named.map(|place| found.swap_remove(place)).ok_or_else(none);
    }
    if found.len() > 1 {
        let list: Vec<String> = found
            .iter()
            .take(MAX_NAMED)
            .map(|one| format!("\n  --collection {}  {}", one.alias.as_deref().unwrap_or(&one.id), one.title))
            .collect();
        let detail =
            format!("it has {} collections: say which one\n{}", found.len(), list.concat().trim_start_matches('\n'));
        return Err(Refused::new(FaultKind::Malformed, detail));
    }
    found.pop().ok_or_else(|| Refused::new(FaultKind::Empty, "it has no collection that this account may read"))
}

/// The address with a `/` at its end: what is joined to it lies below.
fn folder(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
    url
}

fn below(list: &Url, collections: Vec<(String, Option<String>, String)>) -> Vec<Found> {
    let one = |(id, alias, title): (String, Option<String>, String)| {
        let mut url = list.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push(&id).push("");
        let title = if title.is_empty() { id.clone() } else { title };
        Some(Found { url, id, alias, title })
    };
    collections.into_iter().filter_map(one).collect()
}

struct Search<'s> {
    asker: &'s Asker,
    beside: &'s Beside<'s>,
    first: &'s Url,
    limits: &'s Limits,
}

impl Search<'_> {
    async fn get(&self, url: &Url) -> Result<(Url, Body), Refused> {
        let own = url.origin() == self.first.origin();
        let request = Request {
            accept: TAXII_TYPE,
            local: self.limits.allow_local || (self.beside.local && own),
            authorization: self.beside.authorization.clone().filter(|_| own),
            bytes_max: self.limits.feed_bytes,
            ..Request::page(url.clone(), self.limits)
        };
        follow(self.asker, request, self.limits).await
    }

    async fn root(&self, root: &Url) -> Result<Vec<Found>, Refused> {
        let list = folder(root).join("collections/").unwrap_or_else(|_| root.clone());
        let (at, body) = self.get(&list).await.map_err(no_account)?;
        Ok(match read_place(&body.bytes) {
            Some(Place::Collections(list)) => below(&folder(&at), list),
            _ => Vec::new(),
        })
    }
}
