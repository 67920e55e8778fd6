//! Fitting, and fitting without a part of the reports to see what the model says of that part.

use super::data::Example;
use super::learn::{self, Item, Plan};
use anyhow::{Result, anyhow};
use read::tag::linear::echoes::Echoes;
use read::tag::linear::{Header, Linear};
use read::tag::scores::Scores;

/// Into how many parts reports are cut, to show the second pass what the first says of reports that it was not fitted on.
const PARTS: usize = 4;

/// The part of an example: the two writings of one report belong together.
fn part_of(example: &Example) -> usize {
    example.id.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 1009) % PARTS
}

/// Fits a model to examples. The same examples and plan give the same model.
pub fn fit(examples: &[&Example], header: Header, plan: &Plan) -> Linear {
    let first = first(examples, plan);
    if plan.passes < 2 {
        return Linear::of(header, first.passes().to_vec());
    }
    let mut echoes = vec![Echoes::default(); examples.len()];
    for part in 0..PARTS {
        let rest: Vec<&Example> = examples.iter().copied().filter(|example| part_of(example) != part).collect();
        let model = self::first(&rest, plan);
        for (example, echoes) in examples.iter().zip(&mut echoes).filter(|(example, _)| part_of(example) == part) {
            *echoes = example.with_seen(|seen| Echoes::new(seen, &model.score_facts(seen, &example.facts), plan.off));
        }
    }
    let items: Vec<Item<'_>> =
        examples.iter().zip(&echoes).map(|(example, echoes)| Item { example, echoes: Some(echoes) }).collect();
    let second = learn::pass(&items, plan);
    Linear::of(header, [first.passes(), &[second]].concat())
}

/// A model of one pass.
fn first(examples: &[&Example], plan: &Plan) -> Linear {
    let items: Vec<Item<'_>> = examples.iter().map(|example| Item { example, echoes: None }).collect();
    Linear::of(Header::default(), vec![learn::pass(&items, plan)])
}

/// What models say of the first `scored` examples, each by a model that was not fitted on it: example i belongs to fold
/// i mod `folds`. The other examples are always fitted on.
pub fn held_out(examples: &[Example], scored: usize, folds: usize, plan: &Plan) -> Result<Vec<Scores>> {
    let mut out: Vec<Scores> = vec![Scores::default(); scored];
    let of_fold = |n: usize, fold: usize| n < scored && n % folds == fold;
    let predict = |fold: usize| -> Vec<(usize, Scores)> {
        let all = || examples.iter().enumerate();
        let rest: Vec<&Example> = all().filter(|(n, _)| !of_fold(*n, fold)).map(|(_, example)| example).collect();
        let model = fit(&rest, Header::default(), plan);
        let score = |example: &Example| example.with_seen(|seen| model.score_facts(seen, &example.facts));
        all().filter(|(n, _)| of_fold(*n, fold)).map(|(n, example)| (n, score(example))).collect()
    };
    let predict = &predict;
    let parts: Vec<Result<Vec<(usize, Scores)>>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..folds).map(|fold| scope.spawn(move || predict(fold))).collect();
        runs.into_iter().map(|run| run.join().map_err(|_| anyhow!("a fold ended early"))).collect()
    });
    for (n, scores) in parts.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        out[n] = scores;
    }
    Ok(out)
}
