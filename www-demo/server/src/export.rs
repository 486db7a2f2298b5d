//! Call records as CSV (RFC 4180), a batch at a time.
//!
//! A batch is read when the one before has been sent: a slow client costs no more memory than a fast one, one that
//! goes away costs nothing further, and the database is held for a batch only. The rows go down from the newest by
//! their keys, so that what is written meanwhile neither shifts nor repeats one.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and who calls may choose the
//! caller's name. Such a cell gets an apostrophe in front, which spreadsheets take for "this is text". A telephone
//! number is left as it is: a plus with nothing but digits behind it is a number to a spreadsheet and no formula, and
//! programs that read the file want the number that can be dialled.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use csv::{Terminator, Writer, WriterBuilder};
use futures_util::{Stream, stream};
use tokio_util::sync::CancellationToken;
use voip_sdk::model::calls::CallRecord;

use crate::store::{CallFilter, Position, Store, word};

/// Records a batch: less than 1 MB.
const BATCH: usize = 2000;

const HEAD: [&str; 15] = [
    "id",
    "callUuid",
    "direction",
    "caller",
    "callerName",
    "destination",
    "status",
    "startedAt",
    "answeredAt",
    "endedAt",
    "duration",
    "billsec",
    "hangupCause",
    "recordingFile",
    "metadata",
];

/// What stops an export; the connection is cut then, so that nobody takes a part for the whole.
type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Export {
    store: Arc<Store>,
    tenant_id: String,
    filter: CallFilter,
    stop: CancellationToken,
    /// Records that may still be sent.
    left: usize,
}

enum Next {
    Head,
    Batch(Position),
    End,
}

/// The head line and then the newest `limit` records that fit, or all. It ends with an error when the database fails
/// or `stop` is cancelled.
pub fn csv(
    store: Arc<Store>,
    tenant_id: String,
    filter: CallFilter,
    limit: Option<u32>,
    stop: CancellationToken,
) -> impl Stream<Item = Result<Bytes, Failure>> + Send + 'static {
    let export = Export {
        store,
        tenant_id,
        filter,
        stop,
        left: limit.map_or(usize::MAX, |limit| limit as usize),
    };
    stream::try_unfold((export, Next::Head), |(mut export, next)| async move {
        match next {
            Next::Head => Ok(Some((head()?, (export, Next::Batch(Position::Skip(0)))))),
            Next::Batch(position) => {
                let (bytes, next) = export.batch(&position).await?;
                let next = next.map_or(Next::End, Next::Batch);
                Ok(Some((bytes, (export, next))))
            }
            Next::End => Ok(None),
        }
    })
}

impl Export {
    async fn batch(&mut self, position: &Position) -> Result<(Bytes, Option<Position>), Failure> {
        let limit = self.left.min(BATCH);
        let read = self.store.next_calls(&self.tenant_id, &self.filter, position, limit);
        let (calls, next) = tokio::select! {
            read = read => read.inspect_err(|error| tracing::error!(%error, "an export was cut off"))?,
            () = self.stop.cancelled() => return Err("the server is going down".into()),
        };
        self.left -= calls.len();
        let mut writer = writer();
        for call in &calls {
            write(&mut writer, call)?;
        }
        Ok((finish(writer)?, next.filter(|_| self.left > 0)))
    }
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new())
}

fn finish(writer: Writer<Vec<u8>>) -> Result<Bytes, Failure> {
    Ok(writer.into_inner().map_err(|error| error.into_error())?.into())
}

fn head() -> Result<Bytes, Failure> {
    let mut writer = writer();
    writer.write_record(HEAD)?;
    finish(writer)
}

fn write(writer: &mut Writer<Vec<u8>>, call: &CallRecord) -> Result<(), Failure> {
    let metadata = call.metadata.as_ref().map(serde_json::to_string).transpose()?;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        Cow::Borrowed(call.id.as_str()),
        Cow::Borrowed(&call.call_uuid),
        word(&call.direction).into(),
        Cow::Borrowed(&call.caller),
        optional(&call.caller_name).into(),
        Cow::Borrowed(&call.destination),
        word(&call.status).into(),
        Cow::Borrowed(&call.started_at),
        optional(&call.answered_at).into(),
        Cow::Borrowed(&call.ended_at),
        call.duration.to_string().into(),
        call.billsec.to_string().into(),
        Cow::Borrowed(&call.hangup_cause),
        optional(&call.recording_file).into(),
        metadata.unwrap_or_default().into(),
    ];
    for cell in &cells {
        writer.write_field(harmless(cell).as_bytes())?;
    }
    Ok(writer.write_record(None::<&[u8]>)?)
}

/// The cell as a spreadsheet shows it and does not calculate it.
fn harmless(cell: &str) -> Cow<'_, str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Spaces in front are dropped by some of them; the wide signs are taken for the narrow ones by others.
    let begins_formula = cell
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let is_dangerous = begins_formula || cell.starts_with(['\t', '\r', '\n']);
    if is_dangerous && !cell.strip_prefix('+').is_some_and(is_number) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_telephone_numbers_stay() {
        for formula in [
            "=1+1",
            "=HYPERLINK(\"http://x\")",
            "+1+1",
            "+",
            "+1 212",
            "-2",
            "@SUM(A1)",
            " =1",
            "\t=1",
            "\rx",
            "＝1",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in [
            "",
            "+12125550110",
            "1001",
            "*97",
            "Ann = Bob",
            "O'Neill",
            "{\"a\":\"=1\"}",
        ] {
            assert_eq!(harmless(text), text);
        }
    }
}
