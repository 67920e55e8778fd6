//! The text of a warning, in plain words: what, where, when, by whom, on whose word, what is not known, what is asked.
//!
//! Roles are quoted as the reports word them rather than built into sentences: nothing is asserted that no report says, and
//! the English stays good whatever the words are.

use crate::estimate::likelihood;
use crate::facts::{Facts, Root, Sources};
use crate::words::{capital, count, date, in_place, list, number, on_date, place, quoted, range, sentence};
use record::{Conflict, Credibility, Kind, PlacePrecision, Reliability, Stage};

/// The whole text: paragraphs separated by an empty line.
pub fn text(facts: &Facts) -> String {
    let mut paragraphs = vec![what(facts), estimate(facts), origins(&facts.sources)];
    if !facts.conflicts.is_empty() {
        paragraphs.push(conflicts(&facts.conflicts, facts.sources.hidden));
    }
    paragraphs.push(unknowns(facts));
    paragraphs.push(asked(facts).to_owned());
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// A headline where none was given: "Bombing (“Harbour market”), Port Ellis, NZ: planned".
pub fn headline(facts: &Facts) -> String {
    let threat = facts.kind == Kind::Threat;
    let mut line = if threat { "Threat of violence".to_owned() } else { capital(facts.kind.words()) };
    if let Some(target) = quoted(&facts.targets).first() {
        line.push_str(&format!(" ({target})"));
    }
    if let Some(at) = &facts.place {
        line.push_str(&format!(", {}", place(at)));
    }
    if threat && facts.stage == Stage::Threatened { line } else { format!("{line}: {}", facts.stage) }
}

/// One statement in the desk's own words, for readers who may not see the report's: nothing in it can be searched for.
pub fn statement(facts: &Facts) -> String {
    let mut said = vec![first_sentence(facts)];
    said.extend(roles(facts));
    said.extend(casualties(facts));
    said.join(" ")
}

fn what(facts: &Facts) -> String {
    let mut said = vec![first_sentence(facts)];
    said.extend(roles(facts));
    said.extend(casualties(facts));
    if !facts.linked_places.is_empty() {
        said.push(format!("It is tied to {} as well.", list(&facts.linked_places)));
    }
    said.push(stage_words(facts.stage).to_owned());
    said.join(" ")
}

/// The kind with its article, as it stands in a sentence.
const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Bombing => "a bombing",
        Kind::ArmedAssault => "an armed assault",
        Kind::Assassination => "an assassination",
        Kind::Kidnapping => "a kidnapping",
        Kind::Hijacking => "a hijacking",
        Kind::Arson => "an arson attack",
        Kind::Robbery => "an armed robbery",
        Kind::Sabotage => "an act of sabotage",
        Kind::Attack => "an attack",
        Kind::Threat => "violence",
        Kind::ArrestRaid => "an arrest or raid by the authorities",
    }
}

fn first_sentence(facts: &Facts) -> String {
    let noun = noun(facts.kind);
    let at = facts.place.as_ref().map(|at| format!(" {}", in_place(at))).unwrap_or_default();
    let on = facts.when.as_ref().map(|when| format!(" {}", on_date(when))).unwrap_or_default();
    let given = facts.when.as_ref().map(|when| format!("; the date given is {}", date(when))).unwrap_or_default();
    let said = match facts.stage {
        Stage::Threatened => format!("a threat of {noun}{at} is reported{given}"),
        Stage::Planned => {
            let on = facts.when.as_ref().map(|when| format!(" for {}", date(when))).unwrap_or_default();
            format!("{noun}{at} is reported to be planned{on}")
        }
        Stage::Foiled => format!("a plan for {noun}{at} is reported to have been foiled{given}"),
        Stage::Attempted => format!("an attempt at {noun} is reported{at}{on}; it failed"),
        Stage::Accomplished => format!("{noun} is reported{at}{on}"),
        Stage::Denied => format!("reports of {noun}{at} are denied{given}"),
    };
    sentence(&said)
}

fn roles(facts: &Facts) -> Vec<String> {
    let mut said = Vec::new();
    if !facts.actors.is_empty() {
        let parent = facts.actor_parent.as_ref().filter(|parent| !facts.actors.contains(parent));
        let parent = parent.map(|parent| format!(", affiliated with {parent}")).unwrap_or_default();
        said.push(format!("It is ascribed to {}{parent}.", list(&facts.actors)));
    }
    if !facts.perpetrators.is_empty() {
        said.push(format!("Those behind it are described as {}.", list(&quoted(&facts.perpetrators))));
    }
    match facts.targets.as_slice() {
        [] => {}
        [_] => said.push(format!("The target is described as {}.", list(&quoted(&facts.targets)))),
        _ => said.push(format!("The targets are described as {}.", list(&quoted(&facts.targets)))),
    }
    if !facts.weapons.is_empty() {
        said.push(format!("Weapons or means named: {}.", list(&quoted(&facts.weapons))));
    }
    said
}

fn casualties(facts: &Facts) -> Option<String> {
    let people = |count: (u32, u32)| if count == (1, 1) { "person" } else { "people" };
    let are = |count: (u32, u32)| if count == (1, 1) { "is" } else { "are" };
    let said = match (facts.killed, facts.injured) {
        (None, None) => return None,
        (Some((0, 0)), Some((0, 0))) => "nobody is reported to have been killed or injured".to_owned(),
        (Some((0, 0)), None) => "nobody is reported to have been killed".to_owned(),
        (Some((0, 0)), Some(hurt)) => {
            format!(
                "nobody is reported to have been killed; {} {} {} reported injured",
                range(hurt),
                people(hurt),
                are(hurt)
            )
        }
        (Some(dead), None) => format!("{} {} {} reported killed", range(dead), people(dead), are(dead)),
        (None, Some(hurt)) => format!("{} {} {} reported injured", range(hurt), people(hurt), are(hurt)),
        (Some(dead), Some(hurt)) => {
            format!("{} {} {} reported killed and {} injured", range(dead), people(dead), are(dead), range(hurt))
        }
    };
    Some(sentence(&said))
}

const fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Threatened => "Stage: threatened. It has been announced in words; it may still be prevented.",
        Stage::Planned => "Stage: planned. It may still be prevented.",
        Stage::Foiled => "Stage: foiled. It was stopped before it was carried out.",
        Stage::Attempted => "Stage: attempted. It was tried and failed by itself.",
        Stage::Accomplished => "Stage: accomplished. It was carried out.",
        Stage::Denied => "Stage: denied. Somebody says that it did not happen or is not planned.",
    }
}

/// Likelihood and grade, each on its own: ICD 203 asks that the two be not mixed in one sentence.
fn estimate(facts: &Facts) -> String {
    let subject = match facts.stage {
        Stage::Threatened => "that the threat is meant in earnest",
        Stage::Planned => "that such a plan exists",
        Stage::Foiled => "that there was such a plan and that it was stopped",
        Stage::Attempted => "that it was attempted as reported",
        Stage::Accomplished => "that it happened as reported",
        Stage::Denied => "that there is something in it in spite of the denial",
    };
    let likely = match likelihood(&facts.grade, facts.stage) {
        None => format!("How likely it is {subject} cannot be judged."),
        Some(likely) => {
            let (low, high) = likely.percent();
            match likely.words() {
                words @ ("roughly even chance" | "almost no chance") => {
                    let article = if words.starts_with('r') { "a " } else { "" };
                    format!("There is {article}{words} ({low} to {high} %) {subject}.")
                }
                words => format!("It is {words} ({low} to {high} %) {subject}."),
            }
        }
    };
    let grade = &facts.grade;
    let (reliability, credibility) = (grade.reliability, grade.credibility);
    let source = match reliability {
        Reliability::F => "the reliability of the source cannot be judged".to_owned(),
        known => format!("the source is {}", known.words()),
    };
    let information = match credibility {
        Credibility::CannotBeJudged => "the truth of the information cannot be judged".to_owned(),
        known => format!("the information is {}", known.words()),
    };
    let because = |of: &str, reasons: &[String]| match reasons {
        [] => String::new(),
        reasons => {
            format!(" {of}: {}", reasons.iter().map(|reason| sentence(bare(reason))).collect::<Vec<_>>().join(" "))
        }
    };
    format!(
        "{likely} Grade {}: {source} ({reliability}), {information} ({credibility}).{}{}",
        grade.code(),
        because("On the source", &grade.reliability_reasons),
        because("On the information", &grade.credibility_reasons),
    )
}

/// A reason without the code of its axis ("2: two origins …"): the sentence before it has just named the code.
fn bare(reason: &str) -> &str {
    match reason.split_once(": ") {
        Some((code, rest)) if code.len() == 1 => rest,
        _ => reason,
    }
}

fn origins(sources: &Sources) -> String {
    let outlets = sources.outlets.len() + sources.unnamed;
    if outlets == 0 && sources.roots.is_empty() {
        return String::new();
    }
    let independent: Vec<&Root> = sources.roots.iter().filter(|root| root.independent).collect();
    let origin = match sources.independent {
        0 => "no origin that could be made out".to_owned(),
        1 => "one origin".to_owned(),
        n => format!("{} independent origins", number(n as usize)),
    };
    let outlet_count = if sources.outlets.is_empty() {
        count(sources.unnamed, "report of unknown publisher", "reports of unknown publisher")
    } else {
        count(outlets, "outlet", "outlets")
    };
    let mut said = format!("{}, {origin}", capital(&outlet_count));
    if sources.hidden {
        said.push_str(". The names of the sources are withheld.");
    } else {
        let labels: Vec<&str> = if independent.is_empty() {
            sources.roots.iter().map(|root| root.label.as_str()).collect()
        } else {
            independent.iter().map(|root| root.label.as_str()).collect()
        };
        if labels.is_empty() || sources.independent == 0 {
            said.push('.');
        } else {
            said.push_str(&format!(": {}.", list(&labels)));
        }
        if !sources.outlets.is_empty() {
            said.push_str(&format!(" Reported by {}.", list(&sources.outlets)));
        }
        for root in sources.roots.iter().filter(|root| !root.independent && !independent.is_empty()) {
            let why = if root.reasons.is_empty() { String::new() } else { format!(" ({})", root.reasons.join("; ")) };
            said.push_str(&format!(" Not counted as independent: {}{why}.", root.label));
        }
    }
    if sources.circular {
        said.push_str(
            " Several outlets stand on one origin or cite one another: that is repetition, not confirmation.",
        );
    }
    said
}

fn conflicts(conflicts: &[Conflict], hidden: bool) -> String {
    let said: Vec<String> = conflicts
        .iter()
        .map(|conflict| {
            let sides: Vec<String> = conflict
                .sides
                .iter()
                .map(|side| match (&side.said_by[..], hidden) {
                    ([], _) | (_, true) => side.value.clone(),
                    (names, false) => format!("{} ({})", side.value, list(names)),
                })
                .collect();
            format!("{}: {}", conflict.field, sides.join(" against "))
        })
        .collect();
    format!("The reports do not agree. {}", said.iter().map(|line| sentence(line)).collect::<Vec<_>>().join(" "))
}

fn unknowns(facts: &Facts) -> String {
    let mut missing: Vec<&str> = Vec::new();
    match &facts.place {
        None => missing.push("where"),
        Some(at) if matches!(at.precision, PlacePrecision::Country | PlacePrecision::Region) => {
            missing.push("where more exactly");
        }
        Some(_) => {}
    }
    if facts.when.is_none() {
        missing.push("when");
    }
    // In an arrest or raid the authorities act, and harm is the exception.
    let by_authorities = facts.kind == Kind::ArrestRaid;
    if facts.actors.is_empty() && !by_authorities {
        missing.push("who is behind it");
    }
    if facts.targets.is_empty() {
        missing.push("what or who is the target");
    }
    if facts.weapons.is_empty() && facts.stage.lies_ahead() {
        missing.push("by what means");
    }
    if facts.stage == Stage::Accomplished && !by_authorities && facts.killed.is_none() && facts.injured.is_none() {
        missing.push("how many people were harmed");
    }
    if facts.sources.independent < 2 {
        missing.push("whether anybody else can confirm it");
    }
    if missing.is_empty() { String::new() } else { format!("Not known: {}.", list(&missing)) }
}

/// The text without the paragraph that says what is asked of the receiver: nobody asks everybody to acknowledge.
pub fn without_request(text: &str) -> String {
    text.split("\n\n").filter(|paragraph| !paragraph.starts_with("Asked of you: ")).collect::<Vec<_>>().join("\n\n")
}

/// What is asked of the receiver. Each starts as [`without_request`] knows it.
fn asked(facts: &Facts) -> &'static str {
    match facts.stage {
        Stage::Threatened | Stage::Planned => {
            "Asked of you: acknowledge this warning; if it is not yours, say whose it is; take the steps that are yours to take; \
             tell us the outcome when it is known."
        }
        Stage::Foiled | Stage::Attempted => {
            "Asked of you: acknowledge this warning; if it is not yours, say whose it is; look for others who took part and for \
             a second attempt; tell us what came of it."
        }
        Stage::Accomplished if facts.kind == Kind::ArrestRaid => {
            "Asked of you: acknowledge this warning; if it is not yours, say whose it is; look for others who took part; tell us \
             what came of it."
        }
        Stage::Accomplished => {
            "Asked of you: acknowledge this warning; if it is not yours, say whose it is; be ready for a further attack; tell us \
             if what is said here is wrong."
        }
        Stage::Denied => {
            "Asked of you: acknowledge this warning, and tell us which of the two accounts is right if you know."
        }
    }
}
