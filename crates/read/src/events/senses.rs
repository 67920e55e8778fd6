//! Senses that are no violence: labour strikes, heart attacks, attack adverts, shots on goal, explosive growth.

use super::collocations::fixed_phrase;
use super::triggers::{Grip, Trigger};
use super::view::View;
use super::vocab::*;
use record::Kind;
use std::ops::Range;

/// How near a word of another sense must stand to a trigger, in tokens.
const NEAR_TOKENS: usize = 6;

/// True if the trigger does not name violence here.
pub(crate) fn rejected(view: &View<'_, '_>, trigger: &Trigger) -> bool {
    let sentence = view.sentence(trigger.tokens.start);
    let word = view.norm(trigger.tokens.end - 1);
    let first = view.norm(trigger.tokens.start);
    let before = trigger.tokens.start.checked_sub(1).filter(|t| *t >= sentence.start).map_or("", |t| view.norm(t));
    let after = view.norm(trigger.tokens.end);
    if fixed_phrase(before, first, word, after) {
        return true;
    }
    let near = |bits: Bits| {
        let low = sentence.start.max(trigger.tokens.start.saturating_sub(NEAR_TOKENS));
        let high = sentence.end.min(trigger.tokens.end + NEAR_TOKENS);
        (low..high).any(|t| !trigger.tokens.contains(&t) && view.is(t, bits))
    };
    let count = |bits: Bits| sentence.clone().filter(|t| !trigger.tokens.contains(t) && view.is(*t, bits)).count();
    let armed = count(PERP | WEAPON) > 0;
    if trial(view, trigger, &sentence) {
        return true;
    }
    if before == "-" && matches!(view.norm(trigger.tokens.start.saturating_sub(2)), "counter" | "photo" | "anti") {
        return true;
    }
    if (near(CYBER) && !armed) || view.is(trigger.tokens.start.saturating_sub(1), CYBER) {
        return true;
    }
    let medical = before_is(view, trigger, &sentence, MEDICAL | ANIMAL);
    if medical || (near(ANIMAL) && !armed) {
        return true;
    }
    if accidental(view, trigger, word) || (among(word, HARMED) && of_nature(view, &sentence)) {
        return true;
    }
    if !armed && count(KILL | INJURE | FORCES) == 0 && at_rule(view, trigger, &sentence) {
        return true;
    }
    if trigger.entry.grip == Grip::Firm && trigger.entry.kind != Kind::Arson {
        return count(PLAY) >= 3 && !armed && count(KILL | INJURE) == 0;
    }
    if among(word, "vowed vows swore") && promises(view, trigger) {
        return true;
    }
    match word {
        "strike" | "strikes" | "struck" | "striking" if count(LABOUR) >= 2 || before == "on" => true,
        _ if count(PLAY) >= 2 && !armed && count(FOIL | ARREST | KILL | INJURE | FORCES | PLAN) == 0 => true,
        _ if count(MARKET) >= 2 && !armed => true,
        "attack" | "attacks" | "attacked" | "attacking" | "assault" | "blasted"
            if count(POLITICS) >= 1 && !armed && count(KILL | INJURE | SITE) == 0 =>
        {
            true
        }
        _ => abstract_object(view, trigger, &sentence),
    }
}

/// "vowed to fight terrorism", "swore to hunt down the killers": what those who were attacked promise. "Vowed to fight the
/// army" is a threat.
fn promises(view: &View<'_, '_>, trigger: &Trigger) -> bool {
    const OBJECT_TOKENS_MAX: usize = 5;
    let to = trigger.tokens.end;
    let deed = view.norm(to + 1);
    let terror = || {
        (to + 2..to + 2 + OBJECT_TOKENS_MAX).take_while(|t| !view.punct(*t)).any(|t| {
            among(
                view.norm(t),
                "terror terrorism terrorists extremism extremists crime violence gangs insurgency jihadists",
            )
        })
    };
    view.norm(to) == "to"
        && (among(deed, "hunt bring prosecute investigate find catch tackle curb help rebuild support stand")
            || among(deed, "fight combat defeat eradicate end stop crush") && terror())
}

/// A missile that was tested.
fn trial(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    let missile = trigger
        .tokens
        .clone()
        .any(|t| matches!(view.norm(t), "fired" | "fires" | "firing" | "launched" | "missile" | "missiles"));
    missile
        && sentence
            .clone()
            .any(|t| matches!(view.norm(t), "test" | "tests" | "tested" | "testing" | "trial") || view.is(t, DRILL))
        && !sentence.clone().any(|t| view.is(t, KILL | INJURE))
}

/// A blast with a cause that is no bomb, told in this sentence or the ones beside it.
fn accidental(view: &View<'_, '_>, trigger: &Trigger, word: &str) -> bool {
    if !among(
        word,
        "explosion explosions blast blasts exploded explodes exploding explode fire burned burnt \
                burning",
    ) {
        return false;
    }
    let here = view.doc.sentence_of(trigger.tokens.start);
    let sentences = || {
        view.doc.sentences[here.saturating_sub(1)..view.doc.sentences.len().min(here + 2)]
            .iter()
            .flat_map(|s| s.tokens.clone())
    };
    let cause = |t: usize| {
        view.is(t, ACCIDENT)
            || among(view.norm(t), "boiler engine transformer fireworks volcano cylinder furnace refuelling")
            || (view.norm(t) == "gas" && matches!(view.norm(t + 1), "leak" | "explosion" | "blast" | "cylinder"))
    };
    let meant = |t: usize| {
        view.is(t, PERP)
            || among(
                view.norm(t),
                "bomb bombs bombing bombings attack attacks explosives grenade detonated missile \
                terrorism drone",
            )
    };
    sentences().any(cause) && !sentences().any(meant)
}

/// What a storm does as well as a gunman.
const HARMED: &str =
    "hit hits struck destroyed dead killed killing ravaged devastated flattened ripped tore battered pounded";

/// True for a sentence that lays harm to the weather or the ground: "seven of the dead from the tornado were pupils".
pub(super) fn of_nature(view: &View<'_, '_>, sentence: &Range<usize>) -> bool {
    const NATURE: &str = "tornado tornadoes twister hurricane earthquake quake tremor aftershock cyclone typhoon flood floods \
        flooding floodwaters landslide landslides mudslide mudslides avalanche tsunami wildfire wildfires bushfire bushfires \
        blizzard volcano eruption";
    let mut natural = sentence.clone().filter(|t| among(view.norm(*t), NATURE));
    let meant = |t: usize| view.is(t, PERP | WEAPON) || among(view.norm(t), "attack attacks attackers arson arsonists");
    natural.next().is_some() && !sentence.clone().any(meant)
}

fn before_is(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>, bits: Bits) -> bool {
    trigger.tokens.start > sentence.start && view.is(trigger.tokens.start - 1, bits)
}

/// An attack in words on those who rule or write: "attacks governors", "sabotage of the presidency".
fn at_rule(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    const RULERS: &str = "governors lawmakers democrats republicans conservatives liberals senators presidency presidencies \
        administration nominee nominees candidate candidates critics rivals media campaign elections election journalism \
        judiciary establishment";
    const WORDS: &str = "attack attacks attacked attacking assault assaults sabotage sabotaged sabotaging obliterating \
        obliterated torched torches torching blasted blasts ambushed bombarded";
    let last = view.norm(trigger.tokens.end - 1);
    let mut at = trigger.tokens.end;
    if matches!(view.norm(at), "on" | "against" | "of") {
        at += 1;
    }
    among(last, WORDS) && view.phrase_from(at, sentence.end).is_some_and(|p| among(view.norm(p.head), RULERS))
}

/// An attack on something that no weapon reaches: a policy, democracy, freedom of speech.
fn abstract_object(view: &View<'_, '_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    const IDEAS: &str = "democracy freedom freedoms values rights policy policies plan plans bill law laws decision \
        record liberty constitution science truth independence rival rivals media character reputation \
        idea ideas proposal proposals reform reforms budget privacy sovereignty integrity system \
        credibility legacy problem problems issue issues legislation healthcare education language \
        tradition press opposition remarks comments stance handling measure measures ruling verdict \
        inflation poverty corruption crime climate deal agreement tax taxes virus disease cancer cells \
        dna patriarchy humanity civilisation civilization principles judiciary budgets wealth welfare \
        unions women's";
    let mut at = trigger.tokens.end;
    if matches!(view.norm(at), "on" | "against" | "at" | "to" | "by") {
        at += 1;
    }
    view.phrase_from(at, sentence.end).is_some_and(|p| among(view.norm(p.head), IDEAS))
}
