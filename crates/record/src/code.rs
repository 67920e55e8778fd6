//! Codes: enums with one stable spelling for files, JSON and command lines.

use thiserror::Error;

/// A word that is none of the codes of its list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{found}` is not a {noun}; one of: {known}")]
pub struct UnknownCode {
    /// What kind of code was expected, as a person would say it.
    pub noun: &'static str,
    /// The word that was found.
    pub found: String,
    /// The codes there are, separated by commas.
    pub known: String,
}

/// Defines an enum whose variants have one spelling each, used by `Display`, `FromStr` and serde alike, so that no
/// format can drift from another.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident ($noun:literal) { $($(#[$vmeta:meta])* $variant:ident => $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it stands in files and JSON.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.code()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|c| c.code().eq_ignore_ascii_case(word.trim())).ok_or_else(|| {
                    $crate::code::UnknownCode {
                        noun: $noun,
                        found: word.chars().take(40).collect(),
                        known: Self::ALL.iter().map(|c| c.code()).collect::<Vec<_>>().join(", "),
                    }
                })
            }
        }
    };
}
pub(crate) use codes;
