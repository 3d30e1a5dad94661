//! Progress line on a terminal; nothing if stderr is not one.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::{self, Own};

/// Delay before the line is shown, so that short runs show nothing.
const PATIENCE: Duration = Duration::from_millis(700);
/// Longest interval between updates of the line.
const TICK: Duration = Duration::from_millis(200);

/// A line with the rate and the remaining time.
pub(crate) struct Progress {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Progress {
    /// Creates the line; without effect if `quiet`, or if stderr is not a terminal. The total is computed in the
    /// background.
    pub(crate) fn new(inputs: &[PathBuf], own: &Own, quiet: bool) -> Self {
        let progress = Self { bar: ProgressBar::hidden(), read: Arc::default(), over: Arc::default() };
        if quiet || !io::stderr().is_terminal() {
            return progress;
        }
        let (bar, read, over) = (progress.bar.clone(), progress.read.clone(), progress.over.clone());
        let (inputs, own) = (inputs.to_vec(), own.clone());
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            let total = input::total(&inputs, &own);
            if over.load(Ordering::Relaxed) {
                return;
            }
            bar.set_style(style(total.is_some()));
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
            while !over.load(Ordering::Relaxed) {
                bar.set_position(read.load(Ordering::Relaxed));
                bar.tick();
                std::thread::sleep(TICK);
            }
        });
        progress
    }

    /// Wraps a reader to count its bytes.
    pub(crate) fn count<R>(&self, reader: R) -> Counted<'_, R> {
        Counted { reader, read: &self.read }
    }

    /// Counts bytes that need not be read.
    pub(crate) fn pass(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Hides the line while other text is written.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Shows the number of processed inputs.
    pub(crate) fn say(&self, inputs: u64) {
        self.bar.set_message(format!("{inputs} done"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }
}

fn style(has_total: bool) -> ProgressStyle {
    let template = if has_total {
        "{bar:30} {percent:>3} %  {decimal_bytes} of {decimal_total_bytes}  {decimal_bytes_per_sec}  {msg}  {eta} left"
    } else {
        "{spinner} {decimal_bytes}  {decimal_bytes_per_sec}  {msg}  {elapsed}"
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Reader that counts its bytes.
pub(crate) struct Counted<'p, R> {
    reader: R,
    read: &'p AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
