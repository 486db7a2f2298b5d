//! A server of its own for a test, and what it takes to talk to it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tower::ServiceExt as _;
use voip_demo_server::args::Config;
use voip_demo_server::http;
use voip_demo_server::run::{self, Server};
use voip_demo_server::seed::SeedTenant;

/// A directory that goes with its owner.
pub struct TempDir(PathBuf);

impl TempDir {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("voip-api-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub struct Bench {
    pub server: Server,
    router: Router,
    _data: Option<TempDir>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of an error.
    pub fn error(&self) -> (u16, String) {
        let code = self.json()["error"]["code"].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), code)
    }

    /// What an error says about each field that it names.
    pub fn wrong(&self) -> Value {
        self.json()["error"]["details"]["fields"].clone()
    }

    /// The fields that an error names.
    pub fn fields(&self) -> Vec<String> {
        let body = self.json();
        let fields = body["error"]["details"]["fields"].as_object();
        fields
            .map(|fields| fields.keys().cloned().collect())
            .unwrap_or_default()
    }
}

impl Bench {
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        let data = TempDir::new();
        let web = config.web.clone();
        let config = Config {
            port: 0,
            data: data.path().to_owned(),
            ..config
        };
        let server = run::start(config).await.unwrap();
        Self {
            router: http::router(server.app.clone(), web),
            server,
            _data: Some(data),
        }
    }

    /// Around a server whose directory is another's.
    pub fn of(server: Server) -> Self {
        Self {
            router: http::router(server.app.clone(), None),
            server,
            _data: None,
        }
    }

    /// An answer whose body is still to come.
    pub async fn answer(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.answer(request).await;
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        let request = Request::post(path).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A request with any verb, with a body or without.
    pub async fn ask(&self, verb: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(verb)
            .uri(path)
            .header("authorization", format!("Bearer {token}"));
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub async fn patch(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask("PATCH", path, token, Some(body)).await
    }

    pub async fn put(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask("PUT", path, token, Some(body)).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        self.ask("DELETE", path, token, None).await
    }

    /// Deletes the extension with that number.
    pub async fn delete_extension(&self, admin: &str, number: &str) {
        let list = self.get("/api/extensions?limit=1000", admin).await.json();
        let mut extensions = list["extensions"].as_array().unwrap().iter();
        let extension = extensions.find(|extension| extension["extension"] == number).unwrap();
        let path = format!("/api/extensions/{}", extension["id"].as_str().unwrap());
        assert_eq!(self.delete(&path, admin).await.status, 200);
    }

    /// A POST with an `Idempotency-Key`.
    pub async fn post_once(&self, path: &str, token: &str, key: &str, body: Value) -> Answer {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The member `name` of every entry of a list, page by page of `limit`; `between` runs after each page.
    pub async fn pages(
        &self,
        (path, list, name): (&str, &str, &str),
        token: &str,
        limit: usize,
        mut between: impl AsyncFnMut(usize),
    ) -> Vec<String> {
        let (mut names, mut cursor, mut number) = (Vec::new(), String::new(), 0);
        loop {
            let path = format!("{path}?limit={limit}&cursor={cursor}");
            let page = self.get(&path, token).await.json();
            let entries = page[list].as_array().unwrap();
            assert!(entries.len() <= limit);
            names.extend(entries.iter().map(|entry| entry[name].as_str().unwrap().to_owned()));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return names,
            }
            between(number).await;
            number += 1;
        }
    }

    pub fn tenant(&self, id: &str) -> &SeedTenant {
        self.server.seed.tenants.iter().find(|tenant| tenant.id == id).unwrap()
    }

    pub fn password(&self, tenant: &str, number: &str) -> &str {
        let tenant = self.tenant(tenant);
        &tenant
            .extensions
            .iter()
            .find(|extension| extension.number == number)
            .unwrap()
            .password
    }

    /// The answer to a login that has to succeed.
    pub async fn login(&self, tenant: &str, number: &str) -> Value {
        let password = self.password(tenant, number);
        let body = json!({ "username": number, "password": password, "tenantId": tenant });
        let answer = self.post("/api/auth/login", "", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    pub async fn token(&self, tenant: &str, number: &str) -> String {
        self.login(tenant, number).await["token"].as_str().unwrap().to_owned()
    }

    pub async fn admin_token(&self, tenant: &str) -> String {
        let admin = &self.tenant(tenant).admin;
        let body = json!({ "email": admin.email, "password": admin.password });
        let answer = self.post("/api/auth/admin/login", "", body).await;
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A realtime socket that has said nothing yet.
    pub async fn socket(&self) -> Socket {
        Socket::connect(&self.server.address.to_string()).await
    }

    /// A realtime socket that has got its snapshot.
    pub async fn listen(&self, token: &str) -> Socket {
        let mut socket = self.socket().await;
        socket.say(json!({ "type": "auth", "token": token })).await;
        assert_eq!(socket.hear().await["type"], "auth_ok");
        assert_eq!(socket.hear().await["type"], "presence_snapshot");
        socket
    }
}

pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = tokio_tungstenite::client_async(format!("ws://{address}/ws"), stream)
            .await
            .unwrap();
        Self(socket)
    }

    pub async fn say(&mut self, message: Value) {
        self.say_text(&message.to_string()).await;
    }

    pub async fn say_text(&mut self, message: &str) {
        self.0.send(Message::text(message)).await.unwrap();
    }

    /// The next message; the socket must not close.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(message))) => return serde_json::from_str(&message).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a message was expected, not {other:?}"),
            }
        }
    }

    /// The messages up to the end, and the close code.
    pub async fn until_closed(&mut self) -> (Vec<Value>, u16) {
        let mut heard = Vec::new();
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(message))) => heard.push(serde_json::from_str(&message).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => return (heard, frame.code.into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a close code was expected, not {other:?}"),
            }
        }
    }
}

/// A configuration with short tokens.
pub fn tokens_of(seconds: u64) -> Config {
    Config {
        token_lifetime: Duration::from_secs(seconds),
        ..Config::default()
    }
}
