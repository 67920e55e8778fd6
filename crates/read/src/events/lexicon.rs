//! The words behind [`super::triggers`]: kind, part of speech, how surely, and the phrases, separated by semicolons.
//!
//! Folded, and cut as the tokenizer cuts: a hyphen is a token of its own ("drive - by").

use super::triggers::Grip::{self, Faint, Firm, Loose};
use super::triggers::Shape::{self, Either, Noun, Verb};
use record::Kind;

/// Kind, shape, grip, phrases.
pub(super) const LEXICON: &[(Kind, Shape, Grip, &str)] = &[
    (
        Kind::Bombing,
        Noun,
        Firm,
        "bombing; bombings; suicide bombing; suicide bombings; car bombing; bomb attack; bomb attacks; \
         bomb blast; bomb blasts; bomb explosion; bomb explosions; suicide attack; suicide attacks; \
         suicide blast; suicide blasts; car bomb attack; truck bomb attack; grenade attack; grenade attacks; \
         mortar attack; mortar attacks; mortar fire; rocket attack; rocket attacks; rocket fire; \
         missile attack; missile attacks; missile strike; missile strikes; drone attack; drone attacks; \
         drone strike; drone strikes; air strike; air strikes; airstrike; airstrikes; air raid; air raids; \
         shelling; shellings; bombardment; bombardments; explosives attack; dynamite attack; ied attack; \
         ied blast; landmine blast; mine blast; roadside blast; petrol bomb attack; ied explosion; \
         grenade explosion; parcel bomb; letter bomb; rocket strike; rocket strikes; dynamiting; grenade blast; \
         suicide bomber; suicide bombers; bombing attack; bombing attacks; bombing raid; artillery fire",
    ),
    (
        Kind::Bombing,
        Verb,
        Firm,
        "bombed; bomb; blew himself up; blew herself up; blew themselves up; blown himself up; blow himself up; \
         blow themselves up; blowing himself up; blows himself up; blow up; blew up; blown up; blowing up; \
         blows up; shelled; firebombed; fire - bombed; dynamited; bombarded; detonated a bomb; \
         detonated explosives; detonate a bomb; detonate explosives; detonated a car bomb; set off a bomb; \
         set off bombs; set off explosives; bomb exploded; bombs exploded; bomb explodes; bomb went off; \
         bombs went off; grenade exploded; device exploded; explosives exploded; mine exploded; ied exploded; \
         detonated an explosive; detonate an explosive; detonated their explosives; detonated his explosives; \
         threw a grenade; threw grenades; hurled a grenade; hurled grenades; lobbed a grenade; lobbed grenades; \
         threw a bomb; hurled bombs; threw bombs; fired rockets; fired a rocket; fired missiles; fired mortars; \
         planted a bomb; planted bombs; plant a bomb; plant bombs; placed a bomb; placed bombs; \
         detonated himself; detonated herself; bomb detonated; car bomb exploded; suicide bomber struck; \
         set off an explosive; threw dynamite; grenade thrown; grenades thrown; bomb thrown; bombs thrown; grenade was thrown; bomb was thrown; hurled dynamite; hurled a bomb; bomb was detonated; \
         explosives were detonated; explosive charge exploded; hit by a missile; hit by missiles; \
         struck by a missile; hit by a rocket; hit by rockets; struck by a rocket; hit by a drone; hit by drones; \
         struck by a drone; hit by a shell; hit by shells; hit by artillery",
    ),
    (
        Kind::Bombing,
        Noun,
        Loose,
        "explosion; explosions; blast; blasts; detonation; bomb; bombs; car bomb; car bombs; truck bomb; \
         roadside bomb; roadside bombs; bomber; explosive device; explosive devices; ied; ieds; pipe bomb; \
         pipe bombs; nail bomb; time bomb",
    ),
    (
        Kind::Bombing,
        Verb,
        Loose,
        "exploded; explode; explodes; exploding; detonated; detonate; detonating; went off; blasted; \
         warplanes pounded; jets pounded; airstrikes pounded; air strikes pounded; artillery pounded; shells pounded; \
         rockets pounded; aircraft pounded; warplanes pummelled; jets pummelled",
    ),
    (
        Kind::ArmedAssault,
        Noun,
        Firm,
        "mass shooting; mass shootings; shooting attack; shooting attacks; shooting spree; shooting rampage; \
         gun attack; gun attacks; knife attack; knife attacks; machete attack; machete attacks; \
         stabbing attack; stabbing spree; stabbings; stabbing; car ramming; ramming attack; vehicle attack; \
         vehicle - ramming attack; car - ramming attack; truck attack; van attack; axe attack; sword attack; \
         hammer attack; massacre; massacres; armed assault; armed attack; armed attacks; armed raid; ambush; \
         ambushes; beheading; beheadings; sniper attack; sniper fire; hit - and - run attack; \
         drive - by shooting; school shooting; school shootings; church shooting; nightclub shooting; \
         killing spree; terror siege; hostage siege; car attack; lynching; execution - style killing; \
         machine - gun attack; machinegun attack; mosque shooting; mosque shootings; synagogue shooting; \
         mall shooting; murder spree; acid attack; poisoning; hotel siege",
    ),
    (
        Kind::ArmedAssault,
        Noun,
        Loose,
        "shooting; shootings; assault; assaults; siege; rampage; gunfire; raid; raids; shootout; shoot - out; \
         gun battle; gunbattle; firefight; bloodbath; carnage; slaughter; storming; incursion; pogrom; \
         gunshots; butchery; killings; mass killing; mass killings",
    ),
    (
        Kind::ArmedAssault,
        Verb,
        Firm,
        "opened fire; open fire; opens fire; opening fire; gunned down; gun down; guns down; gunning down; \
         shot dead; shot and killed; shot to death; shoots dead; shoot dead; fatally shot; shot and wounded; \
         stabbed; stabs; stab; stabbing; stabbed to death; hacked to death; beheaded; beheading; behead; \
         ambushed; ambush; massacred; massacre; slaughtered; mowed down; mown down; sprayed bullets; \
         sprayed with bullets; machine - gunned; machinegunned; strafed; shot at; fired at; fired on; \
         fired upon; shooting at; firing at; firing on; fired indiscriminately; shooting indiscriminately; \
         firing indiscriminately; fires on; stormed into; lynched; rammed his car; drove his car into; \
         drove a truck into; drove a car into; drove a van into; plowed into a crowd; ploughed into a crowd; \
         drove into a crowd; rammed into a crowd; rammed a car into; rammed a truck into; slit the throats; \
         slit the throat; shot up; fired shots; fired several shots; exchanged fire; riddled with bullets; \
         hacked; poisoned; executed by firing squad; fired into; shooting into; firing into; raked; burst into; \
         shot in the head",
    ),
    (
        Kind::ArmedAssault,
        Verb,
        Loose,
        "shot; shoots; shoot; shooting; stormed; storm; storms; storming; raided; raid; assaulted; besieged; \
         slain; rammed; ram; executed; overran; overrun; barged into; fired; gunned; firing; butchered; \
         plowed into; ploughed into; clashed; strangled; laid siege; slashed",
    ),
    (
        Kind::Assassination,
        Either,
        Firm,
        "assassinated; assassinate; assassination; assassinations; assassinating; assassinates; \
         assassination attempt; assassination attempts; attempted assassination; assassination plot; \
         assassination bid; attempt on the life; attempt on his life; attempt on her life; attempts on his life",
    ),
    (Kind::Assassination, Either, Loose, "eliminate; murder; murders; murdered; murdering; slaying; slayings"),
    (
        Kind::Kidnapping,
        Noun,
        Firm,
        "kidnapping; kidnappings; abduction; abductions; hostage taking; hostage - taking; hostage crisis; \
         hostage situation; hostage drama; mass abduction; mass kidnapping; hostage standoff",
    ),
    (
        Kind::Kidnapping,
        Verb,
        Firm,
        "kidnapped; kidnap; kidnaps; abducted; abduct; abducts; abducting; kidnapping; took hostages; \
         taking hostages; take hostages; taken hostage; held hostage; holding hostages; hold hostage; \
         take hostage; took hostage; taking hostage; takes hostages; takes hostage; took captive; \
         taken captive; held captive; take captives; took captives; holding hostage; seized hostages; \
         were being held hostage; forcibly disappeared",
    ),
    (Kind::Kidnapping, Noun, Loose, "hostages; hostage; captors; kidnappers; abductors; captives"),
    (
        Kind::Hijacking,
        Either,
        Firm,
        "hijacked; hijacking; hijackings; hijack; hijacks; commandeered; skyjacked; skyjacking; hijackers",
    ),
    (
        Kind::Arson,
        Either,
        Firm,
        "arson; arson attack; arson attacks; set fire to; sets fire to; setting fire to; set fires; \
         set on fire; torched; torching; torch; firebombing; fire - bombing; firebomb; set ablaze; set alight; \
         burned down; burnt down; burning down; burned to the ground; petrol bombs; molotov cocktails; \
         molotov cocktail; petrol bomb; setting ablaze; set the building on fire; set the car on fire; razed",
    ),
    (Kind::Arson, Verb, Loose, "burned; burnt; burning; set fire"),
    (
        Kind::Robbery,
        Either,
        Firm,
        "armed robbery; armed robberies; bank robbery; bank robberies; looted; looting; cattle raid; \
         cattle raids; cattle rustling; robbed; robbery; robberies; heist; carjacked; carjacking; robbing; \
         ransacked; pillaged",
    ),
    (
        Kind::Sabotage,
        Either,
        Firm,
        "sabotage; sabotaged; sabotaging; acts of sabotage; act of sabotage; vandalised; vandalized; vandalism",
    ),
    (
        Kind::Attack,
        Either,
        Firm,
        "terror attack; terror attacks; terrorist attack; terrorist attacks; terrorist assault; terrorist act; \
         terrorist acts; terrorist incident; act of terror; act of terrorism; acts of terrorism; \
         acts of terror; terrorist strike; terrorist strikes; terrorist outrage; violent act",
    ),
    (
        Kind::Attack,
        Either,
        Loose,
        "attack; attacks; attacked; attacking; assailed; attack plot; terror plot; terrorist plot; onslaught; \
         atrocity; atrocities; offensive",
    ),
    (
        Kind::Attack,
        Verb,
        Loose,
        "struck; strike; strikes; striking; targeted; target; targets; hit; hits; hitting; massacring; \
         beaten to death; injured; wounded",
    ),
    (Kind::Attack, Noun, Loose, "strike; strikes"),
    (
        Kind::Attack,
        Verb,
        Faint,
        "killed; kill; kills; killing; died; dead; dies; slayed; took place; taking place; takes place; happened; occurred; unfolded",
    ),
    (
        Kind::Attack,
        Noun,
        Faint,
        "incident; incidents; violence; tragedy; outrage; bloodshed; operation; plot; plots; death toll; \
         operations; killing; deaths",
    ),
    (
        Kind::Threat,
        Noun,
        Firm,
        "bomb threat; bomb threats; death threat; death threats; terror threat; terror threats; hoax bomb; \
         bomb hoax; threats against; threat against; threats were made against; threats made against; threats have been made against; \
         received threats; receiving threats; threats of violence; threat of attack; threat of attacks",
    ),
    (
        Kind::Threat,
        Either,
        Loose,
        "threat; threats; threatened; threatening; threatens; threaten; vowed; vows; called for attacks; \
         called for more attacks; calls for attacks; calling for attacks; urged attacks; warned of attacks; \
         ultimatum; hoax; call for attacks; issued a warning; calls on supporters; urged supporters; \
         urged followers; urged its followers; swore",
    ),
    (
        Kind::ArrestRaid,
        Either,
        Loose,
        "arrested; arrest; arrests; arresting; detained; detains; detain; detaining; apprehended; rounded up; \
         nabbed; taken into custody; police raid; police raids; raids; captured; captures; capture; manhunt; \
         detention; detentions",
    ),
];

/// Words that point back to an event already told of.
pub(super) const REFERRING: &str = "attack; attacks; assault; incident; bombing; bombings; shooting; massacre; blast; blasts; explosion; \
    explosions; raid; siege; violence; tragedy; killing; killings; operation; outrage; strike; ambush; \
    kidnapping; abduction; terrorist attack; terror attack; atrocity; carnage; plot; rampage; stabbing; \
    slaughter; murders; murder; assassination; hijacking; threat; threats; bloodshed; suicide attack; \
    suicide bombing; bomb attack; onslaught; abductions; arrests; arrest; explosive device; bomb; bombs; \
    hostages; hostage";
