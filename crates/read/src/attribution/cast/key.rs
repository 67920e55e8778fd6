//! When two names mean one speaker, by keys made once a name.

use crate::attribution::outlets::{Outlets, key_of};
use record::{Speaker, SpeakerKind};

/// A name made ready to be compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    /// Folded words, a leading article off.
    words: String,
    /// The number in the table of the press.
    outlet: Option<usize>,
    press: bool,
    person: bool,
}

impl Key {
    pub fn new(name: &str, kind: SpeakerKind) -> Self {
        let words = key_of(name).replace(" - ", " ").replace('.', "");
        let press = matches!(kind, SpeakerKind::Press | SpeakerKind::Outlet);
        Self { outlet: Outlets::embedded().by_name(name), words, press, person: kind == SpeakerKind::Person }
    }

    pub fn of(speaker: &Speaker) -> Self {
        Self::new(&speaker.name, speaker.kind)
    }

    /// A name of the table of the press.
    pub fn is_listed(&self) -> bool {
        self.outlet.is_some()
    }

    /// One speaker under two names: the same outlet, a surname, the rest of a longer name.
    pub fn same(&self, other: &Self) -> bool {
        if self.words.is_empty() || other.words.is_empty() {
            return false;
        }
        let both = self.press || other.press;
        if both && let (Some(a), Some(b)) = (self.outlet, other.outlet) {
            return a == b;
        }
        let (short, long) = if self.words.len() <= other.words.len() {
            (&self.words, &other.words)
        } else {
            (&other.words, &self.words)
        };
        let tail = || short.len() > 3 && long.strip_suffix(short.as_str()).is_some_and(|rest| rest.ends_with(' '));
        let head = || short.len() > 4 && long.strip_prefix(short.as_str()).is_some_and(|rest| rest.starts_with(' '));
        short == long || tail() || !(self.person || other.person) && head()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_one_speaker() {
        let press = |name| Key::new(name, SpeakerKind::Press);
        let person = |name| Key::new(name, SpeakerKind::Person);
        assert!(press("AP").same(&press("The Associated Press")));
        assert!(press("Harbour Post").same(&person("the Harbour Post")));
        assert!(person("Ada Lowe").same(&person("Lowe")));
        assert!(!person("Ada Lowe").same(&person("Ben Lowe")));
        assert!(!press("Reuters").same(&press("AFP")));
        assert!(!press("").same(&press("")));
    }
}
