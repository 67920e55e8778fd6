//! An input as a stream of items.

use crate::files::{Flow, Run, measure};
use crate::{Defaults, Input, InputFormat, Item, Limits};
use jiff::Timestamp;
use record::{Fault, FaultKind};
use std::cell::Cell;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

/// Items that may wait to be taken. Small, because each holds a whole report.
const WAITING_ITEMS: usize = 4;

/// Stack of the reading thread, in bytes: parsers of pages go deep.
const STACK_BYTES: usize = 16 << 20;

/// How much there is to read, as far as can be told beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hint {
    /// Files.
    pub files: Option<u64>,
    /// Bytes of these files, as [`Items::bytes_read`] counts them.
    pub bytes: Option<u64>,
}

/// How much an input holds, for a progress bar. Looks at names and sizes only.
#[must_use]
pub fn count_hint(input: &Input, limits: &Limits) -> Hint {
    match input {
        Input::File(path) => match path.metadata() {
            Ok(meta) if meta.is_file() => Hint { files: Some(1), bytes: Some(meta.len()) },
            _ => Hint::default(),
        },
        Input::Dir(dir) => {
            let (files, bytes) = measure(dir, limits, 0);
            Hint { files: Some(files), bytes: Some(bytes) }
        }
        Input::Stdin | Input::Url(_) => Hint::default(),
    }
}

/// The items of an input, in order. Reading goes on in a thread of its own, a few items ahead; dropping this ends it.
pub struct Items {
    items: Receiver<Item>,
    progress: Arc<AtomicU64>,
}

impl Items {
    /// Bytes of files read so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.items.recv().ok()
    }
}

/// Opens an input. `fetched_at` is the time that captures are stamped with.
#[must_use]
pub fn open(input: &Input, format: InputFormat, defaults: &Defaults, limits: &Limits, fetched_at: Timestamp) -> Items {
    let (sender, items) = sync_channel(WAITING_ITEMS);
    let progress = Arc::new(AtomicU64::new(0));
    let (input, defaults, limits, counter) = (input.clone(), defaults.clone(), limits.clone(), Arc::clone(&progress));
    let at = input.address();
    let failed = sender.clone();
    let read = move || {
        let mut sink =
            |item| if sender.send(item).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        let mut run = Run {
            format,
            unpack_left: Rc::new(Cell::new(limits.unpacked_bytes)),
            source: input.source().id,
            defaults,
            limits,
            fetched_at,
            progress: counter,
            named: HashSet::new(),
            sink: &mut sink,
        };
        // A break means that nobody wants more: nothing is left to be done.
        let _: Flow = run.input(&input);
    };
    let thread = std::thread::Builder::new().name("collect".to_owned()).stack_size(STACK_BYTES).spawn(read);
    if let Err(error) = thread {
        let detail = format!("no thread could be started to read it ({error})");
        // The channel has room for one, and its other end is in our hands.
        let _ = failed.try_send(Item::Fault(Fault::new(FaultKind::Unreachable, at, detail)));
    }
    Items { items, progress }
}

impl Run<'_> {
    fn input(&mut self, input: &Input) -> Flow {
        match input {
            Input::File(path) if path.is_dir() => self.directory(path, 0),
            Input::File(path) => self.file(path),
            Input::Dir(dir) => self.directory(dir, 0),
            Input::Stdin => self.stdin(),
            Input::Url(url) => self.url(url),
        }
    }
}
