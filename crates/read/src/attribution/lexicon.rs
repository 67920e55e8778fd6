//! Words that make somebody a source: verbs of saying, thinking and showing with their forms, and the small word classes
//! that the rules look at.

use record::Assertion;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What a cue does with its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Says it: "said", "reported", "according to".
    Say,
    /// Points to somebody else's words: "citing", "quoting".
    Cite,
    /// Makes it visible: "the video shows", "the report found".
    Show,
    /// Says something about a thing: "denied the claim", "blamed the group".
    Judge,
    /// Takes responsibility for it.
    Own,
    /// Holds it in mind: "believes", "hopes".
    Think,
    /// Will or will not do it: "plans", "vowed", "refused".
    Will,
}

/// Which form of the verb it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// say
    Base,
    /// says
    Third,
    /// said
    Past,
    /// saying
    Ing,
}

/// What the lexicon knows of one word form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cue {
    pub act: Act,
    pub form: Form,
    pub firmness: Assertion,
    /// The form is as often a noun ("claims", "reports", "call").
    pub noun: bool,
    /// The form may follow its content directly: `"…," said X`.
    pub inverts: bool,
    /// Takes a hearer before the content: "told Reuters that".
    pub tells: bool,
}

/// Verbs of saying that may follow their content with the speaker after them.
const INVERTING: &str = "say write report add note explain tell ask announce warn argue tweet declare recall continue \
    state claim reply answer insist observe stress conclude admit remark read post quip joke respond comment confirm \
    shout yell cry urge complain agree suggest exclaim chant according";

const SAY: &str = "say tell write report add note announce state declare explain argue claim insist assert affirm \
    maintain contend stress emphasize emphasise underline underscore observe remark comment mention recall recount relate \
    relay narrate testify confirm reaffirm reiterate repeat reveal disclose divulge admit concede acknowledge confess allege \
    warn caution advise inform notify brief alert remind assure reassure answer reply respond retort counter rebut \
    tweet retweet post blog publish broadcast telegraph cable conclude estimate predict forecast project calculate \
    speculate hint imply insinuate intimate signal suggest propose recommend hypothesize theorize postulate joke quip \
    complain lament bemoan grumble protest object shout yell scream chant cry whisper mutter exclaim proclaim pronounce boast brag \
    vent muse opine editorialize summarize summarise outline detail describe characterize characterise specify clarify \
    elaborate expound continue interject interrupt exhort promise swear attest certify verify corroborate deduce infer \
    stipulate rule decree order instruct command relate apprise report communicate message email text phone pen jot \
    tip leak claim surmise pinpoint log document record quote hear learn establish determine assess \
    analyze analyse judge diagnose ask enquire inquire query question wonder plead testify telegraph marvel chime murmur \
    indicate read post reckon sum sneer thunder rail allude agree disagree concur";
const CITE: &str = "cite quote reference";
const SHOW: &str = "show find prove demonstrate illustrate reflect depict portray display attest expose document uncover \
    highlight reveal indicate suggest";
const JUDGE: &str = "deny reject dismiss refute rebut repudiate disavow disown accuse blame charge fault condemn denounce \
    criticize criticise slam blast decry deplore assail attack rebuke chide chastise scold castigate lambast lambaste rip \
    deride mock ridicule praise laud hail applaud commend celebrate salute tout call label brand dub term name deem \
    describe characterize portray cast liken compare defend support back endorse oppose favor favour welcome \
    thank congratulate apologize apologise question challenge dispute contest doubt discuss debate address cite invoke \
    echo tout champion promote advocate demand urge request propose recommend beg implore appeal call press pressure \
    encourage discourage convince persuade attribute credit ascribe identify list rate rank estimate classify \
    discount downplay ignore overlook raise voice express offer issue refer point talk speak mention announce \
    taunt insult attack provoke embrace cheer boo approve disapprove sanction ratify veto vote nominate \
    distance disown bemoan lament mourn regret resent protest comment remark allude reject pan savage skewer trash \
    unveil introduce outline highlight tout float pitch argue warn caution complain agree negotiate settle plead";
const OWN: &str = "claim";
const THINK: &str = "think believe know suspect assume presume suppose imagine consider hope expect anticipate fear worry \
    doubt feel want wish prefer like love hate understand realize realise recognize recognise remember forget see \
    perceive sense guess envision envisage regard view value trust desire dread care long need notice acknowledge \
    conclude decide hold favor intend contemplate ponder conceive fancy bet";
const WILL: &str = "plan vow pledge promise threaten seek aim intend refuse decline agree propose offer commit resolve \
    determine try attempt demand volunteer prepare choose opt consent plot undertake balk hesitate";

/// Lemmas whose plain form or -s form is more often a noun than a verb.
const NOUNS: &str = "report claim note state call post broadcast cable forecast project estimate hint signal comment \
    answer counter blog tweet caution alert order command rule judge question query wonder cry shout scream protest object \
    show find display cast charge fault blame attack praise salute label brand term name support back favor favour \
    doubt debate address demand request appeal press credit list rate rank voice offer issue refer point talk mention \
    hope fear worry want wish desire dread care need view value trust sense guess plan vow pledge promise aim attempt \
    resolve message text email phone pen tip leak log document record quote like love hate bet vote sanction comment remark \
    reply reference brief detail outline pan float pitch read relay sum project process float hold see feel know";

/// Verbs of saying that name a hearer first.
const TELLING: &str = "tell inform notify brief alert remind assure reassure advise apprise warn ask instruct order command urge email text";

/// Irregular forms: lemma, third person, past, participle, -ing.
const IRREGULAR: &[(&str, &str, &str, &str, &str)] = &[
    ("say", "says", "said", "said", "saying"),
    ("tell", "tells", "told", "told", "telling"),
    ("write", "writes", "wrote", "written", "writing"),
    ("find", "finds", "found", "found", "finding"),
    ("think", "thinks", "thought", "thought", "thinking"),
    ("know", "knows", "knew", "known", "knowing"),
    ("feel", "feels", "felt", "felt", "feeling"),
    ("see", "sees", "saw", "seen", "seeing"),
    ("hear", "hears", "heard", "heard", "hearing"),
    ("swear", "swears", "swore", "sworn", "swearing"),
    ("understand", "understands", "understood", "understood", "understanding"),
    ("forget", "forgets", "forgot", "forgotten", "forgetting"),
    ("speak", "speaks", "spoke", "spoken", "speaking"),
    ("hold", "holds", "held", "held", "holding"),
    ("choose", "chooses", "chose", "chosen", "choosing"),
    ("seek", "seeks", "sought", "sought", "seeking"),
    ("cast", "casts", "cast", "cast", "casting"),
    ("broadcast", "broadcasts", "broadcast", "broadcast", "broadcasting"),
    ("forecast", "forecasts", "forecast", "forecast", "forecasting"),
    ("show", "shows", "showed", "shown", "showing"),
    ("read", "reads", "read", "read", "reading"),
    ("beg", "begs", "begged", "begged", "begging"),
    ("undertake", "undertakes", "undertook", "undertaken", "undertaking"),
    ("bet", "bets", "bet", "bet", "betting"),
    ("plead", "pleads", "pleaded", "pleaded", "pleading"),
    ("leak", "leaks", "leaked", "leaked", "leaking"),
    ("learn", "learns", "learned", "learnt", "learning"),
];

/// Lemmas that double their last consonant.
const DOUBLING: &str = "admit refer infer rebut quip log slam rip dub pan plan plot pen tip concur brag blog sum commit \
    beg opt text bet prefer boo";

/// Every form in the lexicon, by folded word.
pub(crate) fn cues() -> &'static FxHashMap<String, Cue> {
    static CUES: OnceLock<FxHashMap<String, Cue>> = OnceLock::new();
    CUES.get_or_init(build)
}

fn build() -> FxHashMap<String, Cue> {
    let mut map = FxHashMap::default();
    let has = |list: &str, lemma: &str| list.split_whitespace().any(|w| w == lemma);
    // The first class that lists a lemma wins.
    for (list, act) in [
        (SAY, Act::Say),
        (CITE, Act::Cite),
        (SHOW, Act::Show),
        (JUDGE, Act::Judge),
        (OWN, Act::Own),
        (THINK, Act::Think),
        (WILL, Act::Will),
    ] {
        for lemma in list.split_whitespace() {
            let firmness = firmness(lemma, act);
            let noun = has(NOUNS, lemma);
            let inverts = has(INVERTING, lemma);
            let tells = has(TELLING, lemma);
            let cue = |form, noun| Cue { act: act_of(lemma, act), form, firmness, noun, inverts, tells };
            let (third, past, participle, ing) = inflect(lemma);
            let mut put = |word: String, cue: Cue| {
                map.entry(word).or_insert(cue);
            };
            put(past, cue(Form::Past, false));
            put(participle, cue(Form::Past, false));
            put(ing, cue(Form::Ing, false));
            put(third, cue(Form::Third, noun));
            put(lemma.to_owned(), cue(Form::Base, noun));
        }
    }
    map
}

/// A few verbs stand in a list for their forms but do something else.
fn act_of(lemma: &str, act: Act) -> Act {
    match lemma {
        "quote" | "cite" | "reference" => Act::Cite,
        "hear" | "learn" => Act::Say,
        "suggest" | "indicate" | "reveal" => Act::Say,
        "describe" | "characterize" | "characterise" => Act::Say,
        // Deeds rather than words, though what they bear on is content all the same.
        "record" | "document" | "log" | "order" | "command" | "instruct" | "decree" | "promise" | "swear" | "plead"
        | "detail" | "outline" | "cry" | "object" | "project" | "brief" | "alert" | "leak" | "tip" | "phone"
        | "verify" | "broadcast" | "display" => Act::Judge,
        "rail" | "sneer" | "agree" | "disagree" | "concur" => Act::Judge,
        "question" | "ask" | "wonder" | "inquire" | "enquire" | "query" => Act::Judge,
        _ => act,
    }
}

fn firmness(lemma: &str, act: Act) -> Assertion {
    match lemma {
        "deny" | "reject" | "dismiss" | "refute" | "repudiate" | "disavow" | "disown" | "rebut" => Assertion::Denied,
        "allege" | "accuse" | "blame" | "charge" | "insinuate" => Assertion::Alleged,
        "suspect" | "believe" | "think" | "presume" | "assume" | "fear" | "speculate" | "surmise" | "doubt"
        | "suppose" | "guess" | "hypothesize" | "theorize" => Assertion::Suspected,
        "wonder" | "ask" | "hope" | "wish" | "want" | "urge" | "imagine" | "demand" | "question" | "query" => {
            Assertion::Hypothetical
        }
        _ if act == Act::Think => Assertion::Suspected,
        _ => Assertion::Reported,
    }
}

/// Third person, past, participle and -ing form.
fn inflect(lemma: &str) -> (String, String, String, String) {
    if let Some(f) = IRREGULAR.iter().find(|f| f.0 == lemma) {
        return (f.1.into(), f.2.into(), f.3.into(), f.4.into());
    }
    let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u');
    let bytes = lemma.as_bytes();
    let last = bytes.last().copied().unwrap_or(b'x');
    let before = bytes.len().checked_sub(2).map_or(b'x', |i| bytes[i]);
    let stem = &lemma[..lemma.len() - 1];
    if last == b'y' && !vowel(before) {
        return (format!("{stem}ies"), format!("{stem}ied"), format!("{stem}ied"), format!("{lemma}ing"));
    }
    let third = if lemma.ends_with("sh") || lemma.ends_with("ch") || matches!(last, b's' | b'x' | b'z' | b'o') {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    };
    if last == b'e' {
        return (third, format!("{lemma}d"), format!("{lemma}d"), format!("{stem}ing"));
    }
    let base = if DOUBLING.split_whitespace().any(|w| w == lemma) && !matches!(lemma, "text" | "boo") {
        format!("{lemma}{}", last as char)
    } else {
        lemma.to_owned()
    };
    (third, format!("{base}ed"), format!("{base}ed"), format!("{base}ing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_inflected_and_classed() {
        for (word, act, form) in [
            ("said", Act::Say, Form::Past),
            ("denies", Act::Judge, Form::Third),
            ("denied", Act::Judge, Form::Past),
            ("admitted", Act::Say, Form::Past),
            ("citing", Act::Cite, Form::Ing),
            ("publishes", Act::Say, Form::Third),
            ("wrote", Act::Say, Form::Past),
            ("believing", Act::Think, Form::Ing),
            ("vowed", Act::Will, Form::Past),
            ("showed", Act::Show, Form::Past),
        ] {
            let cue = cues().get(word).copied();
            assert_eq!(cue.map(|c| (c.act, c.form)), Some((act, form)), "{word}");
        }
        assert_eq!(cues()["denied"].firmness, Assertion::Denied);
        assert!(!cues().contains_key("bomb"));
    }
}
