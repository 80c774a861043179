//! Opening a connection: socket, protection, greeting, sign-in.

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::failure::{Stage, Trouble};
use super::tls_stream::TlsStream;
use super::{SendFailure, SmtpConfig, Tls};

/// Connects and signs in, all within the configured time.
pub async fn connect(config: &SmtpConfig) -> Result<AsyncSmtpConnection, SendFailure> {
    let mut stage = Stage::Connect;
    match timeout(config.timeout, open(config, &mut stage)).await {
        Ok(opened) => opened.map_err(SendFailure::from),
        Err(_) => Err(Trouble::timed_out(stage).into()),
    }
}

async fn open(config: &SmtpConfig, stage: &mut Stage) -> Result<AsyncSmtpConnection, Trouble> {
    let helo = ClientId::Domain(config.helo.clone());
    let socket = socket(config)
        .await
        .map_err(|error| Trouble::unreachable(&error))?;
    let stream: Box<dyn AsyncTokioStream> = if config.tls == Tls::Implicit {
        *stage = Stage::Tls;
        let encrypted = TlsStream::handshake(socket, tls_parameters(config)?).await;
        Box::new(encrypted.map_err(|error| Trouble::from_error(Stage::Tls, &error))?)
    } else {
        Box::new(socket)
    };
    *stage = Stage::Greeting;
    let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &helo)
        .await
        .map_err(|error| Trouble::from_error(Stage::Greeting, &error))?;
    if config.tls == Tls::StartTls {
        *stage = Stage::Tls;
        let upgraded = connection.starttls(tls_parameters(config)?, &helo).await;
        upgraded.map_err(|error| Trouble::from_error(Stage::Tls, &error))?;
    }
    if let Some((user, password)) = &config.credentials {
        *stage = Stage::SignIn;
        let credentials = Credentials::new(user.clone(), password.clone());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
            .await
            .map_err(|error| Trouble::from_error(Stage::SignIn, &error))?;
    }
    Ok(connection)
}

/// Commands are small and wait for their answer, so nothing is gained by holding packets back.
async fn socket(config: &SmtpConfig) -> std::io::Result<TcpStream> {
    let socket = TcpStream::connect((config.host.as_str(), config.port)).await?;
    socket.set_nodelay(true)?;
    Ok(socket)
}

fn tls_parameters(config: &SmtpConfig) -> Result<TlsParameters, Trouble> {
    TlsParameters::new(config.host.clone()).map_err(|_| {
        Trouble::unsuitable(Stage::Tls, "no certificates to trust, or not a host name")
    })
}
