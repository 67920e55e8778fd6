//! Colours. `anstream` takes them off where the output is no terminal, or where `NO_COLOR` is set.

use anstyle::{AnsiColor, Color, Style};
use record::{Slot, Stage};

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// Headlines.
pub const TITLE: Style = Style::new().bold();
/// What is secondary.
pub const DIM: Style = Style::new().dimmed();
/// What is wrong.
pub const BAD: Style = colour(AnsiColor::Red).bold();
/// What is well.
pub const GOOD: Style = colour(AnsiColor::Green);
/// Quoted words.
pub const QUOTE: Style = colour(AnsiColor::Cyan);

/// The colour of a stage: what may still be prevented stands out.
#[must_use]
pub const fn of_stage(stage: Stage) -> Style {
    match stage {
        Stage::Threatened | Stage::Planned => colour(AnsiColor::Yellow).bold(),
        Stage::Foiled | Stage::Denied => colour(AnsiColor::Green),
        Stage::Attempted => colour(AnsiColor::Magenta),
        Stage::Accomplished => colour(AnsiColor::Red),
    }
}

/// The colour of a slot's words.
#[must_use]
pub const fn of_slot(slot: Slot) -> Style {
    let hue = match slot {
        Slot::Event | Slot::Stage => AnsiColor::Yellow,
        Slot::Actor | Slot::Perpetrator => AnsiColor::Red,
        Slot::Target => AnsiColor::BrightBlue,
        Slot::Victim | Slot::VictimDescription | Slot::Killed | Slot::Injured => AnsiColor::Magenta,
        Slot::Weapon => AnsiColor::Cyan,
        Slot::Place | Slot::Date => AnsiColor::Green,
    };
    colour(hue).bold()
}
