//! Thread pool: jobs are started in order, finish in any order, and results are taken in order; the amount in progress
//! is bounded.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Maximum total size of the inputs in progress, in bytes, if there is more than one job.
const MOST_BYTES: usize = 64 << 20;
/// Maximum number of jobs in progress per thread.
const MOST_PIECES: usize = 8;

/// Returns the number of threads: `--threads`, or one per core.
pub(crate) fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// Runs `work` on every job that `feed` sends, on `threads` threads, and `take` on the current thread, in the order of
/// sending.
///
/// `feed` passes the size of each job in bytes, and learns whether to continue. `take` learns whether no further result
/// is ready at the moment.
pub(crate) fn ordered<J: Send, D: Send, E>(
    threads: usize,
    feed: impl FnOnce(&mut dyn FnMut(J, usize) -> bool) + Send,
    work: impl Fn(J) -> D + Sync,
    mut take: impl FnMut(D, bool) -> Result<(), E>,
) -> Result<(), E> {
    let gate = Gate::new(threads * MOST_PIECES);
    let (give, todo) = channel::<(u64, usize, J)>();
    let (finish, finished) = channel::<(u64, usize, D)>();
    let todo = Mutex::new(todo);
    std::thread::scope(|scope| {
        let gate = &gate;
        scope.spawn(move || {
            let mut number = 0;
            feed(&mut |piece, bytes| {
                let sent = gate.enter(bytes) && give.send((number, bytes, piece)).is_ok();
                number += 1;
                sent
            });
        });
        for _ in 0..threads {
            let (finish, todo, work) = (finish.clone(), &todo, &work);
            scope.spawn(move || {
                let _alarm = Alarm(gate);
                while let Some((number, bytes, piece)) = next(todo) {
                    if gate.is_closed() || finish.send((number, bytes, work(piece))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finish);
        let taken = in_order(&finished, |bytes, done, is_last| {
            take(done, is_last)?;
            gate.leave(bytes);
            Ok(())
        });
        // If one thread stops early, all others must stop too.
        gate.close();
        taken
    })
}

fn next<J>(todo: &Mutex<Receiver<J>>) -> Option<J> {
    locked(todo).recv().ok()
}

fn in_order<D, E>(
    finished: &Receiver<(u64, usize, D)>,
    mut take: impl FnMut(usize, D, bool) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    while let Ok((number, bytes, done)) = finished.recv() {
        waiting.insert(number, (bytes, done));
        // Collect all finished results first: only then is it known whether the next one has to be waited for.
        waiting.extend(finished.try_iter().map(|(number, bytes, done)| (number, (bytes, done))));
        while let Some((bytes, done)) = waiting.remove(&due) {
            due += 1;
            take(bytes, done, !waiting.contains_key(&due))?;
        }
    }
    Ok(())
}

/// Closes the gate if the thread that holds it panics: its result will never be taken, so the others must not wait for
/// it.
struct Alarm<'g>(&'g Gate);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

/// Semaphore that bounds the amount in progress.
struct Gate {
    most: usize,
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    pieces: usize,
    bytes: usize,
    closed: bool,
}

impl Gate {
    fn new(most: usize) -> Self {
        Self { most, inside: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until there is room. A single job always has room. Returns `false` once the gate is closed.
    fn enter(&self, bytes: usize) -> bool {
        let mut inside = locked(&self.inside);
        while !inside.closed && inside.pieces > 0 && (inside.pieces >= self.most || inside.bytes + bytes > MOST_BYTES) {
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside.pieces += 1;
        inside.bytes += bytes;
        !inside.closed
    }

    fn leave(&self, bytes: usize) {
        let mut inside = locked(&self.inside);
        inside.pieces -= 1;
        inside.bytes -= bytes;
        self.changed.notify_all();
    }

    fn close(&self) {
        locked(&self.inside).closed = true;
        self.changed.notify_all();
    }

    fn is_closed(&self) -> bool {
        locked(&self.inside).closed
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{MOST_BYTES, MOST_PIECES, ordered};

    #[test]
    fn takes_in_the_order_of_sending_whatever_takes_how_long() {
        let mut taken = Vec::new();
        let feed = |send: &mut dyn FnMut(u64, usize) -> bool| (0..500).for_each(|number| assert!(send(number, 1)));
        let work = |number: u64| {
            std::thread::sleep(Duration::from_micros(number * 7919 % 300));
            number
        };
        let done = ordered(4, feed, work, |number, _| -> Result<(), ()> {
            taken.push(number);
            Ok(())
        });
        assert!(done.is_ok() && taken.len() == 500 && taken.is_sorted());
    }

    #[test]
    fn holds_little_at_a_time() {
        for (bytes, most) in [(1, 2 * MOST_PIECES), (MOST_BYTES / 3, 3), (MOST_BYTES * 2, 1)] {
            let (inside, peak) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let feed = |send: &mut dyn FnMut((), usize) -> bool| (0..100).for_each(|_| assert!(send((), bytes)));
            let work = |()| peak.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let done = ordered(2, feed, work, |_, _| -> Result<(), ()> {
                inside.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            });
            assert!(done.is_ok());
            assert!(peak.load(Ordering::SeqCst) <= most, "{bytes}: {peak:?}");
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_no_standstill() {
        let feed = |send: &mut dyn FnMut(u64, usize) -> bool| while send(0, 1) {};
        let _ = ordered(2, feed, |_| panic!("on purpose"), |(), _| -> Result<(), ()> { Ok(()) });
    }

    #[test]
    fn ends_when_nobody_takes() {
        let mut sent = 0;
        let feed = |send: &mut dyn FnMut(u64, usize) -> bool| {
            while send(sent, 1) {
                sent += 1;
            }
        };
        assert_eq!(
            ordered(2, feed, |number| number, |number, _| if number < 3 { Ok(()) } else { Err(number) }),
            Err(3)
        );
    }
}
