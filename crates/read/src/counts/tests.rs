use super::*;
use crate::doc::Doc;

/// What a text says of the dead and the injured: the largest of each, victims and attackers alike.
fn told(text: &str) -> (Option<u32>, Option<u32>) {
    let doc = Doc::new(text, false);
    let view = View::new(&doc, &[]);
    let all: Vec<Count> = doc.sentences.iter().flat_map(|s| find(&view, s.tokens.clone())).collect();
    let most = |harm| all.iter().filter(|c| c.harm == harm).map(|c| c.value).max();
    (most(Harm::Killed), most(Harm::Injured))
}

fn check(cases: &[(&str, Option<u32>, Option<u32>)]) {
    for (text, killed, injured) in cases {
        assert_eq!(told(text), (*killed, *injured), "{text}");
    }
}

#[test]
fn numbers_in_words_and_digits() {
    check(&[
        ("Three brick workers were shot dead near the ford.", Some(3), None),
        ("Gunmen killed 12 people and wounded 30.", Some(12), Some(30)),
        ("The blast left two women and six children dead.", Some(8), None),
        ("A bomb went off, killing three drivers and wounding twenty-one others.", Some(3), Some(21)),
    ]);
}

#[test]
fn one_person_by_description() {
    check(&[
        ("A street vendor was wounded by splinters.", None, Some(1)),
        ("A mullah was stabbed to death in the bazaar.", Some(1), None),
        ("The blast went off at noon, killing a watchman.", Some(1), None),
        ("One guard was wounded.", None, Some(1)),
        ("A potter and his son were shot and wounded.", None, Some(2)),
    ]);
}

#[test]
fn something_stands_between_the_victim_and_the_verb() {
    check(&[
        ("A sergeant who was escorting a doctor was shot dead on the bridge.", Some(1), None),
        ("Two wardens guarding nurses were killed and four were hurt when a mine went off.", Some(2), Some(4)),
        ("Two rangers escorting teachers were killed.", Some(2), None),
    ]);
}

#[test]
fn wounds_without_a_verb_of_harm() {
    check(&[
        ("A driver was shot in the leg.", None, Some(1)),
        ("A guard, Juan Perez, was hit in the shoulder.", None, Some(1)),
        ("A bodyguard was grazed by a bullet.", None, Some(1)),
        ("Two porters were treated for burns.", None, Some(2)),
        ("A policeman received two bullet wounds.", None, Some(1)),
        ("A boy lost his life and five shoppers were injured.", Some(1), Some(5)),
        ("The soldier was fatally wounded.", Some(1), None),
    ]);
}

#[test]
fn nobody_is_a_count() {
    check(&[
        ("Nobody was hurt.", Some(0), Some(0)),
        ("There were no casualties.", Some(0), Some(0)),
        ("The charge went off without causing injuries.", Some(0), Some(0)),
        ("It broke windows but injured no one.", Some(0), Some(0)),
        ("NO ONE WAS HURT AND TRAFFIC IS BACK TO NORMAL.", Some(0), Some(0)),
        ("No villagers were killed.", Some(0), None),
        ("The blast caused no deaths.", Some(0), None),
        ("Nobody else was hurt.", Some(0), None),
        ("The judge escaped unhurt.", Some(0), None),
        ("The mayor got away without a scratch.", Some(0), None),
        // Silence is no count.
        ("There were no immediate reports of casualties.", None, None),
        ("No one has claimed the attack.", None, None),
    ]);
}

#[test]
fn what_is_no_count_of_the_event() {
    check(&[
        ("The group has killed eleven lawmakers since 2012.", None, None),
        ("The gunmen have killed 12 of his people this year.", None, None),
        ("Gunmen fired on a bus, wounding six, a rescue official said.", None, Some(6)),
        ("Gunmen killed two men, a farmer and his brother.", Some(2), None),
    ]);
}
