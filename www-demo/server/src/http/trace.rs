//! An id for each request, in the answer and in the log.

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::cors::X_REQUEST_ID;

/// Adds `X-Request-Id` and logs what was asked: the route, never the query or a body, which hold telephone numbers.
pub async fn request_id(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(page)", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = %id);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = began.elapsed().as_millis();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(%method, route, status, milliseconds, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
