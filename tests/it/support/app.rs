//! A whole application of its own for each story: database, files, index, HTTP server on loopback,
//! mail in memory, the clock in hand. The workers run only when the story says so.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, mpsc};

use chrono::{DateTime, TimeZone, Utc};
use diesel::Connection;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use fra_unioni::features::{documents, people, topics};
use fra_unioni::platform::actor::PersonId;
use fra_unioni::platform::app::App;
use fra_unioni::platform::clock::ManualClock;
use fra_unioni::platform::config;
use fra_unioni::platform::db::{Conn, Tx, migrate};
use fra_unioni::platform::error::Result;
use fra_unioni::platform::mail::{Mail, Mailer, MemoryMailer, Receipt, SendFailure};
use fra_unioni::{serve, workers};
use uuid::Uuid;

use super::browser::Browser;
use super::cast::Person;
use super::letter::Letter;

/// An application of one story.
pub struct TestApp {
    /// The application itself.
    pub app: App,
    /// The hands of its clock: 23 November 2026, ten in the morning in Rome.
    pub clock: Arc<ManualClock>,
    /// Where its letters go.
    pub mailer: Arc<MemoryMailer>,
    /// Its address, `http://127.0.0.1:PORT`.
    pub url: String,
    server: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    folder: PathBuf,
    database: Option<String>,
}

/// The mailer, shared between the application and the story.
struct Shared(Arc<MemoryMailer>);

impl Mailer for Shared {
    fn send(&self, mail: &Mail) -> std::result::Result<Receipt, SendFailure> {
        self.0.send(mail)
    }
    fn check(&self) -> anyhow::Result<String> {
        self.0.check()
    }
    fn describe(&self) -> String {
        self.0.describe()
    }
}

/// When every story begins.
pub fn beginning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

impl TestApp {
    /// Starts an application with the default settings.
    pub fn start() -> TestApp {
        TestApp::with(&[])
    }

    /// Starts an application with these settings besides.
    pub fn with(settings: &[(&'static str, &str)]) -> TestApp {
        TestApp::start_as(settings, false)
    }

    /// Starts an application as a demonstration.
    pub fn demo(settings: &[(&'static str, &str)]) -> TestApp {
        TestApp::start_as(settings, true)
    }

    fn start_as(settings: &[(&'static str, &str)], demo: bool) -> TestApp {
        let folder = std::env::temp_dir().join(format!("fra-unioni-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = own_database(&folder);
        let mut flags: BTreeMap<&'static str, String> = BTreeMap::from([
            ("data", folder.to_string_lossy().into_owned()),
            ("listen", "127.0.0.1:0".to_owned()),
            ("http_workers", "1".to_owned()),
            ("readers", "2".to_owned()),
        ]);
        if let Some(url) = &database {
            flags.insert("database_url", url.clone());
        }
        flags.extend(
            settings
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let mut config = config::read(&flags, None).unwrap();
        config.demo = demo;
        let clock = Arc::new(ManualClock::at(beginning()));
        let mailer = Arc::new(MemoryMailer::default());
        let program = PathBuf::from(env!("CARGO_BIN_EXE_fra-unioni"));
        let app = App::open(
            config,
            Box::new(Shared(mailer.clone())),
            clock.clone(),
            program,
        )
        .unwrap();
        app.write_now(topics::ensure_roots).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        app.listens_on(address);
        let (tell, told) = mpsc::channel();
        let inside = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = serve::http(inside, listener, workers::Workers::default()).unwrap();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let server = told.recv().unwrap();
        TestApp {
            app,
            clock,
            mailer,
            url: format!("http://{address}"),
            server,
            thread: Some(thread),
            folder,
            database,
        }
    }

    /// Does all work the workers have, until none finds any.
    pub fn settle(&self) {
        workers::settle(&self.app).unwrap();
    }

    /// Understands the texts that are known already, as the extractor does; nothing else is done.
    pub fn understand(&self) {
        while let Some(next) = self.read(documents::next_to_study) {
            let studied = documents::study(&next);
            self.write(|tx| documents::record_study(tx, &studied));
        }
    }

    /// The letters that left since the last look, in order.
    pub fn letters(&self) -> Vec<Letter> {
        self.mailer
            .take()
            .iter()
            .map(|sent| Letter::parse(&sent.raw))
            .collect()
    }

    /// A browser of nobody in particular.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which this person has signed in.
    pub fn browser_as(&self, person: &Person) -> Browser {
        self.browser_of(person.id)
    }

    /// A browser in which the person of this id has signed in.
    pub fn browser_of(&self, person: PersonId) -> Browser {
        let secret = self.write(move |tx| people::sign_in(tx, person, chrono::Duration::hours(12)));
        let mut browser = self.browser();
        browser.set_cookie("sessione", &secret);
        browser
    }

    /// Looks into the database.
    pub fn read<T>(&self, look: impl FnOnce(&mut Conn) -> Result<T>) -> T {
        self.app.db.read(look).unwrap()
    }

    /// Looks into the database, and counts the statements that takes.
    pub fn counting<T>(&self, look: impl FnOnce(&mut Conn) -> Result<T>) -> (T, usize) {
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        let found = self.read(|conn| {
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
            let found = look(conn);
            // The connection goes back to the others.
            conn.set_instrumentation(|_: InstrumentationEvent<'_>| ());
            found
        });
        (found, statements.load(Ordering::Relaxed))
    }

    /// Changes the database behind the application's pages.
    pub fn write<T>(&self, change: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.app.write_now(change).unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The server's thread answers the handle by itself: nobody has to await the future.
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
        if let (Some(url), Some(server)) = (&self.database, server_url()) {
            let name = url
                .rsplit('/')
                .next()
                .unwrap()
                .split('?')
                .next()
                .unwrap()
                .to_owned();
            let _ = on_server(
                &server,
                &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"),
            );
        }
    }
}

/// The PostgreSQL server to use, when the stories are to be told on it.
fn server_url() -> Option<String> {
    (std::env::var("TEST_ENGINE").as_deref() == Ok("postgres")).then(|| {
        std::env::var("TEST_DATABASE_URL").expect("TEST_ENGINE=postgres needs TEST_DATABASE_URL")
    })
}

/// An empty PostgreSQL database, gone when dropped.
pub struct EmptyPostgres {
    /// Its address.
    pub url: String,
    server: String,
    name: String,
}

/// An empty PostgreSQL database, when there is a server for tests, whichever engine the stories are told on.
pub fn empty_postgres() -> Option<EmptyPostgres> {
    let server = std::env::var("TEST_DATABASE_URL").ok()?;
    let name = format!("empty_{}", Uuid::now_v7().simple());
    on_server(&server, &format!("CREATE DATABASE \"{name}\"")).unwrap();
    Some(EmptyPostgres {
        url: sibling(&server, &name),
        server,
        name,
    })
}

impl Drop for EmptyPostgres {
    fn drop(&mut self) {
        let _ = on_server(
            &self.server,
            &format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name),
        );
    }
}

fn on_server(server: &str, sql: &str) -> diesel::QueryResult<()> {
    let mut conn = diesel::PgConnection::establish(server).expect("the test server answers");
    conn.batch_execute(sql)
}

/// The address of the database `name` on the same server.
fn sibling(server: &str, name: &str) -> String {
    let (before, query) = server
        .split_once('?')
        .map_or((server, None), |(before, query)| (before, Some(query)));
    let (host, _) = before
        .rsplit_once('/')
        .expect("a database address names a database");
    query.map_or_else(
        || format!("{host}/{name}"),
        |query| format!("{host}/{name}?{query}"),
    )
}

/// A migrated database for one story, copied from one that is migrated once. On SQLite it lies in
/// the story's folder and needs no address.
fn own_database(folder: &std::path::Path) -> Option<String> {
    let Some(server) = server_url() else {
        static MODEL: OnceLock<PathBuf> = OnceLock::new();
        let model = MODEL.get_or_init(|| {
            let path = std::env::temp_dir().join(format!("fra-unioni-model-{}.db", Uuid::now_v7()));
            migrated(&path.to_string_lossy());
            path
        });
        std::fs::copy(model, folder.join("fra-unioni.db")).unwrap();
        return None;
    };
    static MODEL: OnceLock<String> = OnceLock::new();
    let model = MODEL.get_or_init(|| {
        let name = format!("model_{}", Uuid::now_v7().simple());
        on_server(&server, &format!("CREATE DATABASE \"{name}\"")).unwrap();
        migrated(&sibling(&server, &name));
        name
    });
    let name = format!("story_{}", Uuid::now_v7().simple());
    // Two stories cannot copy the model at once: PostgreSQL wants to be its only reader.
    static COPYING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = COPYING
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    on_server(
        &server,
        &format!("CREATE DATABASE \"{name}\" TEMPLATE \"{model}\""),
    )
    .unwrap();
    Some(sibling(&server, &name))
}

fn migrated(url: &str) {
    let db = fra_unioni::platform::db::Database::open(url, 1).unwrap();
    db.maintain(|conn| {
        migrate::up(conn)?;
        if let Conn::Sqlite(sqlite) = conn {
            sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    })
    .unwrap();
}
