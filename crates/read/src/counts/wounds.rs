//! Wounds and deaths that are told without a verb of harm: "hit in the arm", "treated for burns", "lost his life".

use super::number::number;
use super::people::{object, subject};
use super::{Count, Harm};
use crate::events::view::View;
use crate::events::vocab::*;
use std::ops::Range;

/// Parts of the body that a person survives to be wounded in.
const BODY: &str = "arm arms leg legs thigh thighs shoulder shoulders hand hands foot feet knee knees stomach chest neck back \
    head face hip abdomen jaw ankle finger fingers elbow calf groin buttock cheek ear eye ribs side wrist shin";
/// What flies about and wounds.
const MISSILES: &str = "bullet bullets ricochet ricochets shrapnel splinter splinters fragment fragments debris glass shards \
    stone stones pellets shot shots gunfire crossfire";
/// Where the wounded are taken.
const HOSPITAL: &str = "hospital hospitals clinic infirmary";
/// What is suffered.
const WOUNDS: &str = "wound wounds injury injuries burns cuts bruises fracture fractures concussion shock grazes burn gash \
    inhalation poisoning";

/// All such statements in a sentence.
pub(super) fn find(view: &View<'_, '_>, sentence: &Range<usize>, found: &mut Vec<Count>) {
    for token in sentence.clone() {
        let hit = wounded(view, token, sentence)
            .map(|(v, a)| (Harm::Injured, v, a))
            .or_else(|| lost(view, token, sentence).map(|(v, a)| (Harm::Killed, v, a)));
        if let Some((harm, value, attackers)) = hit {
            found.push(Count { harm, value, cue: token, total: false, attackers });
        }
    }
}

fn wounded(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(u32, bool)> {
    let high = |n: usize| sentence.end.min(token + n);
    let follows = |list: &str, n: usize| (token + 1..high(n)).any(|t| among(view.norm(t), list));
    let word = view.norm(token);
    let dies = (token + 1..high(12)).any(|t| view.is(t, KILL) || view.norm(t) == "fatally");
    let struck = among(word, "hit shot struck stabbed cut slashed burned burnt knifed beaten bitten")
        && matches!(view.norm(token + 1), "in" | "on" | "through" | "across")
        && (token + 2..high(6)).take_while(|t| !view.punct(*t)).any(|t| among(view.norm(t), BODY));
    let by_splinters = among(word, "hit struck cut grazed caught")
        && view.norm(token + 1) == "by"
        && (token + 2..high(6)).take_while(|t| !view.punct(*t)).any(|t| among(view.norm(t), MISSILES));
    let grazed = word == "grazed" && !matches!(view.norm(token + 1), "his" | "her");
    let beaten = word == "beaten"
        && (matches!(view.norm(token + 1), "with" | "by" | "up" | "and")
            || among(view.norm(token - usize::from(token > 0)), "badly severely brutally savagely"));
    let suffered = among(word, "received suffered sustained suffering sustaining got has had") && follows(WOUNDS, 6);
    let broken = word == "broke" && follows(BODY, 5)
        || matches!(word, "has" | "had") && follows("broken", 3) && follows(BODY, 5);
    let maimed = matches!(word, "lost" | "losing")
        && among(view.norm(token + 1), "a an one both two three several his her")
        && (token + 2..high(5)).any(|t| among(view.norm(t), BODY));
    let smoke = word == "inhaled" && follows("smoke gas fumes", 4);
    let treated = word == "treated" && view.norm(token + 1) == "for" && follows(&[WOUNDS, BODY].join(" "), 8);
    let to_hospital = among(word, "taken rushed admitted evacuated brought airlifted flown transported")
        && (token + 1..high(7)).take_while(|t| !view.punct(*t)).any(|t| among(view.norm(t), HOSPITAL))
        && !sentence.clone().any(|t| among(view.norm(t), "dead body bodies corpse corpses remains"));
    if word == "grazed" && !grazed || word == "grazing" && among(view.norm(token + 1), "his her") {
        return Some((1, false));
    }
    let first = view.before_auxiliaries(token, sentence.start);
    let denied = (first..token).any(|t| view.is(t, NEG));
    let owns = matches!(word, "has" | "had" | "got")
        && !among(
            view.norm(token + 1),
            "a two three four several gunshot bullet shrapnel knife stab burn burns head serious",
        );
    let told = struck || by_splinters || grazed || beaten || suffered || broken || maimed || smoke;
    if word == "treated" && treats(view, token, first) {
        return object(view, token + 1, sentence.end);
    }
    if denied || dies || owns || !(told || treated || to_hospital) {
        return None;
    }
    subject(view, token, sentence.start)
}

/// "Medics treated seven people for burns."
fn treats(view: &View<'_, '_>, token: usize, first: usize) -> bool {
    const REACH_TOKENS: usize = 8;
    let passive = (first..token).any(|t| view.is(t, AUX));
    let wounds = || (token + 2..token + REACH_TOKENS).any(|t| among(view.norm(t), WOUNDS));
    !passive && (token + 1..token + REACH_TOKENS).any(|t| view.norm(t) == "for") && wounds()
}

/// "lost his life", "eleven personnel were eliminated", "was beheaded".
fn lost(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(u32, bool)> {
    let word = view.norm(token);
    if word == "life" && token >= sentence.start + 2 && among(view.norm(token - 1), "his her their") {
        let losing = among(view.norm(token - 2), "lost loses lose losing");
        return losing.then(|| subject(view, token - 2, sentence.start)).flatten();
    }
    if word == "martyrdom" && token > sentence.start && among(view.norm(token - 1), "embraced attained") {
        return subject(view, token - 1, sentence.start);
    }
    if word == "succumbed" {
        return subject(view, token, sentence.start);
    }
    if among(word, "throat throats") && view.norm(token + 1) == "of" {
        let cut = (token.saturating_sub(4).max(sentence.start)..token)
            .any(|t| among(view.norm(t), "slit cut slitting cutting"));
        return cut.then(|| object(view, token + 2, sentence.end)).flatten();
    }
    if word == "lost" {
        return soldiers_lost(view, token, sentence);
    }
    if !among(word, "eliminated neutralised neutralized beheaded assassinated lynched gunned executed") {
        return None;
    }
    let first = view.before_auxiliaries(token, sentence.start);
    if (first..token).any(|t| view.is(t, NEG | MODAL)) || word == "gunned" && outlived(view) {
        return None;
    }
    let passive = (first..token).any(|t| among(view.norm(t), "was were been being"));
    if passive {
        subject(view, token, sentence.start)
    } else {
        object(view, token + 1 + usize::from(view.norm(token + 1) == "down"), sentence.end)
    }
}

/// True where a report tells of wounds and of no death: who is "gunned down" there lives.
fn outlived(view: &View<'_, '_>) -> bool {
    const LEAD_TOKENS_MAX: usize = 600;
    const DEATH: &str = "killed killing kills dead died dies death deaths deadly slain fatal fatally murdered assassinated \
        assassination homicide morgue autopsy funeral";
    let lead = || 0..view.doc.tokens.len().min(LEAD_TOKENS_MAX);
    lead().any(|t| view.is(t, INJURE)) && !lead().any(|t| among(view.norm(t), DEATH))
}

/// "The army lost nine men."
fn soldiers_lost(view: &View<'_, '_>, token: usize, sentence: &Range<usize>) -> Option<(u32, bool)> {
    let phrase = view.phrase_from(token + 1, sentence.end)?;
    let fighters = view.is(phrase.head, FORCES) || among(view.norm(phrase.head), "men fighters comrades troops");
    let numbered = phrase.tokens.clone().any(|t| number(view, t).is_some());
    if fighters && numbered { object(view, token + 1, sentence.end) } else { None }
}
