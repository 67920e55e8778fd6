//! Watches: standing questions about groups, places, kinds and stages. Never about a person.

use crate::{Credibility, GroupId, Kind, PartnerId, Reliability, Stage, WatchId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An area that a watch looks at or a partner answers for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Everywhere.
    World,
    /// A country, ISO 3166-1 alpha-2.
    Country(String),
    /// A first-level division, by country and name.
    Division {
        /// ISO 3166-1 alpha-2.
        country: String,
        /// The division's name as the gazetteer has it.
        name: String,
    },
    /// A place by name within a country ("Moscow, RU").
    City {
        /// ISO 3166-1 alpha-2.
        country: String,
        /// The city's name.
        name: String,
    },
    /// A circle.
    Circle {
        /// Degrees, WGS 84.
        lat: f64,
        /// Degrees, WGS 84.
        lon: f64,
        /// Radius in kilometres.
        radius_km: f64,
    },
}

/// What a watch asks. An empty list means "any". All lists must be met.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Groups, affiliates included.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// Areas.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Stages.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// Words of which one must stand in a target ("school", "market").
    #[serde(default)]
    pub target_words: Vec<String>,
}

/// A standing question, who asked it, and who is to be warned besides those responsible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// Derived from owner and name.
    pub id: WatchId,
    /// As people call it.
    pub name: String,
    /// Who keeps it.
    pub owner: String,
    /// What it asks.
    pub question: Question,
    /// The poorest grade that still raises a warning: reliability and credibility.
    pub threshold: (Reliability, Credibility),
    /// Partners to propose besides those responsible for the place.
    pub partners: Vec<PartnerId>,
    /// Since when.
    pub created_at: Timestamp,
}
