//! Letters kept in memory, for tests; it can be told to misbehave as a real carrier may.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::message::compose;
use super::{Mail, Mailer, Receipt, SendFailure};

/// How the next letters are treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// Not taken, with this failure.
    Refuse(SendFailure),
    /// Taken, but the answer is lost: the sender hears of a temporary failure.
    TakeThenLoseAnswer,
    /// Taken, then the sender dies (panics) before it can write that down.
    TakeThenDie,
}

/// A letter that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// As it was handed over.
    pub mail: Mail,
    /// As it would have travelled: headers and body, for an independent reader.
    pub raw: Vec<u8>,
}

/// Keeps letters in memory.
#[derive(Default)]
pub struct MemoryMailer {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sent: Vec<Sent>,
    moods: VecDeque<Mood>,
}

impl MemoryMailer {
    /// An empty one that takes everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Treats the next `times` letters like this, after what was asked before.
    pub fn next(&self, times: usize, mood: &Mood) {
        let mut state = self.state();
        state.moods.extend(std::iter::repeat_n(mood.clone(), times));
    }

    /// Forgets all moods not yet shown.
    pub fn behave(&self) {
        self.state().moods.clear();
    }

    /// All letters taken since the last [`take`](Self::take), oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// Hands out all letters taken, oldest first, and forgets them.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    /// A sender that died while holding the lock leaves nothing half done, so its poison says nothing.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailer for MemoryMailer {
    fn send(&self, mail: &Mail) -> Result<Receipt, SendFailure> {
        let composed = compose(mail)?;
        let mood = {
            let mut state = self.state();
            let mood = state.moods.pop_front();
            if let Some(Mood::Refuse(failure)) = mood {
                return Err(failure);
            }
            state.sent.push(Sent {
                mail: mail.clone(),
                raw: composed.raw,
            });
            mood
        };
        match mood {
            Some(Mood::TakeThenLoseAnswer) => Err(SendFailure::Temporary(
                "end of letter: connection lost".to_owned(),
            )),
            Some(Mood::TakeThenDie) => {
                panic!("the sender was told to die after handing over a letter")
            }
            _ => Ok(Receipt {
                note: "kept in memory".to_owned(),
            }),
        }
    }

    fn check(&self) -> anyhow::Result<String> {
        Ok("letters are kept in memory".to_owned())
    }

    fn describe(&self) -> String {
        "memory".to_owned()
    }
}
