//! The network itself, as rten runs it.

use super::DeepError;
use crate::tag::hearsay::{self, HEARSAY_COLUMNS};
use crate::tag::scores::{LABELS, SENTENCE_COLUMNS};
use rten::{Model, ModelOptions, OpRegistry, RunOptions, ThreadPool, Value, ValueOrView, ValueView};
use std::sync::{Arc, Mutex, PoisonError};

/// The graph, with its small constants.
static GRAPH: &[u8] = include_bytes!("../../../data/deep.onnx");

/// The name by which the graph calls the file of its weights.
const WEIGHTS: &str = "deep.data";

/// The graph of the hearsay model, and the name by which it calls its weights.
static HEARSAY_GRAPH: &[u8] = include_bytes!("../../../data/hearsay.onnx");
const HEARSAY_WEIGHTS: &str = "hearsay.data";

/// What the network says of one wordpiece, before it is made a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Logits {
    pub labels: [f32; LABELS],
    pub sentence: [f32; SENTENCE_COLUMNS],
}

/// What the shared layers give: a row for each piece, one after the other.
pub(super) type Shared = Vec<f32>;

/// Pools of one thread that no run uses now. Runs at the same time must not share one: they would wait for each other; and
/// with more threads in a pool one report would be read by several cores. Both networks take from them: a thread of its own would
/// cost each another 10 MB.
#[derive(Debug, Clone, Default)]
pub(super) struct Idle(Arc<Mutex<Vec<Arc<ThreadPool>>>>);

impl Idle {
    fn run<T>(&self, on: impl FnOnce(Arc<ThreadPool>) -> T) -> T {
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = idle().pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let out = on(Arc::clone(&pool));
        idle().push(pool);
        out
    }
}

/// A network with its weights, and the threads that run it.
#[derive(Debug)]
struct Runs {
    model: Model,
    idle: Idle,
}

impl Runs {
    /// Reads a graph; `options` give its weights and operators, `file` its name.
    fn load(file: &'static str, graph: &'static [u8], options: &ModelOptions, idle: Idle) -> Result<Self, DeepError> {
        let model = options.load_static_slice(graph).map_err(|e| DeepError::Network(file, e.to_string()))?;
        Ok(Self { model, idle })
    }

    /// The outputs of a graph with one input, in the order of the graph; `None` if it cannot be run on that.
    fn run(&self, input: ValueOrView<'_>) -> Option<Vec<Value>> {
        let inputs = vec![(*self.model.input_ids().first()?, input)];
        let options = |pool| RunOptions::default().with_thread_pool(Some(pool));
        self.idle.run(|pool| self.model.run(inputs, self.model.output_ids(), Some(options(pool))).ok())
    }

    /// How many columns the first output has.
    fn columns(&self) -> Option<usize> {
        match self.model.node_info(*self.model.output_ids().first()?)?.shape()?.last()? {
            rten::Dimension::Fixed(columns) => Some(*columns),
            rten::Dimension::Symbolic(_) => None,
        }
    }
}

/// The transformer.
#[derive(Debug)]
pub(super) struct Network {
    runs: Runs,
    version: String,
}

impl Network {
    pub fn embedded(idle: Idle) -> Result<Self, DeepError> {
        // Weights are used where they lie in the program; a packed copy of the products' weights (11 MB) saves a third
        // of the time.
        let mut options = ModelOptions::with_ops(operators());
        options
            .external_data_static(WEIGHTS, rten::include_external_data!("../../../data/deep.data"))
            .prepack_weights(true);
        let runs = Runs::load("deep.onnx", GRAPH, &options, idle)?;
        let version = runs.model.metadata().fields().find(|(name, _)| *name == "version");
        let version = version.map(|(_, value)| value.to_owned()).unwrap_or_default();
        match runs.columns() {
            Some(columns) if columns == LABELS + SENTENCE_COLUMNS => Ok(Self { runs, version }),
            found => Err(DeepError::Columns { found }),
        }
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// A row for each id, and what the shared layers give; `None` if the network cannot be run on them.
    pub fn run(&self, ids: &[i32]) -> Option<(Vec<Logits>, Shared)> {
        let input = ValueView::from_shape([ids.len()], ids).ok()?;
        let [values, shared] = <[Value; 2]>::try_from(self.runs.run(input.into())?).ok()?;
        let (_, values) = values.into_shape_vec::<f32, 2>().ok()?;
        let (_, shared) = shared.into_shape_vec::<f32, 2>().ok()?;
        let (rows, rest) = values.as_chunks::<{ LABELS + SENTENCE_COLUMNS }>();
        let whole = rest.is_empty() && rows.len() == ids.len();
        whole.then(|| (rows.iter().map(logits).collect(), shared))
    }
}

/// The layers that say who has it from whom, on top of the first ones of [`Network`].
#[derive(Debug)]
pub(super) struct Hearsay(Runs);

impl Hearsay {
    pub fn embedded(idle: Idle) -> Result<Self, DeepError> {
        // Not packed: it is asked of few reports, and a copy would cost another 5 MB.
        let mut options = ModelOptions::with_ops(operators());
        options.external_data_static(HEARSAY_WEIGHTS, rten::include_external_data!("../../../data/hearsay.data"));
        let runs = Runs::load("hearsay.onnx", HEARSAY_GRAPH, &options, idle)?;
        match runs.columns() {
            Some(HEARSAY_COLUMNS) => Ok(Self(runs)),
            found => Err(DeepError::Hearsay { found }),
        }
    }

    /// A row for each of the pieces of what the shared layers gave.
    pub fn run(&self, shared: Shared, pieces: usize) -> Option<Vec<hearsay::Row>> {
        let input = Value::from_shape([pieces, shared.len().checked_div(pieces)?], shared).ok()?;
        let values = self.0.run(input.into())?.pop()?;
        let (_, values) = values.into_shape_vec::<f32, 2>().ok()?;
        let (rows, rest) = values.as_chunks::<HEARSAY_COLUMNS>();
        (rest.is_empty() && rows.len() == pieces).then(|| rows.to_vec())
    }
}

fn logits(row: &[f32; LABELS + SENTENCE_COLUMNS]) -> Logits {
    Logits { labels: std::array::from_fn(|n| row[n]), sentence: std::array::from_fn(|n| row[LABELS + n]) }
}

/// The operators that the graph uses: the others stay out of the program.
fn operators() -> OpRegistry {
    rten::op_registry!(
        Abs,
        Add,
        Cast,
        Gather,
        Gelu,
        LayerNormalization,
        MatMul,
        MatMulInteger,
        Max,
        Mul,
        QuantizeLinear,
        Reciprocal,
        ReduceMax,
        Reshape,
        Shape,
        Slice,
        Softmax,
        Split,
        Transpose
    )
}
