//! Small word classes that the rules look at, all in folded form.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Defines `fn name(word) -> bool` over a fixed set of folded words.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident: $($word:literal)+;)+) => {
        $($(#[$meta])*
        pub(crate) fn $name(word: &str) -> bool { matches!(word, $($word)|+) })+

        /// The words of every class, in the order in which the classes stand here.
        const CLASSES: &[&[&str]] = &[$(&[$($word),+]),+];
    };
}

words! {
    /// Personal pronouns that can be a speaker.
    is_pronoun: "he" "she" "they" "it" "i" "we" "you";
    /// Articles, possessives and other words that open a noun phrase.
    is_determiner: "the" "a" "an" "this" "that" "these" "those" "his" "her" "its" "their" "our" "my" "your" "some" "many"
        "several" "most" "other" "another" "one" "two" "three" "four" "five" "no" "all" "both" "each" "every" "any" "few" "various"
        "more" "such";
    /// Forms of be, have, do and the modals.
    is_auxiliary: "is" "are" "was" "were" "be" "been" "being" "am" "has" "have" "had" "having" "do" "does" "did" "will" "would" "can" "could"
        "shall" "should" "may" "might" "must" "isn't" "wasn't" "aren't" "weren't" "didn't" "doesn't" "don't" "won't"
        "wouldn't" "couldn't" "hasn't" "haven't" "hadn't" "can't" "cannot" "shouldn't" "'s" "'re" "'ve" "'d" "'ll" "i'm" "he's" "she's" "they're" "we're"
        "to" "not" "never";
    /// Forms of be.
    is_be: "is" "are" "was" "were" "be" "been" "being" "am" "isn't" "wasn't" "aren't" "weren't";
    /// Adverbs and times of day that stand between subject and verb or after the verb.
    is_adverb: "also" "later" "earlier" "then" "now" "again" "still" "just" "even" "only" "once" "already" "ever" "often" "always"
        "sometimes" "thus" "simply" "recently" "reportedly" "repeatedly" "publicly" "previously" "today" "yesterday" "tonight"
        "tomorrow" "first" "long" "further" "instead" "too" "however" "meanwhile" "therefore" "separately" "allegedly" "apparently"
        "initially" "immediately" "subsequently" "finally" "flatly" "categorically" "firmly" "openly" "quickly" "clearly" "falsely"
        "famously" "rightly" "wrongly" "soon" "since" "so" "actually" "really" "specifically" "explicitly" "strongly" "privately" "tersely";
    /// Words that begin another clause.
    is_clause_word: "that" "if" "when" "because" "while" "as" "but" "although" "though" "where" "whereas" "whether" "which" "what" "how" "why"
        "after" "before" "until" "unless" "since" "so" "or" "than" "once";
    /// Prepositions.
    is_preposition: "of" "in" "on" "at" "for" "from" "by" "with" "to" "into" "near" "about" "against" "between" "among" "during" "after" "before"
        "under" "over" "through" "via" "within" "without" "across" "around" "behind" "since" "until" "toward" "towards" "per" "like"
        "amid" "despite" "following" "including" "upon" "outside" "inside";
    /// Days and parts of the day.
    is_day: "monday" "tuesday" "wednesday" "thursday" "friday" "saturday" "sunday" "mon" "tue" "tues" "wed" "thu" "thurs" "fri" "sat" "sun"
        "today" "yesterday" "tonight" "morning" "afternoon" "evening" "night" "midday" "noon" "late" "early";
    /// Months.
    is_month: "january" "february" "march" "april" "may" "june" "july" "august" "september" "october" "november" "december" "jan" "feb"
        "mar" "apr" "jun" "jul" "aug" "sep" "sept" "oct" "nov" "dec";
    /// What people speak in, at or on.
    is_venue: "statement" "statements" "interview" "interviews" "conference" "briefing" "video" "videos" "videotape" "audiotape" "recording" "post" "posts" "tweet"
        "tweets" "message" "letter" "memo" "email" "communique" "speech" "address" "report" "reports" "release" "hearing" "meeting" "testimony"
        "filing" "affidavit" "complaint" "indictment" "broadcast" "television" "tv" "radio" "telegram" "twitter" "facebook" "x" "whatsapp" "instagram" "youtube" "channel"
        "website" "blog" "article" "column" "editorial" "op-ed" "bulletin" "phone" "telephone" "reporters" "journalists" "media" "press" "remarks" "comments"
        "book" "study" "poll" "rally" "debate" "parliament" "court" "announcement" "audio" "clip" "footage" "documents" "document" "papers" "note" "dispatch" "series"
        "news" "program" "programme" "show" "call" "session" "summit" "forum" "event" "congress" "senate" "lawmakers" "online" "linkedin" "page" "account";
    /// Documents that themselves say things.
    is_document: "statement" "video" "videotape" "audiotape" "recording" "post" "tweet" "message" "letter" "memo" "memorandum" "communique" "complaint" "indictment"
        "affidavit" "lawsuit" "filing" "filings" "report" "study" "survey" "poll" "review" "document" "documents" "leaflet" "leaflets" "pamphlet" "note" "cable" "cables" "dossier"
        "manifesto" "email" "emails" "release" "bulletin" "transcript" "ruling" "verdict" "warrant" "records" "record" "papers" "file" "files" "footage" "images" "photos" "data" "figures"
        "statistics" "analysis" "investigation" "inquiry" "audit" "article" "editorial" "column" "graphic" "audio" "clip" "assessment" "declaration" "charges" "testimony" "website" "flyer" "communiques" "sheet";
    /// Words that mark a press source.
    is_press_word: "newspaper" "newspapers" "daily" "weekly" "tabloid" "broadsheet" "magazine" "agency" "broadcaster" "broadcasters" "channel" "station" "network"
        "television" "tv" "radio" "media" "outlet" "outlets" "website" "portal" "newswire" "wire" "press" "paper" "publication" "journal" "site" "gazette" "news" "periodical" "bulletin";
    /// Words whose bearer reports: a name next to them stands for a press source.
    is_reporter: "columnist" "correspondent" "reporter" "journalist" "editor" "commentator" "anchor" "blogger" "analyst" "writer" "presenter" "photographer" "stringer";
    /// Bodies that speak with authority.
    is_authority: "ministry" "minister" "police" "prosecutor" "prosecutors" "court" "judge" "army" "military" "navy" "government" "governor" "mayor" "president"
        "presidency" "intelligence" "authorities" "department" "office" "embassy" "ambassador" "fbi" "cia" "nsa" "fsb" "mi5" "mi6" "mossad" "dgsi" "cabinet" "parliament" "congress" "senate"
        "sheriff" "council" "commission" "committee" "agency" "bureau" "pentagon" "kremlin" "nato" "spokesman" "spokeswoman" "spokesperson" "commander" "general" "colonel" "commissioner"
        "brigade" "command" "forces" "guard" "gendarmerie" "interpol" "europol" "un" "interior" "defense" "defence" "state" "administration" "municipality" "district" "attorney" "directorate"
        "service" "services" "secretariat" "tribunal" "prosecution" "captain" "lieutenant" "major" "superintendent" "detective" "investigators" "coroner" "senator" "lawmaker" "chancellor" "premier" "secretary" "deputy" "envoy" "chief" "inspector" "constabulary" "troops" "battalion" "division" "junta" "regime" "coast" "customs" "coastguard" "coastguards" "judiciary" "carabinieri" "garda" "gardai" "consulate" "diocese" "archdiocese" "security" "investigator" "magistrate" "sergeant" "officials" "official" "civil" "white" "house";
    /// Head nouns of people who are not named.
    is_unnamed: "official" "officials" "source" "sources" "witness" "witnesses" "resident" "residents" "villager" "villagers" "eyewitness" "eyewitnesses" "people" "person" "man" "woman"
        "men" "women" "observers" "analysts" "analyst" "experts" "expert" "diplomat" "diplomats" "diplomatic" "medics" "medic" "doctors" "doctor" "neighbours" "neighbors" "locals" "local" "survivors" "survivor" "aide" "aides" "insiders"
        "insider" "reports" "rumours" "rumors" "activists" "activist" "relatives" "relative" "friends" "critics" "officers" "officer" "investigators" "rescuers" "workers" "worker" "militants" "rebels" "fighters" "others" "one" "some" "many" "somebody" "someone" "informant" "informants" "elders" "elder" "employee" "employees" "staff" "passenger" "passengers" "soldier" "soldiers" "member" "members" "leader" "leaders" "commander" "commanders"
        "authorities" "policeman" "policemen" "guard" "guards" "driver" "student" "students" "supporters" "voters" "protesters" "researchers" "scientists" "lawyers" "lawyer";
    /// Titles and functions that stand before a name and are not part of it.
    is_title: "mr" "mrs" "ms" "miss" "dr" "prof" "professor" "sir" "dame" "lord" "lady" "sheikh" "shaikh" "imam"
        "mullah" "maulana" "ayatollah" "rabbi" "rev" "reverend" "father" "bishop" "archbishop" "cardinal" "pope"
        "president" "vice" "prime" "premier" "minister" "chancellor" "secretary" "undersecretary" "foreign" "interior"
        "defense" "defence" "justice" "finance" "attorney" "general" "gen" "lieutenant" "lt" "col" "colonel" "maj"
        "major" "capt" "captain" "brig" "brigadier" "sgt" "sergeant" "cmdr" "commander" "admiral" "adm" "marshal"
        "corporal" "commissioner" "superintendent" "supt" "inspector" "detective" "constable" "chief" "deputy"
        "assistant" "director" "chairman" "chairwoman" "chair" "head" "leader" "spokesman" "spokeswoman"
        "spokesperson" "mayor" "governor" "gov" "senator" "sen" "sens" "rep" "reps" "representative" "congressman"
        "congresswoman" "lawmaker" "mp" "ambassador" "envoy" "judge" "prosecutor" "sheriff" "king" "queen" "prince"
        "princess" "columnist" "journalist" "reporter" "correspondent" "editor" "analyst" "author" "writer"
        "commentator" "expert" "lawyer" "activist" "witness" "resident" "villager" "farmer" "student" "former" "ex"
        "acting" "outgoing" "incoming" "senior" "top" "interim" "then" "late" "special" "agent" "officer" "official"
        "chief-of-staff" "councillor" "councilman" "cllr" "hon" "police" "army" "military" "security" "homeland"
        "affairs" "internal" "intelligence" "information" "state" "public" "federal" "local" "regional" "provincial"
        "district" "county" "city" "town" "national" "government" "presidential" "ministry" "department" "navy"
        "party" "house" "speaker" "senate" "majority" "minority" "counter" "terrorism" "anti" "region" "province"
        "republican" "democratic" "nominee" "candidate" "gop" "us" "u.s." "uk" "u.k." "eu" "un" "u.n." "fbi" "cia"
        "dgsi" "nato" "doctor" "nurse" "member" "fighter" "militant" "commander-in-chief" "first" "second" "ally"
        "aide" "adviser" "advisor" "manager" "owner" "founder" "co" "ceo" "researcher" "historian" "economist"
        "scientist" "pollster" "strategist" "consultant" "counsel" "solicitor" "magistrate" "coroner" "warden"
        "ranger" "pilot" "driver" "guard" "brother" "sister" "mother" "wife" "husband" "son" "daughter" "uncle"
        "cousin" "neighbor" "neighbour" "survivor" "victim" "labour" "labor" "health" "transport" "press"
        "communications";
    /// Head nouns of bodies of people.
    is_body_word: "group" "movement" "organisation" "organization" "militants" "rebels" "insurgents" "fighters"
        "militia" "network" "branch" "affiliate" "faction" "party" "cell" "collective";
    /// Last words of organisations' names.
    is_org_word: "international" "group" "institute" "university" "council" "centre" "center" "foundation"
        "association" "union" "party" "watch" "nations" "organization" "organisation" "network" "front" "movement"
        "army" "committee" "observatory" "house" "corps" "company" "corporation" "inc" "ltd" "airlines" "airways"
        "bank" "college" "school" "hospital" "league" "alliance" "coalition" "federation" "society" "campaign"
        "brigades" "battalion" "militia" "taliban" "crescent" "cross" "rights" "monitor" "project" "initiative"
        "trust" "fund" "church" "intelligence" "lab" "labs" "press" "news" "times" "post" "agency" "media" "facebook"
        "twitter" "google" "hamas" "hezbollah" "isis" "isil";
    /// Last words of names that no person has: "Guyana Defence Force".
    ends_body_name: "force" "forces" "guards" "delegation" "zone" "policing" "affairs" "studies" "sector" "directorate" "squad" "unit" "team"
        "headquarters" "garrison" "resistance" "liberation" "commandos" "rangers" "rifles" "column" "mission" "authority" "board"
        "administration" "analysis" "research" "strategies" "security" "safety" "wildlife" "services" "operations" "intelligence" "monitoring";
    /// Countries and capitals that speak as governments in news English.
    is_place_word: "moscow" "washington" "beijing" "kiev" "kyiv" "tehran" "ankara" "london" "paris" "berlin" "tokyo"
        "seoul" "pyongyang" "delhi" "islamabad" "kabul" "baghdad" "damascus" "riyadh" "cairo" "jerusalem" "russia"
        "ukraine" "iran" "iraq" "israel" "turkey" "turkiye" "france" "germany" "china" "japan" "india" "pakistan"
        "syria" "egypt" "britain" "canada" "mexico" "colombia" "america" "australia" "spain" "italy" "poland" "norway"
        "sweden" "denmark" "belgium" "austria" "greece" "kenya" "nigeria" "mali" "niger" "chad" "sudan" "somalia"
        "ethiopia" "yemen" "lebanon" "jordan" "qatar" "kuwait" "bahrain" "oman" "armenia" "azerbaijan" "georgia"
        "belarus" "cuba" "venezuela" "brazil" "peru" "chile" "argentina" "bolivia" "ecuador" "democrats" "republicans"
        "congress" "americans" "britons" "europe";
    /// Verbs that are no cues but end a noun phrase: the commonest of news English.
    is_common_verb: "went" "goes" "gone" "came" "comes" "took" "takes" "taken" "made" "makes" "gave" "gives" "given"
        "got" "gets" "became" "becomes" "began" "begins" "begun" "left" "led" "leads" "kept" "keeps" "killed"
        "wounded" "injured" "died" "dies" "shot" "fired" "exploded" "detonated" "bombed" "attacked" "stormed"
        "kidnapped" "abducted" "arrested" "detained" "seized" "captured" "freed" "rescued" "fled" "escaped" "foiled"
        "thwarted" "prevented" "planned" "targeted" "hit" "struck" "destroyed" "damaged" "burned" "burnt" "blew"
        "blown" "opened" "closed" "started" "ended" "stopped" "met" "meets" "visited" "visits" "arrived" "arrives"
        "returned" "returns" "lived" "lives" "worked" "works" "joined" "joins" "moved" "moves" "turned" "turns" "ran"
        "runs" "stood" "stands" "sat" "brought" "brings" "sent" "sends" "put" "puts" "set" "lost" "won" "happened"
        "occurred" "caused" "causes" "followed" "follows" "remained" "remains" "used" "uses" "included" "includes"
        "carried" "released" "launched" "held" "entered" "appeared" "seemed" "seems" "continued" "continues" "tried"
        "tries" "wants" "needs" "declined" "pulled" "pushed" "walked" "drove" "drives" "broke" "fell" "grew" "rose"
        "dropped" "raised" "passed" "signed" "voted" "served" "serves" "posted" "received" "raided" "ambushed"
        "mailed" "planted" "placed" "threw" "hurled" "beat" "stabbed" "murdered" "executed" "kills" "attacks" "seizes"
        "arrests" "foils" "thwarts" "hits" "strikes" "storms" "warns" "detains" "raids" "bombs" "targets" "abducts"
        "injures" "wounds" "helps" "stole" "stolen" "sought" "shook" "spread" "flew" "rammed" "opens" "fires";
    /// Verbs that put a document before the public.
    is_release: "released" "issued" "posted" "published" "circulated" "uploaded" "distributed" "sent" "aired"
        "broadcast" "carried" "obtained" "seen" "put" "made" "releases" "issues" "posts" "publishes" "releasing"
        "issuing" "dated" "read" "written" "delivered";
    /// Words that open an apposition after a name and a comma.
    opens_apposition_word: "a" "an" "the" "or" "who" "whose" "which" "of" "one" "himself" "herself" "also" "formerly"
        "now" "then" "known";
    /// Words before the subject that are no part of it.
    opens_sentence_word: "and" "but" "or" "yet" "so" "as" "even" "when" "while" "if" "'" "/" "*" "-" "for" "what"
        "how" "why";
    /// Adjectives in -ed: no past tenses.
    is_ed_adjective: "armed" "united" "hundred" "kindred" "so-called" "masked" "hooded" "unnamed" "unidentified"
        "retired" "outlawed" "banned" "combined" "sacred" "advanced" "allied" "aged" "biased" "exiled" "unspecified";
    /// Last words of papers' names.
    is_title_of_paper: "times" "post" "herald" "tribune" "gazette" "telegraph" "observer" "chronicle" "courier"
        "dispatch" "inquirer" "examiner" "echo" "mirror" "bulletin" "sentinel" "standard" "mail" "review" "register"
        "beacon" "globe" "argus" "citizen" "shimbun" "ilbo" "zeitung" "samachar" "barta" "kurier" "tageblatt";
    /// Adjectives of nations without a telling ending, and what stands like them.
    is_short_nationality: "french" "german" "dutch" "greek" "czech" "israeli" "saudi" "local" "state" "thai" "afghan"
        "kurdish" "arab" "american" "mexican" "us" "u.s." "uk" "pro" "emirati" "kuwaiti" "somali" "yemeni" "omani"
        "swiss" "western" "african" "filipino";
    /// Small words within names of persons.
    is_name_particle: "-" "'" "al" "el" "bin" "ibn" "ben" "abu" "bint" "ould" "von" "van" "de" "da" "del" "la" "der"
        "den" "dos" "di" "du" "ul" "ur" "oglu";
    /// Verbs before "responsibility".
    is_owning_verb: "claimed" "claims" "claim" "claiming" "took" "takes" "taken" "take" "taking" "accepted" "admitted"
        "assumed" "acknowledged" "accepts" "assumes";
    /// What is done with a document: "carried by the agency".
    is_carried: "posted" "published" "released" "issued" "carried" "broadcast" "aired" "obtained" "distributed"
        "circulated" "seen" "shown";
    /// Nouns before a third person that is as often a noun: "the ministry claims".
    is_saying_noun: "spokesman" "spokeswoman" "spokesperson" "ministry" "report" "statement" "complaint" "official"
        "source" "paper" "study" "document" "video" "lawsuit" "group" "service";
    /// Second parts of "X-linked group".
    is_link_word: "linked" "affiliated" "backed" "inspired" "aligned" "allied" "supported" "led" "run";
    /// Nouns of a count of dead or hurt: "put the toll at nine".
    is_toll: "toll" "tolls" "number" "figure" "count" "dead";
    /// Members who speak for a group.
    is_member: "leaders" "commanders" "spokesmen" "members" "chiefs" "officials" "founder" "deputy" "leader"
        "commander" "spokesman" "member" "fighter" "chief" "emir" "spokesperson" "official" "head" "representative";
    /// Hearers that are nobody's source.
    is_audience: "reporters" "journalists" "media" "conference" "crowd" "court" "parliament" "press" "lawmakers"
        "interview";
}

/// The classes of a word as bits, in the order in which they stand above: one look instead of one a class.
pub(crate) fn classes(word: &str) -> u64 {
    static BITS: OnceLock<FxHashMap<&str, u64>> = OnceLock::new();
    let build = || {
        let mut bits: FxHashMap<&str, u64> = FxHashMap::default();
        for (n, words) in CLASSES.iter().enumerate() {
            words.iter().for_each(|word| *bits.entry(word).or_default() |= 1 << n);
        }
        bits
    };
    BITS.get_or_init(build).get(word).copied().unwrap_or(0)
}
