//! One running server: from the data directory and the port to the last closed socket.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::args::Config;
use crate::auth::token::load_or_make_key;
use crate::http::{self, App};
use crate::hub::Hub;
use crate::pbx::media::MediaConfig;
use crate::pbx::{Pbx, PbxConfig};
use crate::seed::{self, Seed, SeedError};
use crate::seed_calls;
use crate::store::{Store, StoreError};
use crate::webhooks::{CallEvents, SystemClock, Webhooks};

/// How long open requests and sockets get to end.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why the server does not start. Each is one sentence that says what to do.
#[derive(Debug)]
pub enum StartError {
    /// Somebody else listens there.
    PortTaken(u16),
    /// The port cannot be listened on.
    Port(u16, io::Error),
    /// The data directory cannot be used.
    Data(PathBuf, io::Error),
    /// The store does not open.
    Store(StoreError),
    /// The tenants could not be seeded.
    Seed(SeedError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken(port) => write!(
                f,
                "port {port} on 127.0.0.1 is taken by another program; stop that program or choose another port with --port"
            ),
            Self::Port(port, error) => write!(f, "port {port} on 127.0.0.1 cannot be listened on: {error}"),
            Self::Data(path, error) => write!(f, "the data directory {} cannot be used: {error}", path.display()),
            Self::Store(error) => error.fmt(f),
            Self::Seed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        Self::Seed(error)
    }
}

/// A server that runs.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Who can log in.
    pub seed: Seed,
    /// What its routes work on.
    pub app: Arc<App>,
    serving: tokio::task::JoinHandle<()>,
    ended: CancellationToken,
}

/// Starts a server; within a tokio runtime. When it returns, the port is open.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Config) -> Result<Server, StartError> {
    // The port first: whoever starts a second server by mistake learns about it before anything else is touched.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port))
        .await
        .map_err(|error| {
            if error.kind() == io::ErrorKind::AddrInUse {
                StartError::PortTaken(config.port)
            } else {
                StartError::Port(config.port, error)
            }
        })?;
    let address = listener
        .local_addr()
        .map_err(|error| StartError::Port(config.port, error))?;
    let url = format!("http://{address}");

    let data_error = |error| StartError::Data(config.data.clone(), error);
    make_private_directory(&config.data).map_err(data_error)?;
    let store = Arc::new(Store::open(&config.data.join("voip.db"))?);
    let key = load_or_make_key(&config.data.join("token.key")).map_err(data_error)?;
    let seed = seed::seed(&store, &config.data, &url)?;
    if config.seed_cdrs > 0 {
        make_up_calls(store.clone(), config.seed_cdrs).await?;
    }
    let hub = Arc::new(Hub::default());
    for tenant in store.tenants()? {
        hub.open_room(&tenant.id, store.extension_names(&tenant.id)?);
    }
    // Before the telephone system, so that nothing that happens in it is missed.
    hub.tell(Arc::new(CallEvents::new(store.clone())));
    let webhooks = Webhooks::start(store.clone(), Arc::new(SystemClock), config.allow_private_webhooks)?;
    let webhooks = Arc::new(webhooks);
    let pbx = Pbx::start(
        store.clone(),
        hub.clone(),
        PbxConfig {
            sent_by: address.to_string(),
            call_uuid_header: config.call_uuid_header,
            media: MediaConfig {
                dead_after: config.media_timeout,
                ..MediaConfig::default()
            },
            ..PbxConfig::default()
        },
    );
    let app = Arc::new(App::new(store, hub, pbx, webhooks, &key, &config));
    for tenant in app.store.tenants()? {
        seed::add_conference(&app.store, &app.conferences, &tenant.id)?;
    }

    let ended = CancellationToken::new();
    let serving = tokio::spawn(serve(listener, app.clone(), config.web.clone(), ended.clone()));
    Ok(Server {
        address,
        seed,
        app,
        serving,
        ended,
    })
}

async fn make_up_calls(store: Arc<Store>, wanted: u32) -> Result<(), StoreError> {
    let making = tokio::task::spawn_blocking(move || seed_calls::seed(&store, wanted, jiff::Timestamp::now()));
    let made = match making.await {
        Ok(made) => made?,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => return Err(StoreError::Stopping),
    };
    if made.records > 0 {
        tracing::info!("{}", made.describe());
    }
    Ok(())
}

/// The database holds what SIP authenticates with: its directory is for its owner only.
fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

async fn serve(listener: TcpListener, app: Arc<App>, web: Option<PathBuf>, ended: CancellationToken) {
    let service = http::router(app.clone(), web).into_make_service_with_connect_info::<SocketAddr>();
    let stop = app.stop.clone();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the server stopped listening");
    }
    ended.cancel();
}

impl Server {
    /// Its address for a browser.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends when the server stopped by itself.
    pub async fn failed(&self) {
        self.ended.cancelled().await;
    }

    /// Ends the calls, closes the sockets, answers what was asked, closes the store.
    pub async fn stop(&self) {
        self.app.pbx.shutdown().await;
        self.app.webhooks.stop().await;
        self.app.stop.cancel();
        self.app.sockets.close();
        if tokio::time::timeout(PATIENCE, self.app.sockets.wait()).await.is_err() {
            tracing::warn!("some realtime sockets did not close in time");
        }
        if tokio::time::timeout(PATIENCE, self.ended.cancelled()).await.is_err() {
            tracing::warn!("some requests did not end in time");
            self.serving.abort();
        }
        if let Err(error) = self.app.store.flush() {
            tracing::error!(%error, "the store could not be flushed");
        }
    }
}
