//! The pages of reuses: declaring, reading, telling, answering.

mod answer;
mod declare;
mod form;
mod own;
mod show;
mod tell;

pub use answer::{answer, answer_page, answer_signed, signed_page};
pub use declare::{declare, declare_page};
pub use own::own_page;
pub use show::{confirm, decline, show};
pub use tell::{tell, tell_page};
