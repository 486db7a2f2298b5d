//! Pages from other ports of the same machine may use the API: `vite dev` is one.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// `Idempotency-Key`.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// `X-Request-Id`.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin, _| is_local(origin)))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            IDEMPOTENCY_KEY,
            X_REQUEST_ID,
        ])
        .expose_headers([X_REQUEST_ID, header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

fn is_local(origin: &HeaderValue) -> bool {
    let Some((scheme, authority)) = origin.to_str().ok().and_then(|text| text.split_once("://")) else {
        return false;
    };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(scheme, "http" | "https") && matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for (origin, expected) in [
            ("http://localhost:5173", true),
            ("http://127.0.0.1", true),
            ("https://[::1]:8443", true),
            ("http://[::1]", true),
            ("http://localhost.example.com", false),
            ("http://example.com:3000", false),
            ("http://localhost:3000.example.com", false),
            ("null", false),
        ] {
            assert_eq!(is_local(&HeaderValue::from_static(origin)), expected, "{origin}");
        }
    }
}
