//! The word lists behind [`super::vocab`]. Lower case, folded, separated by white space.

use super::vocab::*;

/// Classes and the words that have them. A word may stand in several lists.
pub(super) const LISTS: &[(Bits, &str)] = &[
    (
        DET,
        "the a an this that these those its their his her our your my some any each every all both several many few \
        no such another other whose various numerous multiple dozens scores hundreds thousands one two half",
    ),
    (
        PREP,
        "in on at by for with from to into onto near outside inside against during after before over under between among \
        through across around toward towards upon within without behind beyond beside besides along via per despite \
        about above below until till since amid amidst following as like than off aboard throughout unlike alongside \
        targeting including regarding concerning involving using carrying",
    ),
    (CONJ, "and or but nor plus & while whereas although though because so yet"),
    (REL, "who which that whom where when whose what how why whether if"),
    (
        AUX,
        "is are was were be been being am has have had having do does did 's 're 've isn't wasn't weren't aren't hasn't \
        haven't hadn't got get gets getting",
    ),
    (MODAL, "will would could can may might shall should must won't wouldn't couldn't can't 'll 'd ought cannot"),
    (
        NEG,
        "not no never n't none nobody nothing neither nor without isn't wasn't weren't aren't hasn't haven't hadn't won't \
        wouldn't couldn't can't didn't doesn't don't cannot",
    ),
    (
        PRON,
        "he she it they we i you him them us me himself themselves itself herself there someone somebody anyone everyone \
        everything something nothing nobody",
    ),
    (
        ADV,
        "also then now later earlier again still already just only even too very not never ever often once twice soon ago \
        here there apparently reportedly allegedly meanwhile however instead indeed perhaps maybe almost together \
        yesterday today tonight tomorrow recently previously first finally eventually thus therefore away back forward \
        apart nearby overnight abroad elsewhere up down out on off over further yet else",
    ),
    (
        NUM,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen dozens \
        scores hundreds thousands couple",
    ),
    (
        REPORT,
        "said says say saying told tells reported reports report reporting announced announces announcing stated states \
        confirmed confirms wrote writes added adds according noted notes disclosed revealed reveals informed informs \
        quoted quotes tweeted published explained explains declared declares insisted insists commented acknowledged \
        admitted condemned condemns called claims claimed spokesman spokeswoman spokesperson statement interview",
    ),
    (
        VERB,
        "said says say told tells took takes take taken taking made makes make making came comes come coming went goes go \
        gone going gave gives give given giving saw sees see seen left leaves leave leaving led leads lead leading ran \
        runs run running began begins begin begun beginning started starts start starting became becomes become used uses \
        use found finds find finding held holds hold holding kept keeps keep put puts set sets brought brings bring met \
        meets meet meeting sent sends send sending spoke speaks speak heard hears hear lost loses lose losing paid pays \
        pay stood stands stand won wins win fell falls fall fallen rose rises rise rising grew grows grow knew knows know \
        known thought thinks think believe believes believed want wants wanted need needs needed try tries tried trying \
        seem seems seemed appear appears appeared remain remains remained continue continues continued include includes \
        included happen happens happened occurred occurs occur showed shows show shown shot shoot shoots hit hits strike \
        strikes struck attack attacks attacked kill kills killed wound wounded injure injured die dies died explode \
        explodes exploded detonate detonated fired fires fire opened opens open storm stormed storms burst bursts drove \
        drives drive driven fled flees flee fleeing escaped escapes escape shouted shouting entered enter enters abducted \
        abduct abducts kidnapped kidnap kidnaps seized seize seizes arrested arrest arrests detained detain detains \
        charged charges accused accuses suspected alleged claimed claims claim blamed blames blame condemned condemns \
        denied denies deny rejected rejects rescued freed released releases release caught catches catch raised raises \
        warned warns warn threatened threatens threaten vowed vows vow planned plans plan plotted planning plotting \
        carried carries carry carrying launched launches launch targeted targets target foiled foils foil thwarted \
        thwarts thwart prevented prevents prevent preventing averted averts avert helped helps help blew blows blow blown \
        rammed rams plowed ploughed crashed crashes crash destroyed destroys destroy damaged damages damage burned burnt \
        burns burn torched torches collapsed caused causes cause sparked sparks spark triggered prompted forced forces \
        force ordered orders order asked asks ask urged urges urge called calls call expected expects expect lived lives \
        live living worked works work working travelled traveled travels arrived arrives arrive visited visits visit \
        received receives receive identified identifies identify responded responds respond investigating investigated \
        investigates declared declares linked tied affiliated allied based located situated described describes marked \
        marks mark mourned joined joins join recruited stabbed stabs stab beheaded murdered murders murder assassinated \
        ambushed raided raids robbed looted surrounded trapped evacuated hospitalized hospitalised sentenced convicted \
        jailed pleaded faces faced facing admitted staged stages mounted orchestrated masterminded perpetrated committed \
        inspired radicalised radicalized banned outlawed boarded hijacked disrupted uncovered intercepted defused \
        discovered recovered confiscated lies lay sits sat got gets following according suffered sustained claims drew \
        saying adding noting citing killing wounding injuring leaving sparking prompting triggering forcing destroying \
        damaging causing calling making taking targeting wearing armed chanting hoping seeking looking coming",
    ),
    (
        PERP,
        "gunman gunmen gunwoman attacker attackers assailant assailants bomber bombers terrorist terrorists militant \
        militants extremist extremists jihadist jihadists jihadi jihadis islamist islamists insurgent insurgents rebel rebels \
        guerrilla guerrillas guerilla guerillas bandit bandits kidnapper kidnappers abductor abductors hijacker hijackers \
        shooter shooters sniper snipers stabber killer killers murderer murderers assassin assassins hitman hitmen \
        perpetrator perpetrators suspect suspects culprit culprits mob mobs rioters rioter gangster gangsters gangs gang \
        cartel cartels separatists separatist secessionists militiamen militia militias fighters fighter hooligans \
        robbers robber raiders intruders intruder arsonist arsonists pirates pirate mercenaries mercenary herdsmen \
        herders vigilantes vigilante paramilitaries paramilitary subversives subversive commandos commando squad cell \
        cells supremacist supremacists neo-nazi neo-nazis anarchist anarchists radicals radical thugs hoodlums traffickers \
        accomplice accomplices plotter plotters mastermind conspirators operatives operative marauders mutineers teenager \
        lone-wolf gunperson hostage-takers hostage-taker warlord hitmen triggerman protesters rustlers criminals delinquents",
    ),
    (
        COLLECTIVE,
        "bandits bandit cartel cartels gang gangs separatists secessionists militia militias militiamen herdsmen \
        herders rebels insurgents pirates vigilantes paramilitaries settlers guerrillas rustlers mafia anarchists \
        neo-nazis supremacists jihadists",
    ),
    (
        ORG,
        "front brigade brigades army movement party group faction wing cell network organisation organization cartel \
        militia command battalion council federation alliance coalition union league guard corps squad command syndicate \
        clan mafia state government regime ministry",
    ),
    (
        PEOPLE,
        "people person persons man men woman women child children boy boys girl girls civilian civilians resident \
        residents villager villagers worker workers farmer farmers pupil pupils student students teacher teachers \
        worshipper worshippers worshiper worshipers shopper shoppers passenger passengers tourist tourists pilgrim pilgrims \
        journalist journalists reporter reporters priest priests pastor imam bishop archbishop nun nuns monk missionary \
        missionaries doctor doctors nurse nurses patient patients politician politicians leader leaders official officials \
        minister president mayor governor senator congressman lawmaker deputy judge prosecutor lawyer diplomat diplomats \
        ambassador consul employee employees staff guest guests spectator spectators fan fans bystander bystanders \
        pedestrian pedestrians driver drivers family families couple baby babies infant toddler twins brother brothers \
        sister father mother son daughter wife husband parents neighbour neighbours neighbor neighbors member members \
        victim victims hostages hostage captives captive migrants migrant refugees refugee peasants peasant miners miner \
        engineer engineers businessman businesswoman businessmen trader traders cleric activist activists candidate \
        candidates demonstrators worker foreigner foreigners national nationals citizen citizens american americans \
        christians muslims jews sufis shiites shias sunnis hindus sikhs yazidis mourners revelers revellers partygoers \
        concertgoers commuter commuters customers customer teen teens teenagers schoolgirls schoolboys schoolchildren \
        crew cyclist jogger crowd congregation settlers herders monks king prince princess queen pope premier chancellor \
        congregants attendees locals others laborers labourers contractor contractors volunteers aid dissident cartoonist \
        cartoonists columnist blogger critic author writer youths youth watchman watchmen caretaker caretakers janitor cook cooks \
        waiter waiters waitress baker butcher shopkeeper shopkeepers vendor vendors hawker hawkers fisherman fishermen \
        sailor sailors seafarer seafarers motorist motorists porter porters clerk clerks cashier electrician electricians \
        technician technicians mechanic mechanics chauffeur chauffeurs midwife midwives paramedic paramedics medic medics \
        surgeon pharmacist elder elders tribesman tribesmen councillor councillors councilman lawmakers legislator \
        legislators commissioner merchant merchants shepherd shepherds goatherd loggers woodcutters hikers \
        climbers backpackers holidaymakers passerby passersby scholar scholars professor professors \
        lecturer academic headteacher principal schoolgirl schoolboy grandmother grandfather uncle aunt cousin cousins \
        nephew niece widow newborn inmate inmates detainee detainees prisoner prisoners crewman crewmen rescuer rescuers \
        interpreter translator photographer cameraman newscaster broadcaster harvesters landowner landowners rancher \
        ranchers banker bankers executive executives",
    ),
    (
        FORCES,
        "soldier soldiers troop troops police policeman policemen policewoman officer officers guard guards serviceman \
        servicemen guardsmen peacekeeper peacekeepers marine marines agent agents army military militaries gendarme gendarmes \
        forces patrol patrols sailors sailor recruits cadets cadet commander general colonel captain lieutenant \
        sergeant constable deputies ranger rangers personnel detectives paratroopers troopers trooper bodyguard bodyguards \
        unit units battalion garrison lawmen",
    ),
    (
        SITE,
        "church churches mosque mosques synagogue synagogues temple temples cathedral chapel shrine monastery convent \
        school schools college university campus dormitory hostel kindergarten nursery hospital clinic hotel hotels resort \
        restaurant restaurants cafe bar pub nightclub nightclubs club disco mall malls market markets marketplace bazaar \
        supermarket store stores shop shops grocery shopping-center shopping-centre center centre centers centres embassy \
        embassies consulate mission compound \
        office offices building buildings headquarters barracks base bases camp camps checkpoint checkpoints outpost post \
        posts station stations airport airports airfield airstrip terminal port harbour harbor bridge bridges road highway \
        motorway railway railways rail train trains metro subway tram tunnel pipeline pipelines refinery plant factory \
        warehouse depot dam reactor grid pylon pylons tower towers cable cables power-lines \
        substation stadium stadiums arena theatre theater cinema museum concert hall venue park plaza square street beach \
        bank banks court courthouse parliament palace prison jail jails detention house houses home homes apartment \
        apartments residence village villages town city neighborhood neighbourhood district farm farms mine mines oilfield \
        ranch convoy convoys motorcade parade march rally wedding funeral festival celebration gathering meeting ceremony \
        procession marathon synod newsroom newspaper magazine station-house cemetery mausoleum monument statue orphanage \
        library settlement settlements facility facilities complex headquarters capitol consulates newspaper radio \
        television broadcaster studio gym mill ferry-terminal crossing border fuel-depot installation installations kibbutz \
        vineyard hacienda estate premises municipality party seat offices event fair venue casino salon spa",
    ),
    (
        VEHICLE,
        "bus buses minibus van truck trucks lorry car cars taxi vehicle vehicles motorcycle jeep jeeps tanker tankers ship \
        ships vessel vessels boat boats ferry yacht freighter plane planes airliner aircraft jet helicopter helicopters \
        flight train trains tram ambulance ambulances cruiser trawler dhow airplane",
    ),
    (
        WEAPON,
        "bomb bombs explosive explosives grenade grenades gun guns rifle rifles pistol pistols handgun handguns shotgun \
        machine-gun machinegun knife knives machete machetes axe axes hatchet sword hammer mortar mortars rocket rockets \
        missile missiles drone drones ied ieds dynamite mine mines landmine landmines tnt shrapnel firearm firearms \
        weapon weapons ammunition bullets bullet acid poison gas petrol gasoline molotov cocktail cocktails vest vests \
        kalashnikov kalashnikovs ak-47 ak-47s ak47 ar-15 m-16 m16 uzi revolver launcher launchers artillery shells shell \
        device devices cleaver crossbow uav uavs charge charges stones blade blades scissors dagger anthrax sarin ricin \
        novichok arson truck-bomb car-bomb pipe-bomb cannon torpedo torpedoes",
    ),
    (
        TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september \
        october november december jan feb mar apr jun jul aug sept sep oct nov dec yesterday today tonight tomorrow week \
        weeks weekend month months year years day days hour hours minute minutes morning evening night afternoon noon \
        midnight dawn dusk overnight decade decades century season spring summer autumn winter ramadan christmas easter \
        eve recent past last next previous earlier later ago since daily weekly annual",
    ),
    (
        QUALIFIER,
        "terror terrorist terrorism suicide deadly bloody brutal armed major large-scale coordinated complex \
        simultaneous similar recent latest new first second third another such failed foiled thwarted attempted planned \
        plotted alleged suspected apparent possible potential imminent would-be heinous barbaric cowardly horrific gruesome \
        vicious deadliest worst violent fatal lethal savage brazen daring massive big bigger biggest series wave spate \
        fresh double twin triple multiple mass lone-wolf lone copycat revenge retaliatory reprisal high-profile sectarian \
        racist antisemitic anti-semitic xenophobic homophobic islamist jihadist jihadi extremist militant rebel insurgent \
        separatist guerrilla gang cartel drug gun bomb knife grenade rocket mortar missile drone machete sword axe vehicle \
        truck car van lorry arson acid chemical cross-border overnight early dawn morning evening night nighttime daylight \
        broad late early one two three four five several many past previous earlier subsequent same original actual \
        overall larger unprovoked random targeted indiscriminate combined attempted deadly blast gas sexual \
        politically-motivated two-pronged so-called indirect direct",
    ),
    (OTHER, "second third fourth another other separate different subsequent further similar more"),
    (
        KILL,
        "killed kill kills killing dead died die dies dying death deaths fatalities fatality slain murdered massacred \
        slaughtered lives perished executed casualties toll bodies corpses slayed deceased martyred",
    ),
    (
        INJURE,
        "wounded injured wounding injuring hurt injuries injury wounds injure injures maimed hospitalized hospitalised \
        wound scalded concussed",
    ),
    (
        PLAN,
        "plan plans planned planning plot plots plotted plotting prepare prepared preparing preparations preparation \
        conspired conspiring conspiracy conspire intended intending intend intends intent intention wanted wants want \
        wanting meant aimed aiming scheme schemed scheming plotter plotters prepares aspired hoped would-be mastermind \
        orchestrate discussed readying",
    ),
    (
        FOIL,
        "foiled foil foils foiling thwarted thwart thwarts thwarting prevented prevent prevents preventing averted avert \
        averts averting disrupted disrupts disrupting intercepted intercept intercepts stopped stop stopping \
        blocked frustrated neutralised neutralized nipped uncovered busted scuppered aborted quashed interrupted defused \
        headed-off unraveled unravelled dismantled warded unmasked pre-empted preempted repelled repulsed",
    ),
    (TRY, "tried try tries trying attempted attempt attempts attempting sought seeking bid bungled survived survives"),
    (
        FAIL,
        "failed fails fail failing botched unsuccessful unsuccessfully bungled malfunctioned misfired narrowly abortive \
        failing dud fizzled unexploded",
    ),
    (
        THREATEN,
        "threatened threaten threatens threatening threat threats vowed vows vow vowing warned warns warn warning \
        pledged pledges promised promises urging calling urged exhorted exhorts ultimatum swore",
    ),
    (
        DENY,
        "denied denies deny denying denial rejected rejects reject refuted refutes dismissed dismisses disavowed disputed",
    ),
    (
        HYPOTHETICAL,
        "if could would might may possible potential hypothetical simulated mock imaginary fictional unless whether \
        potentially possibly risk risks fear fears feared fearing danger any should likelihood scenario scenarios \
        vulnerable prospect future hypothetically suppose imagine fearful capable",
    ),
    (
        ALLEGED,
        "alleged allegedly accused accuses accuse accusing suspected suspect suspects believed believe purported \
        purportedly apparently apparent presumed presumably charged suspicion appears claimed",
    ),
    (
        ARREST,
        "arrested arrest arrests arresting detained detain detains detention detaining custody captured apprehended \
        charged indicted convicted sentenced jailed imprisoned nabbed seized remanded rounded charges court trial",
    ),
    (
        COURT,
        "trial court judge jury verdict sentenced sentence convicted conviction appeal prosecutors prosecutor defendant \
        defendants pleaded plea lawsuit sued guilty acquitted indictment indicted tribunal parole attorney convict lawyers \
        hearing testimony testified inquest testify",
    ),
    (
        ACCIDENT,
        "accident accidental accidentally crash crashed collision collided earthquake quake flood floods flooding storm \
        hurricane cyclone typhoon tornado landslide avalanche tsunami wildfire wildfires bushfire derailed derailment \
        malfunction leak faulty short-circuit eruption volcano drowned drowning outbreak pandemic virus \
        disease lightning heatwave drought capsized sank stampede",
    ),
    (
        PLAY,
        "film movie novel game games season match goal goals striker coach team league cup premier player players scored \
        score tournament championship album song band actor actress director episode series sequel box-office trailer \
        quarterback touchdown nba nfl mlb nhl fifa uefa playoffs playoff basketball football soccer baseball tennis golf \
        cricket rugby hockey innings wicket wickets midfielder defender goalkeeper winger half-time penalty offense \
        defense rebounds points pointguard console xbox playstation nintendo gamers gameplay starring hollywood netflix \
        concert singer rapper wrestling boxing bout fight champion premiere thriller fiction character characters \
        teammates batsman bowler nightclub-scene oscars comedy drama fans",
    ),
    (
        MARKET,
        "shares stocks stock investors investor dow nasdaq s&p index percent earnings profit profits revenue market traders \
        trading bond bonds yields dollar euro inflation bank fed rates dividend analysts quarter forecast bullish \
        bearish currency commodities economy economic selloff",
    ),
    (
        LABOUR,
        "union unions workers strike strikes pay wages wage walkout picket pickets contract bargaining employers industrial \
        stoppage staff salaries labor labour ballot negotiations nurses teachers",
    ),
    (
        DRILL,
        "drill drills exercise exercises simulation simulated mock wargame wargames rehearsal training test-fired \
        test-launched manoeuvres maneuvers",
    ),
    (
        MEMORY,
        "anniversary anniversaries commemorate commemorated commemorates commemoration commemorating memorial memorials \
        remembrance tribute tributes vigil remembering marks marked marking years decades decade",
    ),
    (
        POLITICS,
        "senate senator congress democrat democrats republican republicans gop campaign candidate debate ad ads policy \
        bill legislation opponents opponent critics rhetoric election vote voters tweet tweets obamacare medicare speech \
        primary nominee verbal",
    ),
    (
        CYBER,
        "cyber cyberattack cyberattacks cyber-attack cyber-attacks hackers hacker hacking hacked ransomware malware phishing \
        ddos denial-of-service botnet network software online it server servers breach spyware website",
    ),
    (
        MEDICAL,
        "heart asthma panic anxiety cardiac epileptic gout brain bacterial viral allergy migraine shark bear dog \
        immune hacking",
    ),
    (
        TITLE,
        "mr mrs ms dr president prime minister sen senator rep gov governor mayor gen general col colonel lt capt captain \
        maj major sgt chief king prince queen sheikh sheik imam rev reverend father bishop pope judge justice secretary \
        spokesman spokeswoman spokesperson ambassador commissioner deputy prosecutor professor detective inspector commander \
        leader cleric",
    ),
    (
        UNIT,
        "percent per cent points dollars euros pounds miles kilometers kilometres km metres meters yards feet inches tons \
        tonnes degrees barrels years year months weeks days hours minutes times hectares acres million billion rounds \
        stores attacks bombs shots gunshots bullets vehicles houses homes buildings cars suspects arrests terrorists \
        gunmen attackers militants o'clock am pm a.m. p.m. mph kg kilograms",
    ),
    (CITIZEN, "national nationals citizen citizens native resident refugee immigrant man woman men women teenager"),
    (AFTER, "after following since like unlike until before"),
    (
        ANIMAL,
        "shark sharks bear bears dog dogs crocodile tiger lion elephant wolf wolves snake bees animal animals whale cougar",
    ),
];
