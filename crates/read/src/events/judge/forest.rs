//! A random forest (Breiman 2001): many small decision trees, each grown on its own draw of examples, whose mean says how
//! likely something is. It is small, needs no scaling of what it looks at, and can say what moved it.

use crate::tag::linear::Header;
use crate::tag::linear::framing::{Damaged, begin, number, open, sealed, take_number};

const MAGIC: &[u8; 8] = b"FWFOREST";
/// More trees, nodes or facts than anybody needs.
const TREES_MAX: u32 = 2_000;
const NODES_MAX: u32 = 100_000;

/// A node of a tree: where it splits, and how likely the thing is among the examples that came here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Share of the examples here of which it is true, 0 to 1.
    pub share: f32,
    /// What a split asks; `None` at a leaf.
    pub split: Option<Split>,
}

/// A question: is fact number `fact` at most `most`?
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Number of the fact.
    pub fact: u32,
    /// The bound.
    pub most: f32,
    /// The node for yes, which always lies behind this one; no is the node behind the whole of yes.
    pub yes: u32,
    /// The node for no.
    pub no: u32,
}

/// The model of one decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// What it was made from.
    pub header: Header,
    /// Names of the facts, in the order in which they are given.
    pub facts: Vec<String>,
    /// Trees, each from its root.
    pub trees: Vec<Vec<Node>>,
}

impl Forest {
    /// How likely it is, 0 to 1, given the value of every fact.
    #[must_use]
    pub fn share(&self, values: &[f32]) -> f32 {
        self.trees.iter().map(|tree| walk(tree, values, |_, _| ())).sum::<f32>() / self.trees.len().max(1) as f32
    }

    /// What each fact brought on the way, in shares; with the share at the roots they add up to [`Self::share`] (Saabas
    /// 2014). The greatest first, nothing that brought nothing.
    #[must_use]
    pub fn reasons(&self, values: &[f32]) -> Vec<(&str, f32)> {
        let mut brought = vec![0.0_f32; self.facts.len()];
        for tree in &self.trees {
            walk(tree, values, |fact, gain| brought[fact] += gain);
        }
        let many = self.trees.len().max(1) as f32;
        let mut told: Vec<(&str, f32)> =
            self.facts.iter().map(String::as_str).zip(brought.iter().map(|b| b / many)).collect();
        told.retain(|(_, gain)| gain.abs() > f32::EPSILON);
        told.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
        told
    }

    /// The bytes of the model: its header, the facts as one text of lines, then the trees. All numbers little-endian.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = begin(MAGIC, &self.header);
        let facts = self.facts.join("\n");
        number(&mut out, facts.len());
        out.extend(facts.as_bytes());
        number(&mut out, self.trees.len());
        for tree in &self.trees {
            number(&mut out, tree.len());
            for node in tree {
                out.extend(node.share.to_le_bytes());
                number(&mut out, node.split.map_or(0, |s| s.fact as usize + 1));
                if let Some(split) = node.split {
                    out.extend(split.most.to_le_bytes());
                    number(&mut out, split.yes as usize);
                    number(&mut out, split.no as usize);
                }
            }
        }
        sealed(out)
    }

    /// Reads a model from bytes.
    ///
    /// # Errors
    /// Where the bytes are not those of a whole model of this format.
    pub fn decode(bytes: &[u8]) -> Result<Self, Damaged> {
        let (header, mut rest) = open(MAGIC, bytes)?;
        let length = take_number(&mut rest)? as usize;
        let (facts, left) = rest.split_at_checked(length).ok_or(Damaged::Broken)?;
        let facts = std::str::from_utf8(facts).map_err(|_| Damaged::Broken)?;
        let facts: Vec<String> = facts.lines().map(str::to_owned).collect();
        rest = left;
        let count = take_number(&mut rest)?;
        if count > TREES_MAX {
            return Err(Damaged::Broken);
        }
        let trees = (0..count).map(|_| tree(&mut rest, facts.len())).collect::<Result<_, _>>()?;
        if rest.is_empty() { Ok(Self { header, facts, trees }) } else { Err(Damaged::Broken) }
    }
}

/// One tree out of a file. Children lie behind their node, so that every walk ends.
fn tree(rest: &mut &[u8], facts: usize) -> Result<Vec<Node>, Damaged> {
    let count = take_number(rest)?;
    if count == 0 || count > NODES_MAX {
        return Err(Damaged::Broken);
    }
    let mut nodes = Vec::new();
    for n in 0..count {
        let share = f32::from_bits(take_number(rest)?);
        let split = match take_number(rest)? {
            0 => None,
            fact => {
                let most = f32::from_bits(take_number(rest)?);
                let split = Split { fact: fact - 1, most, yes: take_number(rest)?, no: take_number(rest)? };
                let behind = |child: u32| n < child && child < count;
                if split.fact as usize >= facts || !behind(split.yes) || !behind(split.no) {
                    return Err(Damaged::Broken);
                }
                Some(split)
            }
        };
        nodes.push(Node { share, split });
    }
    Ok(nodes)
}

/// The share at the leaf that a walk from the root comes to; `step` hears what each fact changed.
fn walk(tree: &[Node], values: &[f32], mut step: impl FnMut(usize, f32)) -> f32 {
    let mut node = &tree[0];
    while let Some(split) = node.split {
        let value = values.get(split.fact as usize).copied().unwrap_or(0.0);
        let next = &tree[if value <= split.most { split.yes } else { split.no } as usize];
        step(split.fact as usize, next.share - node.share);
        node = next;
    }
    node.share
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn leaf(share: f32) -> Node {
        Node { share, split: None }
    }

    fn small() -> Forest {
        let split = |fact, most| Some(Split { fact, most, yes: 1, no: 2 });
        let header = Header {
            id: "forest-test".to_owned(),
            seed: 1,
            sources: BTreeMap::new(),
            scores: BTreeMap::from([("f".to_owned(), 0.5)]),
        };
        let trees = vec![
            vec![Node { share: 0.5, split: split(0, 0.5) }, leaf(0.25), leaf(1.0)],
            vec![Node { share: 0.5, split: split(1, 3.0) }, leaf(0.75), leaf(0.0)],
        ];
        Forest { header, facts: vec!["killed".to_owned(), "sentences away".to_owned()], trees }
    }

    #[test]
    fn trees_are_walked_and_their_mean_is_said_with_reasons() {
        let check = |values: &[f32], share: f32, reasons: &[(&str, f32)]| {
            let forest = small();
            assert!((forest.share(values) - share).abs() < 1e-6);
            assert_eq!(forest.reasons(values), reasons);
        };
        check(&[1.0, 9.0], 0.5, &[("killed", 0.25), ("sentences away", -0.25)]);
        check(&[0.0, 0.0], 0.5, &[("killed", -0.125), ("sentences away", 0.125)]);
        check(&[1.0, 3.0], 0.875, &[("killed", 0.25), ("sentences away", 0.125)]);
    }

    #[test]
    fn a_forest_comes_back_as_it_went_and_damaged_bytes_are_refused() {
        let bytes = small().encode();
        assert_eq!(Forest::decode(&bytes).expect("whole"), small());
        for length in 0..bytes.len() {
            assert!(Forest::decode(&bytes[..length]).is_err(), "cut at {length}");
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x41;
            assert!(Forest::decode(&bytes).is_err(), "changed at {at}");
        }
    }
}
