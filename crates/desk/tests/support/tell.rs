//! Telling: a report in a few lines, its roles marked in the text, becomes a stored report with a claim.

use super::{
    conductor, time,
    world::{groups, yerevan},
};
use record::{
    Assertion, Capture, Claim, ClaimId, Kind, Lead, Mention, Place, Reason, Report, Slot, SourceId, Span, Speaker,
    SpeakerKind, Stage, Weighed, When,
};
use std::sync::Arc;
use store::Store;

/// Text with roles marked `{role:words}`; gives the plain text and the spans. Roles nest.
pub fn marked(source: &str) -> (String, Vec<(String, Span)>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = source;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('{') {
            let (role, after) = rest[at + 1..].split_once(':').unwrap();
            open.push((role.to_owned(), text.len()));
            rest = after;
        } else {
            let (role, start) = open.pop().unwrap();
            spans.push((role, Span::new(start, text.len())));
            rest = &rest[at + 1..];
        }
    }
    text.push_str(rest);
    (text, spans)
}

pub struct Told<'a> {
    pub id: &'a str,
    pub outlet: &'a str,
    pub title: &'a str,
    pub day: &'a str,
    /// Chain after the outlet; `~` before a name: inferred.
    pub chain: &'a [&'a str],
    pub text: &'a str,
    pub killed: Option<u32>,
}

pub fn chain(outlet: &str, rest: &[&str], text: &str) -> Vec<Speaker> {
    let mut chain = vec![Speaker::outlet(outlet)];
    chain.extend(rest.iter().enumerate().map(|(i, name)| {
        let plain = name.trim_start_matches('~');
        Speaker {
            name: plain.to_owned(),
            kind: match plain {
                "Ines Aldana" => SpeakerKind::Person,
                "witnesses" | "two officials" => SpeakerKind::Unnamed,
                "Interior Ministry" => SpeakerKind::Authority,
                _ if i + 1 == rest.len() && plain.ends_with("Column") => SpeakerKind::Organisation,
                _ => SpeakerKind::Press,
            },
            span: text.find(plain).map(|at| Span::new(at, at + plain.len())),
            cue: text.find("according to").map(|at| Span::new(at, at + "according to".len())),
            inferred: name.starts_with('~'),
        }
    }));
    chain
}

pub fn tell(
    store: &Arc<dyn Store>,
    told: &Told<'_>,
    kind: Kind,
    stage: Stage,
    place: &Place,
    when: Option<&str>,
) -> Claim {
    let (text, spans) = marked(told.text);
    let mentions = |role: &str| -> Vec<Mention> {
        let of_role = spans.iter().filter(|(name, _)| name == role);
        of_role
            .map(|(_, span)| {
                let words = span.of(&text).unwrap();
                let group = groups().into_iter().find(|group| group.name == words).map(|group| group.id);
                Mention { text: words.to_owned(), span: Some(*span), group }
            })
            .collect()
    };
    let claim = Claim {
        id: ClaimId::derive(&[told.id, "0"]),
        report: told.id.into(),
        kind,
        stage,
        assertion: Assertion::Reported,
        main: true,
        actors: mentions("actor"),
        actor_parent: None,
        perpetrators: mentions("perp"),
        targets: mentions("target"),
        victims: vec![],
        victim_descriptions: mentions("victim"),
        weapons: mentions("weapon"),
        killed: told.killed,
        injured: None,
        place: Some(place.clone()),
        linked_places: if stage == Stage::Planned { vec![yerevan()] } else { vec![] },
        when: when.map(|day| When::day(day.parse().unwrap()).unwrap()),
        said_by: chain(told.outlet, told.chain, &text),
        evidence: spans.iter().filter(|(role, _)| role == "evidence").map(|(_, span)| *span).collect(),
        why: why(&spans),
        weighed: Some(weighed(told.chain)),
    };
    add_report(store, told, text, vec![claim.clone()]);
    claim
}

/// Everybody of a chain as a reader would have weighed them, and one who was left out.
fn weighed(names: &[&str]) -> Vec<Weighed> {
    let one = |(n, name): (usize, &&str)| Weighed {
        name: name.trim_start_matches(['~', '@']).to_owned(),
        kind: SpeakerKind::Press,
        link: Some(n + 1),
        by_rule: n == 0,
        likely: 0.93,
        facts: vec![("after the verb: carried by".to_owned(), 1.24), ("named in the headline".to_owned(), -0.85)],
        statement: if n == 0 { vec![("covers the claim's words".to_owned(), 2.4)] } else { Vec::new() },
        left_out: None,
    };
    let mut all: Vec<Weighed> = names.iter().enumerate().map(one).collect();
    if let Some(first) = all.first().cloned() {
        let left_out = Some("less likely than not".to_owned());
        let facts = vec![("named further down".to_owned(), -0.46)];
        let name = "Hill Gazette".to_owned();
        all.push(Weighed {
            name,
            link: None,
            by_rule: false,
            likely: 0.21,
            facts,
            statement: Vec::new(),
            left_out,
            ..first
        });
    }
    all
}

/// A reason for each marked span; the rule and the score stand for those of a reader.
fn why(spans: &[(String, Span)]) -> Vec<Reason> {
    let slot = |role: &str| match role {
        "actor" => Some(Slot::Actor),
        "perp" => Some(Slot::Perpetrator),
        "target" => Some(Slot::Target),
        "victim" => Some(Slot::VictimDescription),
        "weapon" => Some(Slot::Weapon),
        _ => None,
    };
    let told = spans.iter().filter_map(|(role, span)| Some((slot(role)?, *span)));
    let rule = Some("its place in the sentence".to_owned());
    told.map(|(slot, span)| Reason { slot, span: Some(span), rule: rule.clone(), score: Some(0.934) }).collect()
}

pub fn add_report(store: &Arc<dyn Store>, told: &Told<'_>, text: String, claims: Vec<Claim>) {
    let page = format!("<html><body><h1>{}</h1><p>{text}</p><script>track()</script></body></html>", told.title);
    let url = format!("https://{}.example/{}", told.outlet.to_lowercase().replace(' ', "-"), told.id);
    let capture =
        Capture::new(SourceId::derive(&[told.outlet]), &url, time("2031-05-14T06:00:00Z"), "text/html", page.into());
    let report = Report {
        id: told.id.into(),
        capture: capture.id.clone(),
        outlet: told.outlet.to_owned(),
        title: told.title.to_owned(),
        byline: None,
        section: Some("World".to_owned()),
        published: Some(told.day.parse().unwrap()),
        url: Some(url),
        language: "en".to_owned(),
        text,
        leads: vec![Lead {
            title: "Ferry line to reopen in June".to_owned(),
            published: Some(told.day.parse().unwrap()),
            time: Some("14:34".to_owned()),
            url: None,
        }],
    };
    conductor::add(store, report, capture, claims);
}
