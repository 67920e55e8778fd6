//! The chain of one claim: from the outlet, through whom it cites, to the origin.

use super::Statement;
use super::credit::agencies;
use super::lexicon::Act;
use super::outlets::{Outlets, same_outlet};
use super::phrase::View;
use super::weight::{CANDIDATES_MAX, Claim, WEIGHT_MIN};
use super::words::is_unnamed;
use record::{Assertion, Report, Speaker, SpeakerKind};
use std::ops::Range;

/// Links in a chain, the outlet included.
pub(super) const LINKS_MAX: usize = 8;
/// "It cites X" stands at most this many sentences from what it is said of.
const DRAWN_SENTENCES_MAX: usize = 2;

/// The chain that the rules find for a claim: the report's outlet first, the origin last. `weighed` are the claim's statements
/// with their weights. A link not stated next to the claim is marked `inferred`. The outlet's own name is never repeated;
/// nobody unnamed becomes a link.
pub(super) fn by_rules(
    view: &View<'_, '_>,
    report: &Report,
    statements: &[Statement],
    claim: &Claim<'_, '_, '_>,
    weighed: &[(usize, f64)],
) -> Vec<Speaker> {
    let mut links = Links { outlet: &report.outlet, list: vec![Speaker::outlet(&report.outlet)] };
    for agency in agencies(view, report) {
        links.push(agency, true);
    }
    let Some(best) =
        weighed.iter().filter(|w| w.1 >= WEIGHT_MIN).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    else {
        return links.list;
    };
    let picker = Picker { view, claim, statements, weighed, outlet: &report.outlet };
    picker.build(best.0, &mut links);
    picker.headline(&mut links);
    picker.circle(&mut links);
    links.list
}

/// The links so far.
struct Links<'o> {
    outlet: &'o str,
    list: Vec<Speaker>,
}

impl Links<'_> {
    fn push(&mut self, speaker: Speaker, inferred: bool) {
        if speaker.name.is_empty() || speaker.kind == SpeakerKind::Unnamed || self.list.len() >= LINKS_MAX {
            return;
        }
        if same_outlet(&speaker.name, self.outlet) || self.list.iter().skip(1).any(|s| same_speaker(s, &speaker)) {
            return;
        }
        self.list.push(Speaker { inferred: speaker.inferred || inferred, ..speaker });
    }
}

/// One speaker under two names.
fn same_speaker(a: &Speaker, b: &Speaker) -> bool {
    match (a.kind, b.kind) {
        (SpeakerKind::Press, SpeakerKind::Press) => same_outlet(&a.name, &b.name),
        _ => {
            let (a, b) = (crate::fold(&a.name), crate::fold(&b.name));
            a == b || a.len() > 3 && b.ends_with(&format!(" {a}")) || b.len() > 3 && a.ends_with(&format!(" {b}"))
        }
    }
}

/// Several people without names.
fn is_crowd(word: &str) -> bool {
    is_unnamed(word) && (word.ends_with('s') || matches!(word, "people" | "men" | "women" | "staff" | "source"))
}

/// "X in the South" is a branch of "X".
fn is_branch(a: &str, b: &str) -> bool {
    let (a, b) = (crate::fold(a).replace('-', " "), crate::fold(b).replace('-', " "));
    a.len() >= 5 && b.len() >= 5 && (a.starts_with(&format!("{b} ")) || b.starts_with(&format!("{a} ")))
}

struct Picker<'p, 'v, 'a, 't> {
    view: &'p View<'a, 't>,
    claim: &'p Claim<'v, 'a, 't>,
    statements: &'p [Statement],
    weighed: &'p [(usize, f64)],
    outlet: &'p str,
}

impl Picker<'_, '_, '_, '_> {
    fn build(&self, best: usize, links: &mut Links<'_>) {
        let far = !self.near(&self.statements[best]);
        let last = self.nested(best).unwrap_or(best);
        for press in self.upstream(last) {
            links.push(press, far);
        }
        for carrier in self.carriers(last) {
            links.push(carrier.speaker.clone(), far);
        }
        // Whoever reports the whole statement stands before it, and whoever reports the press source that it came through.
        for anchor in [self.relayed(last), Some(last)].into_iter().flatten() {
            for n in self.enclosing(anchor) {
                self.push(&self.statements[n], links, far);
            }
        }
        self.push(&self.statements[last], links, far);
        let mut tail = last;
        for _ in 0..LINKS_MAX {
            let press = self.statements[tail].speaker.kind == SpeakerKind::Press;
            let Some(deeper) = self.drawn(tail).or_else(|| if press { self.deeper(tail) } else { None }) else { break };
            self.push(&self.statements[deeper], links, true);
            tail = deeper;
        }
        self.group_voice(last, links);
    }

    /// Whom the text says that the speaker has it from, near the place where it speaks: "X, which quoted Y".
    fn drawn(&self, from: usize) -> Option<usize> {
        let p = &self.statements[from];
        let here = self.view.doc.sentence_of(p.cue.start);
        let close = |s: &Statement| self.view.doc.sentence_of(s.cue.start).abs_diff(here) <= DRAWN_SENTENCES_MAX;
        let fits = |s: &Statement| {
            s.via.last().is_some_and(|v| same_speaker(v, &p.speaker) || same_outlet(&v.name, &p.speaker.name))
                && s.speaker.kind != SpeakerKind::Unnamed
                && s.act < Act::Judge
                && !same_speaker(&s.speaker, &p.speaker)
                && !same_outlet(&s.speaker.name, self.outlet)
        };
        let later = (from + 1..self.statements.len()).chain(0..from).take(CANDIDATES_MAX);
        later
            .filter(|n| fits(&self.statements[*n]) && close(&self.statements[*n]))
            .min_by_key(|n| self.statements[*n].cue.start.abs_diff(p.cue.start))
    }

    /// Through whom the press source of a statement's words is itself cited: "A reported, citing B, which quoted C".
    fn upstream(&self, inner: usize) -> Vec<Speaker> {
        let mut out: Vec<Speaker> = Vec::new();
        let mut first = self.statements[inner].via.first();
        let here = self.view.doc.sentence_of(self.statements[inner].cue.start);
        while let Some(press) = first.filter(|_| out.len() < LINKS_MAX) {
            let cites = |s: &&Statement| {
                same_speaker(&s.speaker, press)
                    && s.via.first().is_some_and(|v| !same_speaker(v, press) && !out.iter().any(|o| same_speaker(o, v)))
                    && self.view.doc.sentence_of(s.cue.start).abs_diff(here) <= DRAWN_SENTENCES_MAX
            };
            first = self.statements.iter().take(CANDIDATES_MAX).find(cites).and_then(|s| s.via.first());
            out.extend(first.cloned());
        }
        out.reverse();
        out
    }

    /// Press sources through which the words of a statement reached the public, as said after it.
    fn carriers(&self, inner: usize) -> Vec<&Statement> {
        let s = &self.statements[inner];
        let here = self.view.doc.sentence_of(s.cue.start);
        let near = |o: &Statement| {
            let there = self.view.doc.sentence_of(o.cue.start);
            (here..=here + 1).contains(&there) && o.cue.start > s.source.start.min(s.cue.start)
        };
        let named = |o: &Statement| !o.speaker.name.is_empty() && o.speaker.kind != SpeakerKind::Unnamed;
        self.statements
            .iter()
            .filter(|o| o.act == Act::Cite && near(o) && named(o) && !same_speaker(&o.speaker, &s.speaker))
            .take(2)
            .collect()
    }

    /// A press source that only the headline names stands before all others: "Example: …".
    fn headline(&self, links: &mut Links<'_>) {
        let doc = self.view.doc;
        let title = doc.sentences.iter().take_while(|s| doc.has_title && s.paragraph == 0).last();
        let Some(end) = title.map(|s| s.tokens.end).filter(|_| self.claim.top.start == 0) else { return };
        let press = |s: &&Statement| {
            let listed = Outlets::embedded().by_name(&s.speaker.name).is_some();
            s.cue.end <= end && s.speaker.kind == SpeakerKind::Press && listed && s.act < Act::Judge
        };
        let Some(found) = self.statements.iter().take_while(|s| s.cue.end <= end).find(press) else { return };
        let before = links.list.len();
        links.push(found.speaker.clone(), true);
        if links.list.len() > before {
            links.list[1..].rotate_right(1);
        }
    }

    /// A report that comes back to the outlet through another one is circular: the chain ends with the outlet itself.
    fn circle(&self, links: &mut Links<'_>) {
        let Some(last) = links.list.last().filter(|l| l.kind == SpeakerKind::Press && l.cue.is_some()).cloned() else {
            return;
        };
        let back = self.statements.iter().take(CANDIDATES_MAX).find(|s| {
            same_outlet(&s.speaker.name, self.outlet) && s.via.last().is_some_and(|v| same_outlet(&v.name, &last.name))
        });
        if let Some(back) = back
            && links.list.len() < LINKS_MAX
        {
            links.list.push(Speaker { kind: SpeakerKind::Press, ..back.speaker.clone() });
        }
    }

    fn push(&self, s: &Statement, links: &mut Links<'_>, inferred: bool) {
        for via in &s.via {
            links.push(via.clone(), inferred);
        }
        // "officials" belong to the press source that spoke to them, if there is one.
        if links.list.len() > 1 && s.source.clone().next_back().is_some_and(|t| is_crowd(self.view.norm(t))) {
            return;
        }
        links.push(s.speaker.clone(), inferred);
        if let Some(behind) = &s.behind {
            links.push(behind.clone(), inferred);
        }
    }

    /// The statement lies in or next to the claim's own words.
    fn near(&self, s: &Statement) -> bool {
        let extent = s.extent();
        let meets = |about: &Range<usize>| extent.start < about.end && about.start < extent.end;
        meets(&self.claim.about) || meets(&self.claim.top)
    }

    /// "X said, according to Y", "according to X, as cited by Y": the press source right behind a statement brings it.
    fn beside(&self, s: &Statement, o: &Statement) -> bool {
        const BETWEEN_TOKENS_MAX: usize = 2;
        let end = s.cue.end.max(s.source.end);
        let here = self.view.doc.sentence_of(s.cue.start);
        let same = here == self.view.doc.sentence_of(o.cue.start);
        // "X said on Monday in a post, according to Y".
        let last = || super::adjunct::skip(self.view, end, self.view.doc.sentences[here].tokens.end, false).end;
        same && !s.source.is_empty()
            && o.cue.start >= end
            && (o.cue.start <= end + BETWEEN_TOKENS_MAX || o.cue.start <= last() + BETWEEN_TOKENS_MAX)
    }

    /// Press statements whose content holds this one, the widest first.
    fn enclosing(&self, inner: usize) -> Vec<usize> {
        let s = &self.statements[inner];
        let mut out: Vec<usize> = (0..self.statements.len())
            .take(CANDIDATES_MAX)
            .filter(|n| *n != inner)
            .filter(|n| {
                let o = &self.statements[*n];
                o.speaker.kind == SpeakerKind::Press
                    && (o.covers(s.cue.start) || self.beside(s, o))
                    && !s.covers(o.cue.start)
                    && o.act < Act::Judge
                    && o.source != s.source
            })
            .collect();
        out.sort_by_key(|n| std::cmp::Reverse(self.statements[*n].extent().len()));
        out
    }

    /// The weightiest statement of the press source through which this one came.
    fn relayed(&self, inner: usize) -> Option<usize> {
        let press = self.statements[inner].via.last()?;
        self.weighed
            .iter()
            .filter(|(n, _)| *n != inner && same_outlet(&self.statements[*n].speaker.name, &press.name))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// The weightiest named speaker within the content of this one.
    fn nested(&self, outer: usize) -> Option<usize> {
        let o = &self.statements[outer];
        if o.speaker.kind != SpeakerKind::Press {
            return None;
        }
        self.weighed
            .iter()
            .filter(|(n, _)| *n != outer)
            .filter(|(n, _)| {
                let s = &self.statements[*n];
                (o.covers(s.cue.start) || self.beside(s, o))
                    && !s.covers(o.cue.start)
                    && s.speaker.kind != SpeakerKind::Unnamed
                    && s.source != o.source
                    && !self.claim.is_private(s)
                    && (s.act < Act::Judge || s.act == Act::Own || s.firmness != Assertion::Reported)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// Whom a cited press source has its words from: its own columnist anywhere, or the speaker of the next words of the paragraph.
    fn deeper(&self, press: usize) -> Option<usize> {
        let p = &self.statements[press];
        // "as first reported by Y": Y had it before this one.
        let first = self.weighed.iter().find(|(n, w)| {
            let s = &self.statements[*n];
            s.speaker.kind == SpeakerKind::Press
                && *w >= WEIGHT_MIN
                && s.cue.clone().any(|t| self.view.norm(t) == "first")
                && !same_outlet(&s.speaker.name, &p.speaker.name)
        });
        if let Some((n, _)) = first {
            return Some(*n);
        }
        let columnist = self.weighed.iter().find(|(n, _)| {
            let s = &self.statements[*n];
            s.speaker.kind == SpeakerKind::Person && s.via.iter().any(|v| same_outlet(&v.name, &p.speaker.name))
        });
        if let Some((n, _)) = columnist {
            return Some(*n);
        }
        let here = self.view.doc.sentence_of(p.cue.start);
        self.weighed
            .iter()
            .filter(|(n, w)| {
                let s = &self.statements[*n];
                let there = self.view.doc.sentence_of(s.cue.start);
                let same = self.view.doc.sentences.get(here).map(|s| s.paragraph)
                    == self.view.doc.sentences.get(there).map(|s| s.paragraph);
                *w >= WEIGHT_MIN
                    && same
                    && there > here
                    && there <= here + 1
                    && matches!(
                        s.speaker.kind,
                        SpeakerKind::Authority | SpeakerKind::Person | SpeakerKind::Organisation
                    )
                    && s.act == Act::Say
                    && s.via.is_empty()
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(n, _)| *n)
    }

    /// A group that owns the act speaks through its leader: the leader first, the group last.
    fn group_voice(&self, last: usize, links: &mut Links<'_>) {
        let tail = &self.statements[last];
        if tail.speaker.kind != SpeakerKind::Organisation || same_outlet(&tail.speaker.name, self.outlet) {
            return;
        }
        let speaks = |s: &Statement| {
            s.speaker.kind == SpeakerKind::Person
                && matches!(s.act, Act::Say | Act::Own)
                && s.behind
                    .as_ref()
                    .is_some_and(|b| same_speaker(b, &tail.speaker) || is_branch(&b.name, &tail.speaker.name))
        };
        let voice = self.statements.iter().take(CANDIDATES_MAX).find(|s| speaks(s));
        if let Some(voice) = voice
            && let Some(group) = links.list.pop_if(|l| l.name == tail.speaker.name)
        {
            let behind = voice.behind.clone().filter(|b| b.name.len() > group.name.len() && !same_speaker(b, &group));
            links.push(voice.speaker.clone(), true);
            links.push(behind.unwrap_or(group), false);
        }
    }
}
