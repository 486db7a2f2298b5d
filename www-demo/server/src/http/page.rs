//! The page: files of one directory, and its index for every path that is no file.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use tower_http::services::ServeDir;

/// Serves the page, or says that there is none.
pub fn service(web: Option<PathBuf>) -> Router {
    let Some(web) = web else {
        return Router::new().fallback(get(|| async {
            (
                StatusCode::NOT_FOUND,
                "This server was started without a page. The API is under /api.\n",
            )
        }));
    };
    let index: Arc<PathBuf> = Arc::new(web.join("index.html"));
    let not_a_file = get(move |uri: Uri| {
        let index = index.clone();
        async move { fallback(&uri, &index).await }
    });
    Router::new()
        .fallback_service(ServeDir::new(web).fallback(not_a_file))
        .layer(middleware::map_response(with_headers))
}

/// A path of the page's own gets the index. A missing script or image does not: it would be taken for one.
async fn fallback(uri: &Uri, index: &PathBuf) -> Response {
    if uri.path().rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    }
    match tokio::fs::read_to_string(index).await {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page's index.html cannot be read");
            (StatusCode::INTERNAL_SERVER_ERROR, "the page is gone from the disk\n").into_response()
        }
    }
}

/// The page is rebuilt while it is worked on: browsers ask each time, and get 304 when nothing has changed.
async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    response
}
