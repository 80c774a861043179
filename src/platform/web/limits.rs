//! How often one account, or one network address, may do what costs others something.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::HttpRequest;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::platform::actor::PersonId;
use crate::platform::config::{Limit, Limits};
use crate::platform::error::{Error, Result};

/// Counts one kind of act by account and by network address.
pub struct Limiter {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<String>,
}

impl Limiter {
    fn new(limit: Limit) -> Limiter {
        let quota = |times: u32| {
            let times = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
            Quota::with_period(limit.within / times.get())
                .unwrap_or(Quota::per_second(times))
                .allow_burst(times)
        };
        Limiter {
            accounts: RateLimiter::keyed(quota(limit.account)),
            addresses: RateLimiter::keyed(quota(limit.address)),
        }
    }
}

/// One limiter for each kind of act; none of them when limits are off.
#[derive(Clone, Default)]
pub struct Limiters(Option<Arc<Each>>);

struct Each {
    sign_in: Limiter,
    reset: Limiter,
    ask: Limiter,
    search: Limiter,
    api: Limiter,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Trying to sign in.
    SignIn,
    /// Asking for a new password.
    Reset,
    /// Asking a question.
    Ask,
    /// Searching on a page.
    Search,
    /// Using the API.
    Api,
}

impl Limiters {
    /// Limiters with these limits.
    pub fn new(limits: Option<&Limits>) -> Limiters {
        Limiters(limits.map(|limits| {
            Arc::new(Each {
                sign_in: Limiter::new(limits.sign_in),
                reset: Limiter::new(limits.reset),
                ask: Limiter::new(limits.ask),
                search: Limiter::new(limits.search),
                api: Limiter::new(limits.api),
            })
        }))
    }

    /// Counts one act. An account is named by whatever identifies it: a person, or the e-mail typed.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the time to wait.
    pub fn count(&self, what: Counted, account: Option<&str>, address: &str) -> Result<()> {
        let Some(each) = &self.0 else { return Ok(()) };
        let limiter = match what {
            Counted::SignIn => &each.sign_in,
            Counted::Reset => &each.reset,
            Counted::Ask => &each.ask,
            Counted::Search => &each.search,
            Counted::Api => &each.api,
        };
        let wait = |refused: governor::NotUntil<_>| Error::TooMany {
            wait: refused.wait_time_from(DefaultClock::default().now()),
        };
        if let Some(account) = account {
            limiter
                .accounts
                .check_key(&account.to_owned())
                .map_err(wait)?;
        }
        limiter
            .addresses
            .check_key(&address.to_owned())
            .map_err(wait)
    }

    /// Forgets accounts and addresses that have been quiet, so that memory does not grow.
    pub fn forget_the_quiet(&self) {
        let Some(each) = &self.0 else { return };
        for limiter in [
            &each.sign_in,
            &each.reset,
            &each.ask,
            &each.search,
            &each.api,
        ] {
            limiter.accounts.retain_recent();
            limiter.addresses.retain_recent();
        }
    }
}

/// The network address a request comes from; behind a proxy, what the proxy says.
pub fn network_address(request: &HttpRequest, behind_proxy: bool) -> String {
    let forwarded = behind_proxy
        .then(|| {
            request
                .headers()
                .get("x-forwarded-for")?
                .to_str()
                .ok()?
                .rsplit(',')
                .next()
                .map(|ip| ip.trim().to_owned())
        })
        .flatten();
    forwarded
        .or_else(|| request.peer_addr().map(|peer| peer.ip().to_string()))
        .unwrap_or_default()
}

/// How a person is named when its acts are counted.
pub fn account_of(person: Option<PersonId>) -> Option<String> {
    person.map(|id| id.to_string())
}
