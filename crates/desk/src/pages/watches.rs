//! `/watches`: standing questions, set and taken off.

use super::{Choice, Frame, Params, go, html};
use crate::{app::App, fail::Fail, fields::Fields, words};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use record::{Area, Credibility, Event, GroupId, Kind, PartnerId, Question, Reliability, Stage, Watch, WatchId};

/// Words, areas or groups in one list of a watch.
const MAX_LIST: usize = 64;

struct Row {
    id: String,
    name: String,
    owner: String,
    asks: Vec<(&'static str, String)>,
    threshold: String,
    since: String,
}

#[derive(Template)]
#[template(path = "watches.html")]
struct Watches {
    frame: Frame,
    rows: Vec<Row>,
    groups: Vec<Choice>,
    kinds: Vec<Choice>,
    stages: Vec<Choice>,
    partners: Vec<Choice>,
    reliabilities: Vec<Choice>,
    credibilities: Vec<Choice>,
}

/// The list, with the form for a new one.
pub(crate) async fn list(State(app): State<App>, Query(params): Query<Params>) -> Result<Response, Fail> {
    app.page(move |inner| {
        let partners = inner.desk.store.partners()?;
        let group_name = |id: &GroupId| {
            inner.desk.groups.iter().find(|group| group.id == *id).map_or_else(|| id.to_string(), |g| g.name.clone())
        };
        let partner_name = |id: &PartnerId| {
            partners.iter().find(|partner| partner.id == *id).map_or_else(|| id.to_string(), |p| p.name.clone())
        };
        let rows = inner.desk.store.watches()?.iter().map(|w| row(w, &group_name, &partner_name)).collect();
        html(&Watches {
            frame: Frame::new(inner, "watches", "Watches")?.with_notice(&params),
            rows,
            groups: inner.desk.groups.iter().map(|g| Choice::new(g.id.as_str(), g.name.clone(), false)).collect(),
            kinds: Kind::ALL.iter().map(|k| Choice::new(k.code(), k.words(), false)).collect(),
            stages: Stage::ALL.iter().map(|s| Choice::new(s.code(), s.code(), s.lies_ahead())).collect(),
            partners: partners.iter().map(|p| Choice::new(p.id.as_str(), p.name.clone(), false)).collect(),
            reliabilities: Reliability::ALL
                .iter()
                .map(|r| Choice::new(r.code(), format!("{r}: {}", r.words()), *r == Reliability::F))
                .collect(),
            credibilities: Credibility::ALL
                .iter()
                .map(|c| Choice::new(c.code(), format!("{c}: {}", c.words()), *c == Credibility::CannotBeJudged))
                .collect(),
        })
    })
    .await
}

fn row(watch: &Watch, group: &dyn Fn(&GroupId) -> String, partner: &dyn Fn(&PartnerId) -> String) -> Row {
    let question = &watch.question;
    let join = |words: Vec<String>| words.join(", ");
    let asks = [
        ("Groups", join(question.groups.iter().map(group).collect())),
        ("Areas", join(question.areas.iter().map(words::area).collect())),
        ("Kinds", join(question.kinds.iter().map(|k| k.words().to_owned()).collect())),
        ("Stages", join(question.stages.iter().map(ToString::to_string).collect())),
        ("Target words", join(question.target_words.clone())),
        ("Also warn", join(watch.partners.iter().map(partner).collect())),
    ];
    Row {
        id: words::encode(watch.id.as_str()),
        name: watch.name.clone(),
        owner: watch.owner.clone(),
        asks: asks.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        threshold: format!("{}{}", watch.threshold.0, watch.threshold.1),
        since: words::moment(watch.created_at),
    }
}

/// Sets a watch.
pub(crate) async fn add(State(app): State<App>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        let who = fields.analyst()?;
        let name = fields.required("name", "a name for the watch")?;
        let owner = who.to_string();
        let question = Question {
            groups: fields.all("group").take(MAX_LIST).map(GroupId::from).collect(),
            areas: areas(fields.get("areas"))?,
            kinds: fields.codes("kind")?,
            stages: fields.codes("stage")?,
            target_words: listed(fields.get("target_words")),
        };
        let watch = Watch {
            id: WatchId::derive(&[&owner, &name]),
            name,
            owner,
            question,
            threshold: (fields.code("reliability")?, fields.code("credibility")?),
            partners: fields.all("partner").take(MAX_LIST).map(PartnerId::from).collect(),
            created_at: inner.now(),
        };
        inner.act(who, Event::WatchSet(watch))?;
        Ok(go("/watches?done=watch-set"))
    })
    .await
}

/// Takes a watch off.
pub(crate) async fn remove(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Response, Fail> {
    app.page(move |inner| {
        inner.act(fields.analyst()?, Event::WatchRemoved(WatchId(id)))?;
        Ok(go("/watches?done=watch-removed"))
    })
    .await
}

fn listed(text: &str) -> Vec<String> {
    text.split([',', ';', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .take(MAX_LIST)
        .map(str::to_owned)
        .collect()
}

/// Areas as people write them, one a line or separated by `;`: `world`, `RU`, `Moscow, RU`, `division Kaduna State, NG`,
/// `30 km around 55.75, 37.62`.
pub(crate) fn areas(text: &str) -> Result<Vec<Area>, Fail> {
    text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()).take(MAX_LIST).map(area).collect()
}

fn area(line: &str) -> Result<Area, Fail> {
    let code = |word: &str| {
        let word = word.trim();
        let two = word.len() == 2 && word.bytes().all(|b| b.is_ascii_alphabetic());
        two.then(|| word.to_ascii_uppercase())
    };
    if line.eq_ignore_ascii_case("world") {
        return Ok(Area::World);
    }
    if let Some(country) = code(line) {
        return Ok(Area::Country(country));
    }
    if let Some((km, centre)) = line.split_once("km around")
        && let Some((lat, lon)) = centre.split_once(',')
        && let (Ok(radius_km), Ok(lat), Ok(lon)) = (km.trim().parse(), lat.trim().parse(), lon.trim().parse())
        && (-90.0..=90.0).contains(&lat)
        && (-180.0..=180.0).contains(&lon)
        && (0.0..=20_100.0).contains(&radius_km)
    {
        return Ok(Area::Circle { lat, lon, radius_km });
    }
    if let Some((name, country)) = line.rsplit_once(',')
        && let Some(country) = code(country)
        && !name.trim().is_empty()
    {
        let name = name.trim();
        return Ok(match name.strip_prefix("division ") {
            Some(division) => Area::Division { country, name: division.trim().to_owned() },
            None => Area::City { country, name: name.to_owned() },
        });
    }
    let line: String = line.chars().take(60).collect();
    Err(Fail::invalid(format!(
        "“{line}” is not an area. Write `world`, a country code (`RU`), a city (`Moscow, RU`), `division Kaduna State, NG`, \
         or `30 km around 55.75, 37.62`."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_as_people_write_them() {
        let city = |name: &str, country: &str| Area::City { country: country.into(), name: name.into() };
        let table = [
            ("world", Some(vec![Area::World])),
            (
                "ru; TR\nMoscow, RU",
                Some(vec![Area::Country("RU".into()), Area::Country("TR".into()), city("Moscow", "RU")]),
            ),
            ("Washington, D.C., US", Some(vec![city("Washington, D.C.", "US")])),
            (
                "division Kaduna State, NG",
                Some(vec![Area::Division { country: "NG".into(), name: "Kaduna State".into() }]),
            ),
            ("30 km around 55.75, 37.62", Some(vec![Area::Circle { lat: 55.75, lon: 37.62, radius_km: 30.0 }])),
            ("30 km around 155.75, 37.62", None),
            ("Moscow", None),
            ("", Some(vec![])),
        ];
        for (given, expected) in table {
            assert_eq!(areas(given).ok(), expected, "{given}");
        }
    }
}
