//! Who a request outside a dialog comes from, and whether it may.

use rsipstack::sip::{HasHeaders, Header, Request};

use super::auth::Verdict;
use super::core::Core;
use super::ports::{SipExtension, Tenant};
use super::sip::{self, NameAddr};

/// The answer to a request that is not served: its status and headers.
pub(crate) type Refusal = (u16, Vec<Header>);

/// The extensions of SIP that a request may require (RFC 3261 §8.2.2.3).
pub(crate) const SUPPORTED: [&str; 4] = ["100rel", "norefersub", "replaces", "timer"];

/// Who has sent a request.
pub(crate) struct Sender {
    pub tenant: Tenant,
    pub extension: SipExtension,
    /// The user part of the Request-URI.
    pub number: String,
    /// From does not say who it is.
    pub anonymous: bool,
}

/// Proves who has sent a request. `any_host`: what the Request-URI names is not looked at.
///
/// # Errors
/// The answer: 400, 403, 404 or a challenge.
pub(crate) fn identify(core: &Core, request: &Request, any_host: bool) -> Result<Sender, Refusal> {
    let from = sip::header(request, "From")
        .and_then(NameAddr::parse)
        .ok_or((400, vec![]))?;
    let (from_user, from_host) = from.user_and_host().ok_or((400, vec![]))?;
    let (number, host) = sip::user_and_host(&request.uri.to_string()).ok_or((400, vec![]))?;
    let domain = |host: &str| core.directory.tenant_by_domain(host);
    let tenant = domain(&from_host).or_else(|| domain(&host)).ok_or((404, vec![]))?;
    // A number of another tenant's domain is none of this tenant's (a `tel:` URI has no domain).
    if !any_host && !host.is_empty() && host != tenant.domain {
        return Err((404, vec![]));
    }
    let user = match core.nonces.check(request, &tenant, &*core.directory) {
        Verdict::Known(user) => user,
        Verdict::Challenge { stale } => {
            return Err((407, core.nonces.challenge("Proxy-Authenticate", &tenant.domain, stale)));
        }
    };
    let anonymous = from_user == "anonymous";
    if from_user != user && !anonymous {
        return Err((403, vec![]));
    }
    let extension = core.directory.extension(&tenant.id, &user).ok_or((403, vec![]))?;
    Ok(Sender {
        tenant,
        extension,
        number,
        anonymous,
    })
}

/// Whether the server has what a request requires.
///
/// # Errors
/// 420 with what it has not.
pub(crate) fn check_required(request: &Request) -> Result<(), Refusal> {
    let required = request
        .headers()
        .iter()
        .filter(|h| h.name().eq_ignore_ascii_case("Require"));
    let missing: Vec<&str> = required
        .flat_map(|h| sip::split_list(h.value()))
        .filter(|option| !SUPPORTED.iter().any(|s| s.eq_ignore_ascii_case(option)))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err((420, vec![sip::make("Unsupported", missing.join(", "))])),
    }
}
