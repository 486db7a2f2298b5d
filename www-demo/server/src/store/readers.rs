//! Connections for queries that take long: they run beside the one that writes, so that a call is never kept
//! waiting by somebody who looks at last year.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{Result, Store, StoreError};

/// Long queries that run at the same time; the others wait for their turn.
const AT_ONCE: usize = 4;

/// The connections. WAL lets each of them see the state of the last commit while the writer goes on.
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            idle: Mutex::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn open(&self) -> Result<Connection> {
        let connection = Connection::open(&self.file)?;
        // Not opened read-only: such a connection could not tidy up the WAL when it is the last one to close.
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;")?;
        connection.busy_timeout(super::PATIENCE)?;
        Ok(connection)
    }

    /// Runs a query on a connection of its own. One that failed is not used again.
    fn run<T>(&self, query: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = idle.map_or_else(|| self.open(), Ok)?;
        let answer = query(&mut connection)?;
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        Ok(answer)
    }
}

impl Store {
    /// Runs a query that may take long, on another thread and beside what is written meanwhile. A store in memory has
    /// one connection only and runs it there.
    ///
    /// # Errors
    /// Those of the query; [`StoreError::Stopping`] when the process ends before it ran.
    pub async fn read<T, Q>(self: &Arc<Self>, query: Q) -> Result<T>
    where
        T: Send + 'static,
        Q: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        let turn = match &self.readers {
            Some(readers) => Some(readers.turns.clone().acquire_owned().await),
            None => None,
        };
        let reading = tokio::task::spawn_blocking(move || {
            // Kept until the query is over, even when nobody waits for its answer any more.
            let _turn = turn;
            match &store.readers {
                Some(readers) => readers.run(query),
                None => query(&mut store.lock()),
            }
        });
        match reading.await {
            Ok(answer) => answer,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(StoreError::Stopping),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn tenants(connection: &mut Connection) -> Result<u32> {
        Ok(connection.query_row("SELECT COUNT(*) FROM tenants", [], |row| row.get(0))?)
    }

    fn put(store: &Store, id: &str) {
        store
            .put_tenant(&crate::store::Tenant {
                id: id.into(),
                name: id.into(),
                domain: format!("{id}.test"),
                did: String::new(),
            })
            .unwrap();
    }

    #[tokio::test]
    async fn a_long_query_does_not_keep_a_writer_waiting_and_sees_one_state() {
        let directory = tempfile();
        let store = Arc::new(Store::open(&directory.join("voip.db")).unwrap());
        put(&store, "a");
        let (begun, wait) = mpsc::channel();
        let (written, go_on) = mpsc::channel();
        let reader = store.clone();
        let reading = tokio::spawn(async move {
            reader
                .read(move |connection| {
                    let transaction = connection.transaction()?;
                    let count = |from: &Connection| {
                        from.query_row("SELECT COUNT(*) FROM tenants", [], |row| row.get::<_, u32>(0))
                    };
                    let before = count(&transaction)?;
                    begun.send(()).unwrap();
                    go_on.recv().unwrap();
                    Ok((before, count(&transaction)?))
                })
                .await
        });
        tokio::task::spawn_blocking(move || wait.recv().unwrap()).await.unwrap();
        put(&store, "b");
        written.send(()).unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), (1, 1));
        assert_eq!(store.read(tenants).await.unwrap(), 2);
        drop(store);
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn a_reader_cannot_write_and_closing_leaves_one_file() {
        let directory = tempfile();
        let store = Arc::new(Store::open(&directory.join("voip.db")).unwrap());
        put(&store, "a");
        let refused = store
            .read(|connection| Ok(connection.execute("DELETE FROM tenants", [])?))
            .await;
        assert!(refused.is_err());
        assert_eq!(store.read(tenants).await.unwrap(), 1);
        drop(store);
        assert!(!directory.join("voip.db-wal").exists());
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[tokio::test]
    async fn a_store_in_memory_reads_what_it_wrote() {
        let store = Arc::new(Store::in_memory().unwrap());
        put(&store, "a");
        assert_eq!(store.read(tenants).await.unwrap(), 1);
    }

    fn tempfile() -> PathBuf {
        let directory = std::env::temp_dir().join(format!("voip-readers-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&directory).unwrap();
        directory
    }
}
