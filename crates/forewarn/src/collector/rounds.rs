//! Answers that come while others are being handled wait and are then handled together: one event, one round of linking, one
//! transaction. The busier it is, the larger the rounds; a single answer waits for nobody.

use super::work::{Asked, Handled, Work};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// Answers of one round, at most.
const ROUND_ANSWERS_MAX: usize = 64;

type Place = (Arc<Asked>, oneshot::Sender<Handled>);

/// Who waits, and whose turn it is.
#[derive(Default)]
pub(super) struct Rounds {
    waiting: Mutex<VecDeque<Place>>,
    turn: tokio::sync::Mutex<()>,
}

impl Rounds {
    fn waiting(&self) -> std::sync::MutexGuard<'_, VecDeque<Place>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Handles an answer, with those that wait beside it; when this returns, what it led to is on disk. Nothing if handling it ended in a
/// panic.
pub(super) async fn handle(work: &Arc<Work>, asked: Asked) -> Option<Handled> {
    let (tell, mut told) = oneshot::channel();
    work.rounds.waiting().push_back((Arc::new(asked), tell));
    loop {
        let _turn = tokio::select! {
            biased;
            handled = &mut told => return handled.ok(),
            turn = work.rounds.turn.lock() => turn,
        };
        let round: Vec<Place> = {
            let mut waiting = work.rounds.waiting();
            let most = waiting.len().min(ROUND_ANSWERS_MAX);
            waiting.drain(..most).collect()
        };
        let (answers, tell): (Vec<Arc<Asked>>, Vec<_>) = round.into_iter().unzip();
        for (handled, tell) in one_round(work, answers).await.into_iter().zip(tell) {
            if let Some(handled) = handled {
                // Whoever asked has gone if nobody listens; what came of it is on disk.
                let _ = tell.send(handled);
            }
        }
    }
}

/// Handles a round away from the threads that keep the connections: reading a report takes the whole of a core. A panic costs
/// only the answer that led to it.
async fn one_round(work: &Arc<Work>, answers: Vec<Arc<Asked>>) -> Vec<Option<Handled>> {
    let blocking = |answers: Vec<Arc<Asked>>| {
        let work = Arc::clone(work);
        spawn_blocking(move || work.answered(&answers))
    };
    let error = match blocking(answers.clone()).await {
        Ok(handled) => return handled.into_iter().map(Some).collect(),
        Err(error) => error,
    };
    if let [one] = &answers[..] {
        tracing::error!(%error, task = one.task, "an answer could not be handled");
        work.lose_thread(&one.task);
        return vec![None];
    }
    let mut handled = Vec::with_capacity(answers.len());
    for one in answers {
        let task = one.task.clone();
        match blocking(vec![one]).await {
            Ok(alone) => handled.push(alone.into_iter().next()),
            Err(error) => {
                tracing::error!(%error, task, "an answer could not be handled");
                work.lose_thread(&task);
                handled.push(None);
            }
        }
    }
    handled
}
