//! Challenges and the nonces behind them.
//!
//! ```text
//!   REGISTER ──▶ 401, one WWW-Authenticate for each algorithm ──▶ REGISTER nc=1 ──▶ 200
//!                                                                 INVITE   nc=2 ──▶ no challenge
//!                        nonce too old, nc seen before, or unknown ──▶ 401/407 stale=true
//!                        response wrong                            ──▶ 401/407 without stale
//! ```

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rand::RngExt;
use rsipstack::sip::{Header, Request};

use super::digest::{Algorithm, Credentials};
use super::ports::{Directory, Tenant};
use super::sip;

struct Nonce {
    made: Instant,
    highest_nc: u32,
}

/// Who a request is from, or what to ask.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The extension of the tenant whose password was proven.
    Known(String),
    /// No credentials for the realm, or wrong ones; `stale` when only the nonce was.
    Challenge { stale: bool },
}

/// The nonces that were given out.
pub(crate) struct Nonces {
    lifetime: Duration,
    given: Mutex<HashMap<String, Nonce>>,
}

impl Nonces {
    pub(crate) fn new(lifetime: Duration) -> Nonces {
        Nonces {
            lifetime,
            given: Mutex::default(),
        }
    }

    fn fresh(&self) -> String {
        let nonce: String = (0..16).map(|_| format!("{:02x}", rand::rng().random::<u8>())).collect();
        let mut given = self.given.lock().unwrap_or_else(|e| e.into_inner());
        given.retain(|_, nonce| nonce.made.elapsed() < self.lifetime * 2);
        given.insert(
            nonce.clone(),
            Nonce {
                made: Instant::now(),
                highest_nc: 0,
            },
        );
        nonce
    }

    /// Whether the nonce is ours, young enough, and nc goes up (RFC 7616 §3.4.5). Only once the response has
    /// been verified: otherwise a stranger could use up somebody's counts.
    fn use_up(&self, credentials: &Credentials) -> bool {
        let mut given = self.given.lock().unwrap_or_else(|e| e.into_inner());
        let Some(nonce) = given.get_mut(&credentials.nonce) else {
            return false;
        };
        if nonce.made.elapsed() >= self.lifetime {
            return false;
        }
        match &credentials.qop {
            Some((_, _, nc, _)) => {
                let rises = *nc > nonce.highest_nc;
                nonce.highest_nc = nonce.highest_nc.max(*nc);
                rises
            }
            // RFC 2069 has no count: such a nonce serves once.
            None => {
                let first = nonce.highest_nc == 0;
                nonce.highest_nc = u32::MAX;
                first
            }
        }
    }

    /// Checks the credentials of a request for the tenant's realm, from either header: a client that proved
    /// itself to the registrar need not do it again for a call. Those of an older nonce may stand beside the answer to
    /// the last challenge, so the first that prove something count.
    pub(crate) fn check(&self, request: &Request, tenant: &Tenant, directory: &dyn Directory) -> Verdict {
        let mut stale = false;
        for header in request.headers.iter() {
            if !matches!(header, Header::Authorization(_) | Header::ProxyAuthorization(_)) {
                continue;
            }
            let Some(credentials) = Credentials::parse(header.value()).filter(|c| c.realm == tenant.domain) else {
                continue;
            };
            match self.judge(request, tenant, directory, &credentials) {
                Verdict::Challenge { stale: this } => stale |= this,
                known => return known,
            }
        }
        Verdict::Challenge { stale }
    }

    fn judge(
        &self,
        request: &Request,
        tenant: &Tenant,
        directory: &dyn Directory,
        credentials: &Credentials,
    ) -> Verdict {
        let Some(extension) = directory.extension(&tenant.id, &credentials.username) else {
            return Verdict::Challenge { stale: false };
        };
        let ha1 = match credentials.algorithm {
            Algorithm::Sha512_256 => &extension.ha1_sha512_256,
            Algorithm::Sha256 => &extension.ha1_sha256,
            Algorithm::Md5 => &extension.ha1_md5,
        };
        if !credentials.verify(ha1, &request.method.to_string(), &request.body) {
            return Verdict::Challenge { stale: false };
        }
        if self.use_up(credentials) {
            Verdict::Known(extension.number)
        } else {
            Verdict::Challenge { stale: true }
        }
    }

    /// The challenge headers: the strongest algorithm first (RFC 8760 §2.4), one nonce for all.
    pub(crate) fn challenge(&self, header: &str, realm: &str, stale: bool) -> Vec<Header> {
        let nonce = self.fresh();
        let stale = if stale { ", stale=true" } else { "" };
        Algorithm::OFFERED
            .iter()
            .map(|algorithm| {
                let value = format!(
                    "Digest realm={}, nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
                    sip::quote(realm),
                    algorithm.name()
                );
                sip::make(header, value)
            })
            .collect()
    }
}
