//! AdaGrad with a proximal step (Duchi, Hazan, Singer 2011): rows of weights that learn at their own pace.

/// A gradient smaller than this in all its numbers moves nothing.
const GRADIENT_MIN: f32 = 1e-3;

/// True if a gradient moves something.
pub fn moves(gradient: &[f32]) -> bool {
    gradient.iter().any(|g| g.abs() >= GRADIENT_MIN)
}

/// Rates of learning.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Length of a step.
    pub step: f32,
    /// Pull of weights towards 0, in proportion to them.
    pub l2: f32,
    /// The same, however small they are: what makes weights exactly 0.
    pub l1: f32,
}

/// Weights of one feature and what they have moved so far.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub struct Cell<const C: usize> {
    pub weights: [f32; C],
    moved: [f32; C],
}

impl<const C: usize> Cell<C> {
    /// Knows nothing yet.
    pub const NEW: Self = Self { weights: [0.0; C], moved: [1e-2; C] };

    /// One step down the gradient.
    pub fn learn(&mut self, gradient: &[f32; C], rates: Rates) {
        for ((gradient, own), moved) in gradient.iter().zip(&mut self.weights).zip(&mut self.moved) {
            let slope = gradient + rates.l2 * *own;
            *moved += slope * slope;
            let step = rates.step / moved.sqrt();
            let weight = *own - step * slope;
            let shrink = (step * rates.l1).min(weight.abs());
            *own = weight - shrink.copysign(weight);
        }
    }
}
