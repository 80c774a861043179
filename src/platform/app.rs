//! What every request and every worker is given: built once, passed, never global.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::blobs::Blobs;
use super::clock::Clock;
use super::config::Config;
use super::db::{Conn, Database, Engine, Tx, When, migrate};
use super::error::{Error, Result};
use super::installation::{self, Installation};
use super::kept::Kept;
use super::mail::Mailer;
use super::search::SearchIndex;

/// How many child processes requests may have at once: each takes a core, and workers have their own.
pub const CHILD_TURNS: usize = 2;
/// How many long texts are looked through at the same time.
const LONG_TEXTS: usize = 2;

/// The application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the application is made of.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Database,
    /// The full-text index of this node.
    pub index: SearchIndex,
    /// Carries letters.
    pub mailer: Box<dyn Mailer>,
    /// The uploaded files.
    pub blobs: Blobs,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The identity and the secret of this installation.
    pub installation: Installation,
    /// This program, which is its own child when it reads foreign files.
    pub program: PathBuf,
    /// Wakes the workers.
    pub wake: Wake,
    /// Counts what each account and address does.
    pub limits: super::web::limits::Limiters,
    /// The turns of requests that start a child process: so many run at once, the others wait.
    pub child_turns: Arc<Semaphore>,
    /// What was made from many rows and is still true.
    pub kept: Kept,
    /// Turns at what takes a processor for long and holds a long text in memory.
    long_texts: Semaphore,
    address: OnceLock<String>,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens everything in the data folder, making what is not there yet.
    ///
    /// # Errors
    /// A sentence naming what cannot be opened.
    pub fn open(
        config: Config,
        mailer: Box<dyn Mailer>,
        clock: Arc<dyn Clock>,
        program: PathBuf,
    ) -> anyhow::Result<App> {
        let app = App::open_with(config, mailer, clock, program, SearchIndex::open)?;
        let scans = app.config.programs.clamdscan.is_some();
        app.db
            .write(&*app.clock, |tx| installation::set_scans_files(tx, scans))
            .map_err(anyhow::Error::new)?;
        Ok(app)
    }

    /// Like [`App::open`], but beside a server that may be running: the index is only looked at.
    ///
    /// # Errors
    /// A sentence naming what cannot be opened.
    pub fn open_beside(
        config: Config,
        mailer: Box<dyn Mailer>,
        clock: Arc<dyn Clock>,
        program: PathBuf,
    ) -> anyhow::Result<App> {
        App::open_with(config, mailer, clock, program, |folder, instance| {
            Ok(SearchIndex::open_to_read(folder, instance))
        })
    }

    fn open_with(
        config: Config,
        mailer: Box<dyn Mailer>,
        clock: Arc<dyn Clock>,
        program: PathBuf,
        open_index: impl FnOnce(&Path, Uuid) -> anyhow::Result<SearchIndex>,
    ) -> anyhow::Result<App> {
        use anyhow::Context;
        let db = open_database(&config)?;
        for folder in [&config.index_folder(), &config.files_folder()] {
            make_private(folder)
                .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        let installation = db
            .write(&*clock, installation::read_or_make)
            .map_err(anyhow::Error::new)?;
        let index =
            open_index(&config.index_folder(), installation.instance).with_context(|| {
                format!(
                    "the index {} cannot be opened",
                    config.index_folder().display()
                )
            })?;
        let blobs = Blobs::open_as(&config.files, &config.files_folder()).with_context(|| {
            format!(
                "the file store {} cannot be opened",
                config.files_folder().display()
            )
        })?;
        let limits = super::web::limits::Limiters::new(config.limits.as_ref());
        Ok(App(Arc::new(Parts {
            config,
            db,
            index,
            mailer,
            blobs,
            clock,
            installation,
            program,
            wake: Wake::default(),
            limits,
            child_turns: Arc::new(Semaphore::new(CHILD_TURNS)),
            kept: Kept::default(),
            long_texts: Semaphore::new(LONG_TEXTS),
            address: OnceLock::new(),
        })))
    }

    /// The present instant.
    pub fn now(&self) -> When {
        When::from(self.clock.now())
    }

    /// Tells which address the server listens on; the first telling counts.
    pub fn listens_on(&self, address: std::net::SocketAddr) {
        let _ = self.address.set(format!("http://{address}"));
    }

    /// The address people use, without a slash at its end.
    pub fn public_url(&self) -> String {
        self.config
            .public_url
            .clone()
            .or_else(|| self.address.get().cloned())
            .unwrap_or_else(|| format!("http://{}", self.config.listen))
    }

    /// Whether browsers reach us over HTTPS, so that cookies may insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Waits for a turn at reading a long text and looking through it, which goes with the answer: few
    /// do so at the same time, whoever asks.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no turns are given any more.
    pub async fn turn_at_long_texts(&self) -> Result<SemaphorePermit<'_>> {
        let turn = self.long_texts.acquire().await;
        turn.map_err(|closed| Error::Unavailable(closed.to_string()))
    }

    /// Reads the database off the async threads.
    ///
    /// # Errors
    /// What `look` returns.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = self.clone();
        off_the_async_threads(move || app.db.read(look)).await
    }

    /// Changes the database in one transaction off the async threads, then wakes the workers.
    ///
    /// # Errors
    /// What `change` returns.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = self.clone();
        off_the_async_threads(move || app.write_now(change)).await
    }

    /// Like [`App::write`], for a change that concerns no worker: what there is to be done waits
    /// until the next one wakes them, or until they look by themselves.
    ///
    /// # Errors
    /// What `change` returns.
    pub async fn write_quietly<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = self.clone();
        off_the_async_threads(move || app.db.write(&*app.clock, change)).await
    }

    /// Like [`App::write`], on a thread that may block.
    ///
    /// # Errors
    /// What `change` returns.
    pub fn write_now<T>(&self, change: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let value = self.db.write(&*self.clock, change)?;
        self.wake.all();
        Ok(value)
    }
}

/// The file of a SQLite database.
pub fn sqlite_file(url: &str) -> Option<&Path> {
    (Engine::of(url) == Engine::Sqlite)
        .then(|| Path::new(url.strip_prefix("sqlite:").unwrap_or(url)))
}

/// Opens the database with the data folder it may lie in, making what is not there yet, and brings
/// it up to date.
///
/// # Errors
/// A sentence naming what cannot be opened.
pub fn open_database(config: &Config) -> anyhow::Result<Database> {
    use anyhow::Context;
    make_private(&config.data).with_context(|| {
        format!(
            "the setting data is {}: the folder cannot be made",
            config.data.display()
        )
    })?;
    if let Some(file) = sqlite_file(&config.database_url) {
        make_private_file(file).with_context(|| {
            format!(
                "the setting database_url leads to {}: the file cannot be made",
                file.display()
            )
        })?;
    }
    let db = Database::open(&config.database_url, config.readers)
        .context("the setting database_url leads to a database that cannot be opened")?;
    db.maintain(migrate::up)
        .context("the database cannot be brought up to date")?;
    Ok(db)
}

/// Makes a folder only we may look into; one that is there already stays as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

/// Makes an empty file only we may read, before SQLite makes one everybody may.
fn make_private_file(file: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)
        .map(drop)
}

/// Runs blocking work where it holds nobody up.
///
/// # Errors
/// What `work` returns; a bug when it panics.
pub async fn off_the_async_threads<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => Err(Error::Bug(anyhow::anyhow!("blocking work failed: {panic}"))),
    }
}

/// Wakes sleeping workers when something was committed, and when they are to stop.
#[derive(Debug, Default)]
pub struct Wake {
    calls: Mutex<u64>,
    called: Condvar,
    stopping: AtomicBool,
}

impl Wake {
    /// Wakes everybody.
    pub fn all(&self) {
        *self
            .calls
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) += 1;
        self.called.notify_all();
    }

    /// Tells everybody to stop, and wakes them.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.all();
    }

    /// Whether everybody is to stop: who is at something long leaves it for another time.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// How often everybody was woken: take it before looking for work.
    pub fn count(&self) -> u64 {
        *self
            .calls
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Waits until somebody called after `seen`, or until `at_most` has passed.
    pub fn wait(&self, seen: u64, at_most: Duration) {
        let calls = self
            .calls
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // Both ends of the wait are fine: who wakes looks for work.
        let _ = self
            .called
            .wait_timeout_while(calls, at_most, |calls| *calls == seen);
    }
}
