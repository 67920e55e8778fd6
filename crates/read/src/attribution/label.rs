//! One label for the origin of a chain.

use record::{Speaker, SpeakerKind};

/// The origin as a label: "Hürriyet (Hande Fırat)" for a person of the press, "Interior Ministry (Jane Doe)" for a person
/// who speaks for a body, else the last link's name. Empty for an empty chain.
#[must_use]
pub fn origin_label(chain: &[Speaker]) -> String {
    let Some(last) = chain.last() else { return String::new() };
    let before = chain.len().checked_sub(2).map(|i| &chain[i]);
    match before {
        // The outlet's own interview with somebody is that person's word; a cited paper's columnist is the paper's.
        Some(body)
            if last.kind == SpeakerKind::Person && matches!(body.kind, SpeakerKind::Press | SpeakerKind::Authority) =>
        {
            format!("{} ({})", body.name, last.name)
        }
        // "person, then the group": the group speaks, through that person.
        Some(person) if last.kind == SpeakerKind::Organisation && person.kind == SpeakerKind::Person => {
            format!("{} ({})", last.name, person.name)
        }
        _ => last.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_the_body_and_the_person() {
        let link = |name: &str, kind| Speaker { name: name.into(), kind, span: None, cue: None, inferred: false };
        let outlet = Speaker::outlet("Harbour Post");
        for (links, expected) in [
            (vec![], "Harbour Post"),
            (
                vec![link("Kestrel News", SpeakerKind::Press), link("Ada Lowe", SpeakerKind::Person)],
                "Kestrel News (Ada Lowe)",
            ),
            (vec![link("Ada Lowe", SpeakerKind::Person)], "Ada Lowe"),
            (
                vec![link("Ada Lowe", SpeakerKind::Person), link("Red Hand", SpeakerKind::Organisation)],
                "Red Hand (Ada Lowe)",
            ),
            (vec![link("Kestrel News", SpeakerKind::Press), link("police", SpeakerKind::Authority)], "police"),
        ] {
            let chain: Vec<Speaker> = std::iter::once(outlet.clone()).chain(links).collect();
            assert_eq!(origin_label(&chain), expected);
        }
        assert_eq!(origin_label(&[]), "");
    }
}
