//! The cues that the gate may weigh. Which weigh how much is learned: see `lab fit gate` and `data/gate.toml`.

use crate::events::triggers;
use std::collections::BTreeSet;

/// Beginnings of words: they need no word end. Marked with [`STEM_MARK`] among the cues.
const STEMS: &str = "gunmen; gunman; militant; terroris; jihadi; extremis; insurgen; explosive; suicide bomb; hostage; assassin; guerrilla; kidnap; abduct; massacre; bandits; separatist; rebels; islamist; opened fire; armed men; claimed responsibility; rocket; grenade; missile; airstrike; hijack";

/// What stands at the end of a cue that is only the beginning of a word.
pub const STEM_MARK: char = '*';

/// Words of violence and of those who answer for it, whether or not they are triggers.
const VIOLENCE: &str = "abducted abduction abductors ambush ambushed armed army arrested arson assailants assassinated \
    assassination assassins attack attacked attacker attackers attacking attacks bandits barracks blast bodies \
    body bomb bomber bombing bombings bombs burned car-bomb cartel casualties checkpoint church civilian \
    civilians clash clashed clashes convoy damage damaged dead death deaths destroyed detained detonated die \
    died dies drone drones dynamite embassy explode exploded explosion explosions explosives extremist \
    extremists fighters fighting fire foiled forces gang gangs grenade grenades guerrilla guerrillas gun \
    gunfire gunman gunmen guns gunshot hijacked hijackers hitmen hospital hostage hostages individuals injured \
    insurgent insurgents jihadist jihadists kidnap kidnapped kidnappers kidnapping kill killed killing killings \
    kills knife machete masked massacre massacred militant militants military militia missile missiles mortar \
    mosque motorcycle murder murdered murderers murders officer officers paramilitary peasants pipeline pistol \
    plot plotted plotters plotting police province pylons raid raided ransom rebel rebels rifle rifles rocket \
    rockets sabotage security shooter shooting shootings shot slain soldier soldiers squad squads stabbed \
    stabbing suspect suspects terror terrorism terrorist terrorists threat threatened threatening threats \
    thwarted torched troops unidentified vehicle victim victims village villagers violence violent weapon \
    weapons wounded";

/// Words of sport, markets, screens, health, weather, politics, courts, roads, schools, homes and work.
const OTHER: &str = "accident actor actress airlines album author bill billion book budget business campaign cancer candidate \
    car cars ceo championship charged church climate coach college companies company computer congress cooking \
    court crash crashed cup customers cyber data director disease doctor driver earnings earthquake election \
    elections family fans film flood food game games goal goals guilty hackers health home hotel house \
    hurricane inning innings internet investors judge jury labor lawsuit league market markets match million \
    mlb movie music nba nfl novel patients percent phone pilot plane player players points prices product \
    products profit profits property prosecutors quarter quarterback recipe researchers restaurant review sales \
    school scientists score scored season senate sentenced series shares show software song stocks storm strike \
    students study tax teachers team teams technology temperature touchdown tournament traffic train travel \
    trial tv union university vote voters wage wages weather wedding win wine wins won workers yards";

/// All cues in the order of their letters, in lower case; stems end in [`STEM_MARK`].
#[must_use]
pub fn candidates() -> Vec<String> {
    let words = VIOLENCE.split_whitespace().chain(OTHER.split_whitespace()).map(str::to_owned);
    let all: BTreeSet<String> = triggers::phrases().map(|(phrase, _)| phrase).chain(stems()).chain(words).collect();
    all.into_iter().collect()
}

/// The cues that tell of violence by themselves, or would in a report of few words.
pub(super) fn telling() -> Vec<String> {
    triggers::phrases().filter(|(_, tells)| *tells).map(|(phrase, _)| phrase).chain(stems()).collect()
}

fn stems() -> impl Iterator<Item = String> {
    STEMS.split("; ").map(|stem| format!("{stem}{STEM_MARK}"))
}
