//! The network itself, as rten runs it.

use super::DeepError;
use crate::tag::scores::{LABELS, SENTENCE_COLUMNS};
use rten::{Model, ModelOptions, OpRegistry, RunOptions, ThreadPool, ValueView};
use std::sync::{Arc, Mutex, PoisonError};

/// The graph, with its small constants.
static GRAPH: &[u8] = include_bytes!("../../../data/deep.onnx");

/// The name by which the graph calls the file of its weights.
const WEIGHTS: &str = "deep.data";

/// What the network says of one wordpiece, before it is made a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Logits {
    pub labels: [f32; LABELS],
    pub sentence: [f32; SENTENCE_COLUMNS],
}

/// A network with its weights.
#[derive(Debug)]
pub(super) struct Network {
    model: Model,
    version: String,
    /// Pools of one thread that no run uses now. Runs at the same time must not share one: they would wait for each
    /// other; and with more threads in a pool one report would be read by several cores.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Network {
    pub fn embedded() -> Result<Self, DeepError> {
        // Weights are used where they lie in the program; a packed copy of the products' weights (11 MB) saves a third
        // of the time.
        let model = ModelOptions::with_ops(operators())
            .external_data_static(WEIGHTS, rten::include_external_data!("../../../data/deep.data"))
            .prepack_weights(true)
            .load_static_slice(GRAPH)
            .map_err(|e| DeepError::Network(e.to_string()))?;
        let found = columns(&model);
        if found != Some(LABELS + SENTENCE_COLUMNS) {
            return Err(DeepError::Columns { found });
        }
        let version = model.metadata().fields().find(|(name, _)| *name == "version");
        let version = version.map(|(_, value)| value.to_owned()).unwrap_or_default();
        Ok(Self { model, version, idle: Mutex::default() })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// A row for each id; None if the network cannot be run on them.
    pub fn run(&self, ids: &[i32]) -> Option<Vec<Logits>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = idle().pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let input = ValueView::from_shape([ids.len()], ids).ok()?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let output = self.model.run_one(input.into(), Some(options)).ok();
        idle().push(pool);
        let (_, values) = output?.into_shape_vec::<f32, 2>().ok()?;
        let (rows, rest) = values.as_chunks::<{ LABELS + SENTENCE_COLUMNS }>();
        (rest.is_empty() && rows.len() == ids.len()).then(|| rows.iter().map(logits).collect())
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

fn columns(model: &Model) -> Option<usize> {
    let output = model.output_ids().first()?;
    match model.node_info(*output)?.shape()?.last()? {
        rten::Dimension::Fixed(columns) => Some(*columns),
        rten::Dimension::Symbolic(_) => None,
    }
}
