//! How often one account, or one network address, may do what costs others something.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::HttpRequest;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::platform::actor::PersonId;
use crate::platform::config::{Limit, RateLimits};
use crate::platform::error::{Error, Result};

/// After so many acts those who have been quiet are forgotten, so that memory does not grow.
const SWEPT_EVERY: u32 = 4_096;

/// What an account is known by here: whatever somebody typed takes no more room than this.
type Fingerprint = [u8; 32];

/// Counts one kind of act by account and by network address.
pub struct Limiter {
    accounts: DefaultKeyedRateLimiter<Fingerprint>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    counted: AtomicU32,
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
            counted: AtomicU32::new(0),
        }
    }

    /// The address comes first: once it is refused, what it says about accounts is not remembered.
    fn count(&self, account: Option<&str>, address: IpAddr) -> Result<()> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEPT_EVERY == SWEPT_EVERY - 1 {
            self.forget_the_quiet();
        }
        let wait = |refused: governor::NotUntil<_>| Error::TooMany {
            wait: refused.wait_time_from(DefaultClock::default().now()),
        };
        self.addresses.check_key(&address).map_err(wait)?;
        match account {
            Some(account) => self
                .accounts
                .check_key(&Sha256::digest(account).into())
                .map_err(wait),
            None => Ok(()),
        }
    }

    fn forget_the_quiet(&self) {
        self.accounts.retain_recent();
        self.accounts.shrink_to_fit();
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
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
    model: Limiter,
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
    /// Searching on a page, in the text of a document too, and comparing two texts.
    Search,
    /// Using the API.
    Api,
    /// Filling in a model.
    Model,
}

impl Limiters {
    /// Limiters with these limits.
    pub fn new(limits: Option<&RateLimits>) -> Limiters {
        Limiters(limits.map(|limits| {
            Arc::new(Each {
                sign_in: Limiter::new(limits.sign_in),
                reset: Limiter::new(limits.reset),
                ask: Limiter::new(limits.ask),
                search: Limiter::new(limits.search),
                api: Limiter::new(limits.api),
                model: Limiter::new(limits.model),
            })
        }))
    }

    /// Counts one act. An account is named by whatever identifies it: a person, or the e-mail typed.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the time to wait.
    pub fn count(&self, what: Counted, account: Option<&str>, address: IpAddr) -> Result<()> {
        let Some(each) = &self.0 else { return Ok(()) };
        let limiter = match what {
            Counted::SignIn => &each.sign_in,
            Counted::Reset => &each.reset,
            Counted::Ask => &each.ask,
            Counted::Search => &each.search,
            Counted::Api => &each.api,
            Counted::Model => &each.model,
        };
        limiter.count(account, address)
    }
}

/// The network address a request counts for; behind a proxy, what the proxy says.
pub fn network_address(request: &HttpRequest, behind_proxy: bool) -> IpAddr {
    let forwarded = behind_proxy.then(|| forwarded_for(request)).flatten();
    let peer = || request.peer_addr().map(|peer| peer.ip());
    forwarded
        .or_else(peer)
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), network_of)
}

/// The last address of the last `X-Forwarded-For`: what stands before it, the client may have written.
fn forwarded_for(request: &HttpRequest) -> Option<IpAddr> {
    let lines = request.headers().get_all("x-forwarded-for");
    let last = lines.last()?.to_str().ok()?.rsplit(',').next()?;
    last.trim().parse().ok()
}

/// Whoever is given one IPv6 address is given the 2⁶⁴ of its network: they count as one.
fn network_of(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
        ip => ip,
    }
}

/// How a person is named when its acts are counted.
pub fn account_of(person: Option<PersonId>) -> Option<String> {
    person.map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::test::TestRequest;

    use super::*;

    fn limiter(account: u32, address: u32, within: Duration) -> Limiter {
        Limiter::new(Limit {
            account,
            address,
            within,
        })
    }

    fn from(lines: &[&str], behind_proxy: bool) -> String {
        let mut request = TestRequest::default().peer_addr("192.0.2.1:4711".parse().unwrap());
        for line in lines {
            request = request.append_header(("X-Forwarded-For", *line));
        }
        network_address(&request.to_http_request(), behind_proxy).to_string()
    }

    #[test]
    fn an_address_that_is_refused_leaves_no_account_behind() {
        let limiter = limiter(5, 3, Duration::from_secs(3600));
        let address = "192.0.2.1".parse().unwrap();
        for n in 0..100 {
            let typed = format!("{n}{}", "x".repeat(10_000));
            assert_eq!(limiter.count(Some(&typed), address).is_ok(), n < 3);
        }
        assert_eq!(limiter.accounts.len(), 3);
    }

    #[test]
    fn one_account_is_limited_from_wherever_it_comes() {
        let limiter = limiter(5, 100, Duration::from_secs(3600));
        for n in 0..10 {
            let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, n));
            let outcome = limiter.count(Some("marco@esempio.example"), address);
            assert_eq!(outcome.is_ok(), n < 5);
        }
    }

    #[test]
    fn the_quiet_are_forgotten() {
        // Whoever was counted a nanosecond ago is quiet.
        let limiter = limiter(1, 1, Duration::from_nanos(1));
        for n in 0..3 * SWEPT_EVERY {
            let address = IpAddr::V4(Ipv4Addr::from_bits(n));
            assert!(limiter.count(Some(&n.to_string()), address).is_ok());
        }
        let most = SWEPT_EVERY as usize + 1;
        assert!(limiter.accounts.len() <= most && limiter.addresses.len() <= most);
    }

    #[test]
    fn only_what_the_proxy_added_last_counts() {
        assert_eq!(from(&["203.0.113.9"], false), "192.0.2.1");
        assert_eq!(from(&[], true), "192.0.2.1");
        assert_eq!(from(&["203.0.113.9"], true), "203.0.113.9");
        assert_eq!(
            from(&["198.51.100.1, 198.51.100.2 ,203.0.113.9"], true),
            "203.0.113.9"
        );
        assert_eq!(from(&["198.51.100.1", "203.0.113.9"], true), "203.0.113.9");
        assert_eq!(from(&["203.0.113.9, unknown"], true), "192.0.2.1");
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        assert_eq!(from(&["2001:db8:1:2:3:4:5:6"], true), "2001:db8:1:2::");
        assert_eq!(from(&["2001:db8:1:2::ffff"], true), "2001:db8:1:2::");
        assert_eq!(from(&["::ffff:203.0.113.9"], true), "203.0.113.9");
    }
}
