//! The courier: takes errands one after the other and keeps the connection between them.

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::connection::connect;
use super::failure::{Stage, Trouble};
use super::{Composed, Errand, Receipt, SendFailure, SmtpConfig, Tls};

/// Runs until nobody can ask any more.
pub async fn run(config: SmtpConfig, mut errands: UnboundedReceiver<Errand>) {
    let mut courier = Courier {
        config,
        connection: None,
    };
    loop {
        let errand = match timeout(courier.config.idle, errands.recv()).await {
            Ok(Some(errand)) => errand,
            Ok(None) => return courier.hang_up().await,
            Err(_) => {
                courier.hang_up().await;
                match errands.recv().await {
                    Some(errand) => errand,
                    None => return,
                }
            }
        };
        // Whoever asked may be gone; the letter is settled all the same.
        match errand {
            Errand::Carry(letter, answer) => drop(answer.send(courier.carry(&letter).await)),
            Errand::Greet(answer) => drop(answer.send(courier.greet().await)),
        }
    }
}

struct Courier {
    config: SmtpConfig,
    connection: Option<AsyncSmtpConnection>,
}

impl Courier {
    /// Carries one letter. A kept connection that turns out to be dead before the letter was begun
    /// is no failure: servers close idle connections without asking.
    async fn carry(&mut self, letter: &Composed) -> Result<Receipt, SendFailure> {
        if let Some(kept) = self.connection.take() {
            match self.hand_over(kept, letter).await {
                Err(trouble) if trouble.is_dead_connection() => {}
                settled => return settled.map_err(SendFailure::from),
            }
        }
        let fresh = connect(&self.config).await?;
        Ok(self.hand_over(fresh, letter).await?)
    }

    /// Keeps the connection if the server still makes sense afterwards.
    async fn hand_over(
        &mut self,
        mut connection: AsyncSmtpConnection,
        letter: &Composed,
    ) -> Result<Receipt, Trouble> {
        let mut stage = Stage::Sender;
        let outcome = timeout(
            self.config.timeout,
            converse(&mut connection, letter, &mut stage),
        )
        .await;
        match outcome {
            Ok(Ok(response)) => {
                self.connection = Some(connection);
                Ok(Receipt {
                    note: response
                        .message()
                        .collect::<Vec<_>>()
                        .join(" ")
                        .chars()
                        .take(200)
                        .collect(),
                })
            }
            Ok(Err(error)) => {
                let trouble = Trouble::from_error(stage, &error);
                let reset = trouble.leaves_connection_usable()
                    && matches!(
                        timeout(self.config.timeout, connection.command(Rset)).await,
                        Ok(Ok(_))
                    );
                if reset {
                    self.connection = Some(connection);
                }
                Err(trouble)
            }
            Err(_) => Err(Trouble::timed_out(stage)),
        }
    }

    async fn greet(&mut self) -> Result<String, SendFailure> {
        let connection = connect(&self.config).await?;
        let found = format!(
            "{}:{} answers as {}, {}{}",
            self.config.host,
            self.config.port,
            connection.server_info().name(),
            if self.config.tls == Tls::None {
                "not encrypted"
            } else {
                "encrypted"
            },
            if self.config.credentials.is_some() {
                ", signed in"
            } else {
                ""
            },
        );
        self.connection = Some(connection);
        Ok(found)
    }

    async fn hang_up(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // The server may be gone already; there is nothing left to lose.
            let _ = timeout(self.config.timeout, connection.quit()).await;
        }
    }
}

/// One mail transaction, command by command: lettre's own `send` gives the connection up at the first refusal.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    letter: &Composed,
    stage: &mut Stage,
) -> Result<Response, lettre::transport::smtp::Error> {
    *stage = Stage::Sender;
    connection
        .command(Mail::new(Some(letter.from.clone()), Vec::new()))
        .await?;
    *stage = Stage::Recipient;
    connection
        .command(Rcpt::new(letter.to.clone(), Vec::new()))
        .await?;
    *stage = Stage::Data;
    connection.command(Data).await?;
    *stage = Stage::EndOfLetter;
    connection.message(letter.raw.trim_ascii_end()).await
}
