//! Answers that come while others are being handled wait and are then handled together: one event, one round of linking, one
//! transaction. The busier it is, the larger the rounds; a single answer waits for nobody.

use super::work::{Asked, Handled, Work};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use tokio::sync::oneshot;

/// Answers of one round, at most.
const ROUND_ANSWERS_MAX: usize = 128;

/// Answers that wait or are being handled, and their bytes, from which nothing more is asked for. What was asked for before comes all
/// the same: one answer for each of `[collect] connections_max`, each as large as its limit allows.
const HELD_ANSWERS_MAX: usize = 2 * ROUND_ANSWERS_MAX;
const HELD_BYTES_MAX: usize = 4 << 20;

type Place = (Arc<Asked>, oneshot::Sender<Handled>);
type Job = Box<dyn FnOnce() + Send>;

/// Who waits, and whose turn it is.
#[derive(Default)]
pub(super) struct Rounds {
    waiting: Mutex<VecDeque<Place>>,
    /// Answers that wait or are being handled, and their bytes.
    held: Mutex<(usize, usize)>,
    turn: tokio::sync::Mutex<()>,
    /// To the one thread that handles rounds; it ends with this. Allocators keep a heap for each thread: rounds that wander over
    /// several leave holes in all of them, where each round takes tens of megabytes and gives them back. Nothing if there is none
    /// yet, or none any more: the next round starts one.
    thread: Mutex<Option<mpsc::Sender<Job>>>,
}

impl Rounds {
    fn waiting(&self) -> std::sync::MutexGuard<'_, VecDeque<Place>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, (usize, usize)> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether so much waits that nothing more should be asked for.
    pub fn is_full(&self) -> bool {
        let (answers, bytes) = *self.held();
        answers >= HELD_ANSWERS_MAX || bytes >= HELD_BYTES_MAX
    }

    /// One more answer, of so many bytes, is held.
    fn hold(&self, bytes: usize) {
        let mut held = self.held();
        *held = (held.0 + 1, held.1 + bytes);
    }

    /// So many answers, of so many bytes together, have been handled.
    fn let_go(&self, answers: usize, bytes: usize) {
        let mut held = self.held();
        *held = (held.0 - answers, held.1 - bytes);
    }

    /// Does this on the rounds' own thread. An error is why it panicked.
    async fn aside<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Whoever asked has gone if nobody listens.
            let _ = tell.send(catch_unwind(AssertUnwindSafe(job)).map_err(|panic| words_of(&*panic)));
        });
        self.hand_over(job)?;
        told.await.unwrap_or_else(|_| Err("its thread ended".to_owned()))
    }

    /// Gives a job to the thread, which is started if there is none. An error is why none could be.
    fn hand_over(&self, job: Job) -> Result<(), String> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match thread.take() {
            Some(jobs) => match jobs.send(job) {
                Ok(()) => {
                    *thread = Some(jobs);
                    return Ok(());
                }
                Err(mpsc::SendError(job)) => job,
            },
            None => job,
        };
        let (jobs, queue) = mpsc::channel::<Job>();
        let run = move || {
            job();
            queue.into_iter().for_each(|job| job());
        };
        std::thread::Builder::new()
            .name("rounds".to_owned())
            .spawn(run)
            .map_err(|error| format!("no thread for what sources answer: {error}"))?;
        *thread = Some(jobs);
        Ok(())
    }
}

/// What a panic said.
fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    words.unwrap_or("a panic without words").to_owned()
}

/// Handles an answer, with those that wait beside it; when this ends, what it led to is on disk. Nothing if handling it ended in a
/// panic. It waits from the call on.
pub(super) fn handle(work: &Arc<Work>, asked: Asked) -> impl Future<Output = Option<Handled>> + use<> {
    let (tell, told) = oneshot::channel();
    work.rounds.hold(asked.bytes());
    work.rounds.waiting().push_back((Arc::new(asked), tell));
    in_turn(Arc::clone(work), told)
}

async fn in_turn(work: Arc<Work>, mut told: oneshot::Receiver<Handled>) -> Option<Handled> {
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
        let (number, bytes) = (answers.len(), answers.iter().map(|asked| asked.bytes()).sum::<usize>());
        let all = one_round(&work, answers).await;
        work.rounds.let_go(number, bytes);
        for (handled, tell) in all.into_iter().zip(tell) {
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
    let aside = |answers: Vec<Arc<Asked>>| {
        let here = Arc::clone(work);
        work.rounds.aside(move || here.answered(&answers))
    };
    let error = match aside(answers.clone()).await {
        Ok(handled) => return handled.into_iter().map(Some).collect(),
        Err(error) => error,
    };
    if let [one] = &answers[..] {
        tracing::error!(error, task = one.task, "an answer could not be handled");
        work.lose_thread(&one.task);
        return vec![None];
    }
    let mut handled = Vec::with_capacity(answers.len());
    for one in answers {
        let task = one.task.clone();
        match aside(vec![one]).await {
            Ok(alone) => handled.push(alone.into_iter().next()),
            Err(error) => {
                tracing::error!(error, task, "an answer could not be handled");
                work.lose_thread(&task);
                handled.push(None);
            }
        }
    }
    handled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_more_is_asked_for_while_too_much_waits() {
        for (bytes, fills) in [
            (0, HELD_ANSWERS_MAX),
            (1_000, HELD_ANSWERS_MAX),
            (HELD_BYTES_MAX / 4, 4),
            (HELD_BYTES_MAX / 4 + 1, 4),
            (HELD_BYTES_MAX / 4 - 1, 5),
            (3 * HELD_BYTES_MAX, 1),
        ] {
            let rounds = Rounds::default();
            for n in 0..fills {
                assert!(!rounds.is_full(), "{n} answers of {bytes} bytes");
                rounds.hold(bytes);
            }
            assert!(rounds.is_full(), "{fills} answers of {bytes} bytes");
            // What was under way still comes, and as much must be handled before anything is asked for again.
            rounds.hold(bytes);
            rounds.let_go(1, bytes);
            assert!(rounds.is_full(), "{fills} answers of {bytes} bytes");
            rounds.let_go(1, bytes);
            assert!(!rounds.is_full(), "{} answers of {bytes} bytes", fills - 1);
            rounds.let_go(fills - 1, (fills - 1) * bytes);
            assert_eq!(*rounds.held(), (0, 0));
        }
    }

    #[tokio::test]
    async fn a_panic_is_told_and_the_thread_goes_on() {
        let rounds = Rounds::default();
        let first = rounds.aside(|| std::thread::current().id()).await;
        let bad: Result<(), String> = rounds.aside(|| panic!("no {}", "way")).await;
        assert_eq!(bad, Err("no way".to_owned()));
        assert!(first.is_ok() && rounds.aside(|| std::thread::current().id()).await == first, "one thread for all");
    }

    #[tokio::test]
    async fn a_thread_that_is_no_more_is_started_anew() {
        let rounds = Rounds::default();
        *rounds.thread.lock().unwrap() = Some(mpsc::channel().0);
        assert_eq!(rounds.aside(|| 1).await, Ok(1));
        assert_eq!(rounds.aside(|| 2).await, Ok(2));
    }
}
