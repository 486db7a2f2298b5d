//! Operations of the contract that this server does not have yet: 501, so that nobody takes them for a wrong path.

use std::sync::Arc;

use axum::Router;
use axum::routing::any;

use super::App;
use super::error::ApiError;
use super::user::Caller;

const PATHS: [&str; 2] = ["/webhooks", "/webhooks/{*rest}"];

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    PATHS
        .iter()
        .fold(Router::new(), |router, path| router.route(path, any(later)))
}

async fn later(_caller: Caller) -> ApiError {
    ApiError::later()
}
