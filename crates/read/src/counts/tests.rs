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
    let wrong: Vec<_> = cases.iter().filter(|(text, killed, injured)| told(text) != (*killed, *injured)).collect();
    let told: Vec<_> = wrong.iter().map(|(text, ..)| told(text)).collect();
    assert!(wrong.is_empty(), "expected {wrong:#?}, found {told:?}");
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
        (
            "A gunman, dressed in black, burst into a mosque where six worshippers, all elderly, were killed.",
            Some(6),
            None,
        ),
        ("In Kabul, 12 were killed.", Some(12), None),
        ("Three priests shot dead\nPolice said on Monday that they knew nothing.", Some(3), None),
    ]);
}

#[test]
fn as_tables_and_lists_tell_it() {
    check(&[
        ("The centre gave these figures: dead, 5; wounded, 22.", Some(5), Some(22)),
        ("Killed: 11. Injured: none.", Some(11), Some(0)),
        ("Two warders and the driver were injured.", None, Some(3)),
        ("Six soldiers were martyred at the gate.", Some(6), None),
    ]);
}

#[test]
fn wounds_without_a_verb_of_harm() {
    check(&[
        ("A driver was shot in the leg.", None, Some(1)),
        ("A guard, Juan Perez, was hit in the shoulder.", None, Some(1)),
        ("A bodyguard was grazed by a bullet.", None, Some(1)),
        ("Two porters were treated for burns.", None, Some(2)),
        ("Eleven villagers were admitted to the district hospital.", None, Some(11)),
        ("Some 40 people were taken to hospital.", None, Some(40)),
        ("The bodies of three men were taken to hospital.", None, None),
        ("A cook was hit by a ricochet.", None, Some(1)),
        ("Two nurses were struck by flying glass.", None, Some(2)),
        ("A passer-by was slightly hurt by glass.", None, Some(1)),
        ("He died instantly.", Some(1), None),
        ("A night watchman was killed in the attack on the institute.", Some(1), None),
        ("A motorist, Sipho Zungu, 34, who drove into the crossfire, died at the scene.", Some(1), None),
        ("The attackers left behind a dead fighter.", Some(1), None),
        ("They left behind six bodies and seven rifles.", Some(6), None),
        ("Three guards were shot and one of them died.", Some(1), None),
        ("His chauffeur, Napoleon Cruz, died on the operating table.", Some(1), None),
        ("A nurse, Viviana Catalan, died from a stray bullet.", Some(1), None),
        ("Two of his own men were wounded.", None, Some(2)),
        ("Three of the travellers, all women, had gunshot wounds.", None, Some(3)),
        ("Soldiers shot dead five armed men in the dunes.", Some(5), None),
        ("A policeman received two bullet wounds.", None, Some(1)),
        ("A boy lost his life and five shoppers were injured.", Some(1), Some(5)),
        ("The soldier was fatally wounded.", Some(1), None),
    ]);
}

#[test]
fn the_hurt_as_their_hospital_counts_them() {
    check(&[
        ("Six wounded shepherds were carried to the clinic at Boda.", None, Some(6)),
        ("The doctor had 17 wounded on her books by noon.", None, Some(17)),
        ("Eleven injured women are being looked after by nuns.", None, Some(11)),
        ("Nine others are still being treated here and in Lodja.", None, Some(9)),
        ("Four more are in hospital.", None, Some(4)),
        ("Two remain in a critical condition.", None, Some(2)),
        ("Seven people with gunshot wounds were airlifted to the coast.", None, Some(7)),
        ("Three of the injured were flown to the capital.", None, None),
        ("Two bodies were taken to the morgue.", None, None),
        ("Forty families were evacuated.", None, None),
        ("Three died, bringing the number of fatalities to eight.", Some(8), None),
        ("The number of people killed in Sunday's clash has been revised upward to 31 from 24.", Some(31), None),
        ("The shelling has killed 35 persons, the minister said.", Some(35), None),
        ("A raid killed two and wounded nine, the ministry said.", Some(2), Some(9)),
        ("Five reservists died and three were injured when their lorry ran over a mine.", Some(5), Some(3)),
        ("They set off a bomb, killing two and wounding nine, it said.", Some(2), Some(9)),
        ("Forty-three people were hurt.", None, Some(43)),
        ("Rescuers pulled the bodies of six people from a block of flats.", Some(6), None),
        ("Two nurses were injured.", None, Some(2)),
        ("The number of dead is 14, according to three officials.", Some(14), None),
        ("Soldiers recovered 12 bodies of passengers.", Some(12), None),
        ("Two tenants were killed outright, and a third died in hospital.", Some(2), None),
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
        ("The judge escaped unhurt.", Some(0), Some(0)),
        ("The mayor got away without a scratch.", Some(0), Some(0)),
        ("The cars were rocked but none of the 30 occupants was hurt.", Some(0), Some(0)),
        ("The minister survived, his office said.", Some(0), None),
        ("Nobody was killed, but three guards were hurt.", Some(0), Some(3)),
        ("A police spokesman said that the 21 technicians were not injured.", Some(0), Some(0)),
        ("The staff were unharmed.", Some(0), Some(0)),
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
        ("Since January eleven policemen were killed in the province.", None, None),
        ("During the past day three people were killed and eleven injured.", None, None),
        ("So far this year 31 people were killed in shootings.", None, None),
        ("Both, cousins of 19 and 22 from the village, were shot dead.", None, None),
        ("The blast killed a total of 19 people.", Some(19), None),
    ]);
}

#[test]
fn one_person_and_others_beside_places_and_clauses() {
    check(&[
        ("The vice mayor of a lakeside town in Lanao and three of his aides were shot dead on Tuesday.", Some(4), None),
        ("One peacekeeper from Zambia and one from Nepal were killed in the ambush.", Some(2), None),
        ("A remand prisoner and two men sitting beside him were killed on Saturday.", Some(3), None),
        ("A clerk at the mill and two porters were wounded.", None, Some(3)),
        ("Shots hit the house of the mayor and two guards were wounded.", None, Some(2)),
        ("In an attack on a village in Yobe and a town in Borno, two farmers were killed.", Some(2), None),
    ]);
}

#[test]
fn wounds_told_by_what_was_lost_or_broken() {
    check(&[
        ("A sergeant lost a foot.", None, Some(1)),
        ("An officer lost two fingers.", None, Some(1)),
        ("Two nurses inhaled smoke.", None, Some(2)),
        ("A guard broke both legs.", None, Some(1)),
        ("The party lost two seats and the minister broke his word.", None, None),
        ("Twenty-six remain under treatment.", None, Some(26)),
        ("A lad of 16 is in intensive care.", None, Some(1)),
    ]);
}

#[test]
fn nobody_without_a_verb() {
    check(&[
        ("No one hurt, nobody arrested.", Some(0), Some(0)),
        ("There was neither damage nor loss of life.", Some(0), None),
        ("Nobody hurt feelings more than he did.", None, None),
    ]);
}

#[test]
fn as_wires_and_local_papers_tell_it() {
    let table = include_str!("../../testdata/counts/tolls.tsv");
    let number = |cell: &str| cell.parse().ok();
    let cases: Vec<_> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[0], number(cells[1]), number(cells[2]))
        })
        .collect();
    check(&cases);
}
