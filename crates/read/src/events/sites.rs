//! Places and the names of sites told apart: "Lagos" is where, "Lagos Street Market" is what was hit.

use super::view::{Phrase, View};
use super::vocab::*;
use crate::names::{Name, NameKind};
use record::PlacePrecision;

/// A place name inside the proper name of a site: "Lagos Mall".
pub(crate) fn part_of_site(view: &View<'_, '_>, name: &Name) -> bool {
    matches!(&name.what, NameKind::Place(p) if !matches!(p.precision, PlacePrecision::Country | PlacePrecision::Site))
        && (view.sited(name) || site_word_beside(view, name))
}

/// The site's word stands beside the name, or a church's "of".
pub(crate) fn site_word_beside(view: &View<'_, '_>, name: &Name) -> bool {
    let next = name.tokens.end;
    let saint = name.tokens.start > 0 && matches!(view.norm(name.tokens.start), "st" | "saint" | "santa" | "san");
    let church_before = name.tokens.start >= 2
        && view.norm(name.tokens.start - 1) == "of"
        && view.proper(name.tokens.start - 2)
        && view.is(name.tokens.start - 2, SITE);
    view.proper(next) && view.is(next, SITE)
        || (saint && church_after(view, next + usize::from(view.norm(next) == "'s")))
        || church_before
}

/// "Santa Rosa Parish Church": capitalised words up to a site's.
pub(super) fn church_after(view: &View<'_, '_>, from: usize) -> bool {
    (from..from + 4).take_while(|t| view.proper(*t) || view.is(*t, SITE)).any(|t| view.is(t, SITE))
}

/// A place that is more than one building: a site's name is a target, not a place.
pub(super) fn wide(name: &Name) -> bool {
    match &name.what {
        NameKind::Group(_) => false,
        NameKind::Demonym { .. } => true,
        NameKind::Place(place) => place.precision != PlacePrecision::Site,
    }
}

/// "in Rio 2016 was": a number after a place that stands for a year by itself ("in Paris 2015 saw" is rare).
pub(crate) fn year_is_date(view: &View<'_, '_>, token: usize) -> bool {
    view.punct(token + 1)
        && view.norm(token + 1) != ","
        && !view.hyphen(token + 1)
        && token > 0
        && view.norm(token - 1) == ","
}

/// True if the phrase is a place name and nothing else.
pub(crate) fn only_place(view: &View<'_, '_>, phrase: &Phrase) -> bool {
    let inner = view.trimmed(phrase);
    let mut at = inner.start;
    let mut any = false;
    while at < inner.end {
        match view.name(at) {
            Some(name) if wide(name) && view.trusted_name(name) => {
                any = true;
                at = name.tokens.end;
            }
            _ if view.punct(at)
                || view.possessive(at)
                || among(
                    view.norm(at),
                    "city of town the capital province state northern southern eastern western central \
                downtown region area district village",
                ) =>
            {
                at += 1
            }
            _ => return false,
        }
    }
    any
}
