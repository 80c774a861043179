//! The supervisor: starts the workers, wakes them, backs off when they fail, knows how they are.
//!
//! Nobody pushes jobs: every worker's to-do list is a query. Each is restartable at any instant
//! without loss or double effect.

mod caretaker;
mod extractor;
mod illustrator;
pub mod indexer;
mod janitor;
pub mod notifier;
pub mod postman;
mod registrar;
pub mod status;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::platform::app::App;

/// What one look for work came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to do.
    Idle,
    /// Something was done; there may be more.
    Worked,
}

/// How far a worker is behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lag {
    /// Events or rows that wait.
    pub waiting: i64,
    /// The age of the oldest of them, in seconds.
    pub oldest_s: i64,
    /// What went wrong with the last of them that was tried in vain, if any was.
    pub fault: Option<String>,
}

/// A worker: looks for work once, says how far it is behind.
#[derive(Clone, Copy)]
pub struct Worker {
    /// Its name in English, in logs.
    pub name: &'static str,
    /// What it does, in Italian, on `/stato`.
    pub what: &'static str,
    /// Looks for work and does some.
    pub run_once: fn(&App) -> anyhow::Result<Outcome>,
    /// How far it is behind.
    pub lag: fn(&App) -> anyhow::Result<Lag>,
}

/// All workers, in the order their work flows.
pub fn all() -> Vec<Worker> {
    vec![
        caretaker::WORKER,
        extractor::WORKER,
        illustrator::WORKER,
        indexer::WORKER,
        notifier::WORKER,
        postman::WORKER,
        registrar::WORKER,
        janitor::WORKER,
    ]
}

/// Does all work there is, worker after worker, until none finds any: what a test waits for.
///
/// # Errors
/// The first error of a worker.
pub fn settle(app: &App) -> anyhow::Result<()> {
    loop {
        let mut worked = false;
        for worker in all() {
            while (worker.run_once)(app)? == Outcome::Worked {
                worked = true;
            }
        }
        if !worked {
            return Ok(());
        }
    }
}

/// Does what is to be done once before any worker works: what an earlier server left, or could not do with
/// its settings.
///
/// # Errors
/// When the database refuses.
pub fn begin(app: &App) -> anyhow::Result<()> {
    postman::begin(app)?;
    extractor::begin(app)
}

/// The running workers and what each said last.
#[derive(Clone, Default)]
pub struct Workers {
    errors: Arc<Mutex<Vec<(&'static str, String)>>>,
    threads: Arc<Mutex<Vec<std::thread::JoinHandle<()>>>>,
}

impl Workers {
    /// Starts every worker on a thread of its own.
    ///
    /// # Errors
    /// When a thread cannot be started, or the database refuses.
    pub fn start(app: &App) -> anyhow::Result<Workers> {
        let workers = Workers::default();
        begin(app)?;
        for worker in all() {
            let (app, inside) = (app.clone(), workers.clone());
            let thread = std::thread::Builder::new()
                .name(worker.name.to_owned())
                .spawn(move || inside.keep_running(&app, worker))?;
            workers
                .threads
                .lock()
                .unwrap_or_else(|p| p.into_inner())
                .push(thread);
        }
        Ok(workers)
    }

    /// Has every worker finish what it is at, and waits for that.
    pub fn stop(&self, app: &App) {
        app.wake.stop();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(|p| p.into_inner()));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a worker's thread panicked while stopping");
            }
        }
    }

    /// The last error of a worker that has not worked since.
    pub fn last_error(&self, name: &str) -> Option<String> {
        let errors = self.errors.lock().unwrap_or_else(|p| p.into_inner());
        errors
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, error)| error.clone())
    }

    fn tell(&self, name: &'static str, error: Option<String>) {
        let mut errors = self.errors.lock().unwrap_or_else(|p| p.into_inner());
        errors.retain(|(known, _)| *known != name);
        errors.extend(error.map(|error| (name, error)));
    }

    fn keep_running(&self, app: &App, worker: Worker) {
        let mut failures = 0u32;
        while !app.wake.is_stopping() {
            let seen = app.wake.count();
            let outcome = catch_unwind(AssertUnwindSafe(|| (worker.run_once)(app)))
                .unwrap_or_else(|_| Err(anyhow::anyhow!("panicked")));
            match outcome {
                Ok(Outcome::Worked) => {
                    failures = 0;
                    self.tell(worker.name, None);
                }
                Ok(Outcome::Idle) => {
                    failures = 0;
                    self.tell(worker.name, None);
                    app.wake.wait(seen, app.config.poll);
                }
                Err(error) => {
                    failures += 1;
                    tracing::error!(worker = worker.name, failures, "{error:?}");
                    self.tell(worker.name, Some(format!("{error:#}")));
                    self.wait_out(app, Duration::from_secs(1 << failures.min(6)));
                }
            }
        }
    }

    /// Waits out a whole time, however often somebody commits meanwhile; only stopping cuts it short.
    fn wait_out(&self, app: &App, time: Duration) {
        let until = std::time::Instant::now() + time;
        while !app.wake.is_stopping() {
            let left = until.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                return;
            }
            app.wake.wait(app.wake.count(), left);
        }
    }
}
