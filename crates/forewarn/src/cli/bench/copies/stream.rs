//! Made-up reports, the same for the same seed: new stories, copies, excerpts.

use std::collections::VecDeque;

/// Words of the made-up language.
const VOCABULARY: usize = 40_000;
/// Turns of phrase, of six to twelve words.
const PHRASES: usize = 400;
/// Outlets; each puts its own line under a third of its reports.
const OUTLETS: usize = 300;
/// Stories that may still be copied.
const RECENT: usize = 3_000;
/// Copies of a story that everybody takes over.
const BURST: u32 = 2_000;

/// What a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A story of its own.
    New,
    /// The story of an earlier report, cut and edited.
    Copy,
    /// A story of its own with some sentences of this family's.
    Excerpt(u32),
}

/// One report.
#[derive(Debug)]
pub struct Made {
    pub text: String,
    pub words: u32,
    pub kind: Kind,
    /// Reports of one story have one number.
    pub family: u32,
}

#[derive(Debug, Clone)]
struct Story {
    family: u32,
    sentences: Vec<Vec<u16>>,
}

/// Makes one report after the other.
pub struct Stream {
    dice: Dice,
    vocabulary: Vec<String>,
    phrases: Vec<Vec<u16>>,
    tails: Vec<Vec<u16>>,
    recent: VecDeque<Story>,
    /// The story that everybody takes over, and how often that is still to happen.
    burst: Option<(Story, u32)>,
    families: u32,
}

impl Stream {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice(seed | 1 << 40);
        let vocabulary = (0..VOCABULARY).map(spelling).collect();
        let phrases = (0..PHRASES).map(|_| (0..6 + dice.below(7)).map(|_| dice.word()).collect()).collect();
        let tails = (0..OUTLETS).map(|_| (0..25).map(|_| dice.word()).collect()).collect();
        Self { dice, vocabulary, phrases, tails, recent: VecDeque::new(), burst: None, families: 0 }
    }

    /// The next report.
    pub fn next(&mut self) -> Made {
        let roll = self.dice.below(100);
        let known = self.recent.len() > 10;
        let (mut story, kind) = match roll {
            0..15 if known => (self.copy_of_recent(), Kind::Copy),
            15..22 if known => self.excerpt(),
            22..32 if known => (self.burst(), Kind::Copy),
            _ => (self.story(), Kind::New),
        };
        let family = story.family;
        if kind == Kind::New {
            self.recent.push_back(story.clone());
            if self.recent.len() > RECENT {
                self.recent.pop_front();
            }
        }
        if self.dice.below(3) == 0 {
            story.sentences.push(self.tails[self.dice.below(OUTLETS)].clone());
        }
        let words = story.sentences.iter().map(|sentence| sentence.len() as u32).sum();
        Made { text: self.print(&story.sentences), words, kind, family }
    }

    fn story(&mut self) -> Story {
        self.families += 1;
        // From a brief to a long read; some 600 words on average.
        let sentences = 6 + self.dice.below(20) + self.dice.below(30);
        Story { family: self.families, sentences: (0..sentences).map(|_| self.sentence()).collect() }
    }

    fn sentence(&mut self) -> Vec<u16> {
        let mut words: Vec<u16> = (0..6 + self.dice.below(20)).map(|_| self.dice.word()).collect();
        if self.dice.below(4) == 0 {
            let at = self.dice.below(words.len());
            words.splice(at..at, self.phrases[self.dice.below(PHRASES)].iter().copied());
        }
        words
    }

    fn copy_of_recent(&mut self) -> Story {
        let story = self.recent[self.dice.below(self.recent.len())].clone();
        self.edited(story)
    }

    /// Another headline, a shorter end, some words changed, sometimes a paragraph of one's own.
    fn edited(&mut self, mut story: Story) -> Story {
        let kept = story.sentences.len() * (4 + self.dice.below(7)) / 10;
        story.sentences.truncate(kept.max(4));
        for sentence in &mut story.sentences {
            if self.dice.below(3) == 0 {
                let at = self.dice.below(sentence.len());
                sentence[at] = self.dice.word();
            }
        }
        let headline = (0..8).map(|_| self.dice.word()).collect();
        story.sentences.insert(0, headline);
        if self.dice.below(3) == 0 {
            let at = 1 + self.dice.below(story.sentences.len());
            let own: Vec<Vec<u16>> = (0..3).map(|_| self.sentence()).collect();
            story.sentences.splice(at..at, own);
        }
        story
    }

    /// A story of its own with four sentences from the middle of another.
    fn excerpt(&mut self) -> (Story, Kind) {
        let from = self.recent[self.dice.below(self.recent.len())].clone();
        let mut story = self.story();
        let taken = from.sentences.iter().skip(from.sentences.len() / 2).take(4).cloned();
        let at = story.sentences.len() / 2;
        story.sentences.splice(at..at, taken);
        (story, Kind::Excerpt(from.family))
    }

    fn burst(&mut self) -> Story {
        let (story, left) = match self.burst.take() {
            Some((story, left)) if left > 0 => (story, left),
            _ => (self.recent[self.dice.below(self.recent.len())].clone(), BURST),
        };
        self.burst = Some((story.clone(), left - 1));
        self.edited(story)
    }

    fn print(&mut self, sentences: &[Vec<u16>]) -> String {
        let mut text = String::with_capacity(sentences.len() * 120);
        for (n, sentence) in sentences.iter().enumerate() {
            let quoted = n % 6 == 4;
            text.push_str(if quoted { "“" } else { "" });
            for (at, word) in sentence.iter().enumerate() {
                text.push_str(if at > 0 { " " } else { "" });
                text.push_str(&self.vocabulary[*word as usize]);
            }
            text.push_str(if quoted { "”" } else { "." });
            text.push_str(if n % 3 == 0 { "\n\n" } else { " " });
        }
        text
    }
}

/// A word that can be read aloud: the number in syllables.
fn spelling(mut number: usize) -> String {
    let mut word = String::new();
    loop {
        word.push(char::from(b"bdfgklmnprstvz"[number % 14]));
        number /= 14;
        word.push(char::from(b"aeiou"[number % 5]));
        number /= 5;
        if number == 0 {
            return word;
        }
    }
}

/// A small generator with a fixed course (xorshift), so that two runs measure the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper bits: the lower ones of xorshift repeat themselves sooner.
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }

    /// A word by Zipf's law: the second is half as common as the first, the third a third.
    fn word(&mut self) -> u16 {
        let fraction = self.below(1 << 24) as f64 / f64::from(1 << 24);
        ((VOCABULARY as f64).powf(fraction) as usize - 1).min(VOCABULARY - 1) as u16
    }
}
