//! Starts HTTP and the workers, and stops them gracefully.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};

use crate::platform::app::App;
use crate::platform::web::error_page;
use crate::routes;
use crate::workers::Workers;

/// Serves until the process is told to stop; the first line printed is the address.
///
/// # Errors
/// When the address cannot be taken, or a thread cannot be started.
pub fn serve(app: App, greeting: impl FnOnce(&App) -> Vec<String>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(app.config.listen).map_err(|e| {
        anyhow::anyhow!(
            "the setting listen is {}: the address cannot be taken ({e})",
            app.config.listen
        )
    })?;
    let address = listener.local_addr()?;
    app.listens_on(address);
    let workers = Workers::start(&app)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{address}")?;
    for line in greeting(&app) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    drop(out);
    if app.config.public_url.is_none() {
        tracing::warn!(
            "the setting public_url is not given: links in mails lead to http://{address}"
        );
    }
    let outcome = actix_web::rt::System::new()
        .block_on(async { http(app.clone(), listener, workers.clone())?.await });
    workers.stop(&app);
    Ok(outcome?)
}

/// The HTTP server, to be awaited inside an actix system; its handle stops it.
///
/// # Errors
/// When it cannot listen.
pub fn http(app: App, listener: TcpListener, workers: Workers) -> std::io::Result<Server> {
    let threads = match app.config.http_workers {
        0 => std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        threads => threads,
    };
    let (data, workers) = (web::Data::new(app), web::Data::new(workers));
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(data.clone())
            .app_data(workers.clone())
            .wrap(from_fn(error_page::pages))
            .configure(routes::configure)
    })
    .workers(threads)
    .worker_max_blocking_threads(16)
    // A client that takes longer than this for its headers is not a browser.
    .client_request_timeout(Duration::from_secs(5))
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(30))
    .shutdown_timeout(10)
    .listen(listener)?;
    Ok(server.run())
}
