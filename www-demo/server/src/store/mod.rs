//! What survives a restart: one SQLite file.
//!
//! Every query takes the tenant's id, so that one tenant's data is out of another's reach by construction.
//! Times are Unix milliseconds in the file and ISO 8601 in the API. Queries are short and run where they are
//! called: a lock around one connection is faster than handing them to another thread. Those that may take long
//! (lists, figures and exports of call records) go through [`Store::read`].

mod blocklist;
mod cdr;
mod deliveries;
mod directory;
mod extensions;
mod ivr;
mod list;
mod numbers;
mod parts;
mod people;
mod queue_calls;
mod queues;
mod readers;
mod ring_groups;
mod schedules;
mod sessions;
mod trunks;
mod values;
mod voicemails;
mod webhooks;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

pub use cdr::{CallFilter, CallPage, Position};
pub use deliveries::{Attempt, Outcome, Then};
pub use extensions::{ExtensionChange, ExtensionDetails};
pub use list::{Key, KeyPart, Listed, Page};
pub use numbers::Kind as NumberKind;
pub(crate) use numbers::is_outside;
pub use people::{Admin, Ha1, NewAdmin, NewExtension, Tenant, UserId};
pub use queue_calls::QueueCall;
pub use sessions::{Refreshed, Session};
pub use trunks::KeptTrunk;
pub(crate) use values::{DAY_MS, iso, word};
pub use voicemails::{NewVoicemail, VoicemailFilter};
pub use webhooks::KeptWebhook;

use self::readers::Readers;

/// How long a connection waits for another one of this server, which holds the file for moments only.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each step brings a file of the version before to its own; the file's `user_version` counts the steps done.
const MIGRATIONS: [&str; 4] = [
    include_str!("schema/1-base.sql"),
    include_str!("schema/2-administration.sql"),
    include_str!("schema/3-services.sql"),
    include_str!("schema/4-history.sql"),
];

/// Why the store could not do what was asked.
#[derive(Debug)]
pub enum StoreError {
    /// Another server has the file open.
    InUse,
    /// The file was written by a newer server.
    TooNew,
    /// Another row has a value that only one may have; the column is `table.column`.
    Taken {
        /// Which.
        column: String,
    },
    /// Values that name what is not there, or the same twice.
    Unfit {
        /// What is wrong with which of the API's fields.
        fields: BTreeMap<String, String>,
    },
    /// A voice menu leads to it.
    PointedAt,
    /// The page that is wanted begins after a key of another list.
    ForeignCursor,
    /// The file that keeps a second server away cannot be made.
    Lock(std::io::Error),
    /// The process ends; nothing is read any more.
    Stopping,
    /// SQLite says no.
    Sqlite(rusqlite::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse => {
                f.write_str("another server uses this data directory; stop it or choose another with --data")
            }
            Self::TooNew => f.write_str("the database was written by a newer version of this server"),
            Self::Taken { column } => write!(f, "another row has this {column}"),
            Self::Unfit { fields } => write!(f, "these do not fit what is there: {fields:?}"),
            Self::PointedAt => f.write_str("a voice menu leads to it"),
            Self::ForeignCursor => f.write_str("the cursor is of another list"),
            Self::Lock(error) => write!(f, "the lock file beside the database cannot be used: {error}"),
            Self::Stopping => f.write_str("the server is going down"),
            Self::Sqlite(error) => write!(f, "the database failed: {error}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::ConstraintViolation) => match taken_column(&error) {
                Some(column) => Self::Taken { column },
                None => Self::Sqlite(error),
            },
            _ => Self::Sqlite(error),
        }
    }
}

/// SQLite says `UNIQUE constraint failed: trunks.tenant_id, trunks.name`: the last column is what is unique in a tenant.
fn taken_column(error: &rusqlite::Error) -> Option<String> {
    let rusqlite::Error::SqliteFailure(_, Some(message)) = error else {
        return None;
    };
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    Some(columns.rsplit(", ").next().unwrap_or(columns).to_owned())
}

/// What a query gives.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The database.
pub struct Store {
    readers: Option<Readers>,
    connection: Mutex<Connection>,
    /// Something is to be posted to a webhook.
    deliveries: tokio::sync::Notify,
    /// Locked as long as the store lives; the last field, so that it is let go last.
    _lock: Option<File>,
}

impl Store {
    /// Opens the file, creates it if it is not there, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another server has it, [`StoreError::TooNew`], [`StoreError::Sqlite`].
    pub fn open(file: &Path) -> Result<Self> {
        // The system lets go of it when the process ends, however it ends.
        let lock = File::create(file.with_extension("lock")).map_err(StoreError::Lock)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::InUse,
            TryLockError::Error(error) => StoreError::Lock(error),
        })?;
        Ok(Self {
            readers: Some(Readers::new(file.to_owned())),
            _lock: Some(lock),
            ..Self::prepare(Connection::open(file)?)?
        })
    }

    /// A store that ends with the process, for tests.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.busy_timeout(PATIENCE)?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")?;
        migrate(&mut connection)?;
        Ok(Self {
            readers: None,
            connection: Mutex::new(connection),
            deliveries: tokio::sync::Notify::new(),
            _lock: None,
        })
    }

    /// Ends when something is to be posted to a webhook.
    pub(crate) async fn delivery_put(&self) {
        self.deliveries.notified().await;
    }

    /// Writes everything into the one file. The store can still be used afterwards.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn flush(&self) -> Result<()> {
        Ok(self.lock().execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?)
    }

    /// A panic while the lock was held leaves no half-done statement behind: a transaction rolls back when dropped.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
    let done: usize = transaction.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))? as usize;
    let steps = MIGRATIONS.get(done..).ok_or(StoreError::TooNew)?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.execute_batch(&format!("PRAGMA user_version = {};", MIGRATIONS.len()))?;
    Ok(transaction.commit()?)
}

/// A new row's id.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Now, as the file counts time.
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_server_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA user_version = 99").unwrap();
        assert!(matches!(Store::prepare(connection), Err(StoreError::TooNew)));
    }

    #[test]
    fn a_file_of_the_first_version_keeps_its_extensions_and_their_numbers() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO tenants VALUES ('t', 'T', 't.test', '');
                 INSERT INTO extensions VALUES ('e', 't', '1001', 'Ada', '1', '2', '3');
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        let store = Store::prepare(connection).unwrap();
        assert_eq!(store.number_kind("t", "1001").unwrap(), Some(NumberKind::Extension));
        assert_eq!(store.seeded_extensions("t").unwrap(), [("1001".into(), "Ada".into())]);
        let kept = store.extension_of_id("t", "e").unwrap().unwrap();
        let age = now_ms() - kept.created_at.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        assert!((0..60_000).contains(&age), "{age}");
    }

    #[tokio::test]
    async fn a_file_of_the_first_version_keeps_its_calls_and_they_are_counted() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO tenants VALUES ('t', 'T', 't.test', '');
                 INSERT INTO calls VALUES ('a', 't', 'u', 'internal', '1001', NULL, '1001', '1002', 'Ben', '1002',
                   'completed', 1000, 2000, 5000, 4, 3, 'NORMAL_CLEARING', NULL, NULL);
                 INSERT INTO calls VALUES ('b', 't', 'v', 'internal', '1001', NULL, '1001', '1001', NULL, '1001',
                   'busy', 86400000, NULL, 86401000, 1, 0, 'USER_BUSY', NULL, '{\"a\":\"b\"}');
                 INSERT INTO calls VALUES ('c', 't', 'w', 'inbound', '+12125550100', 'Ada', NULL, '1002', 'Ben', '1002',
                   'completed', 86400001, 86400001, 86405001, 5, 5, 'NORMAL_CLEARING', 'r.wav', NULL);
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        let store = std::sync::Arc::new(Store::prepare(connection).unwrap());
        let find = async |filter: CallFilter| {
            let page = store.calls("t", &filter, &Position::Skip(0), 10).await.unwrap();
            let ids: String = page.calls.iter().map(|call| call.id.as_str()).collect();
            (page.total, ids)
        };
        let of = |extension: &str| CallFilter {
            extension: Some(extension.into()),
            ..CallFilter::default()
        };
        assert_eq!(find(CallFilter::default()).await, (3, "cba".into()));
        assert_eq!(find(of("1001")).await, (2, "ba".into()));
        assert_eq!(find(of("1002")).await, (2, "ca".into()));
        let search = CallFilter {
            search: Some("ben".into()),
            ..CallFilter::default()
        };
        assert_eq!(find(search).await, (2, "ca".into()));
        let call = store.call("t", "b").unwrap().unwrap();
        assert_eq!((call.caller_name, call.metadata.unwrap()["a"].as_str()), (None, "b"));
    }

    #[test]
    fn a_second_server_on_the_same_file_is_refused_and_the_data_survives_the_first() {
        let directory = std::env::temp_dir().join(format!("voip-store-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&directory).unwrap();
        let file = directory.join("voip.db");
        let first = Store::open(&file).unwrap();
        first
            .put_tenant(&Tenant {
                id: "t".into(),
                name: "T".into(),
                domain: "t.test".into(),
                did: "+15550000000".into(),
            })
            .unwrap();
        assert!(matches!(Store::open(&file), Err(StoreError::InUse)));
        drop(first);
        let again = Store::open(&file).unwrap();
        assert_eq!(again.tenant_of_domain("T.TEST").unwrap().unwrap().id, "t");
        std::fs::remove_dir_all(directory).unwrap();
    }
}
