//! Made-up call records of the last year, to see lists, figures and exports with as many calls as a company has.
//!
//! The same number of records at the same moment is the same records: the random numbers have a fixed seed. Outside
//! numbers are of the range that is kept free for examples (555-0100 to 555-0199).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};

use crate::pbx::ports::FinishedCall;
use crate::store::{Store, StoreError, Tenant};

const YEAR_HOURS: u64 = 365 * 24;
const AREA_CODES: [u16; 8] = [212, 310, 415, 312, 206, 617, 305, 702];
const FIRST_NAMES: [&str; 10] = [
    "Ada", "Bruno", "Carla", "Dmitri", "Elena", "Felix", "Gina", "Henrik", "Ines", "Jamal",
];
const LAST_NAMES: [&str; 8] = [
    "Abbott", "Barros", "Cheng", "Dahl", "Eriksen", "Ferrari", "Goldberg", "O'Neill",
];

/// What came of it.
#[derive(Debug)]
pub struct Seeded {
    /// Records that were added.
    pub records: u64,
    /// How long that took.
    pub took: Duration,
}

/// Sees to it that `acme` has at least `wanted` records and `globex` a tenth of that.
///
/// # Errors
/// As every query.
pub fn seed(store: &Store, wanted: u32, now: Timestamp) -> Result<Seeded, StoreError> {
    let began = Instant::now();
    let mut records = 0;
    for (id, wanted) in [("acme", wanted), ("globex", wanted / 10)] {
        let missing = wanted.saturating_sub(store.count_calls(id)?);
        let Some(tenant) = store.tenant_of_id(id)?.filter(|_| missing > 0) else {
            continue;
        };
        let extensions = store.extension_names(id)?;
        if extensions.is_empty() {
            continue;
        }
        store.put_calls(Calls::new(tenant, extensions, missing, now))?;
        records += u64::from(missing);
    }
    Ok(Seeded {
        records,
        took: began.elapsed(),
    })
}

impl Seeded {
    /// What is told about it.
    #[must_use]
    pub fn describe(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let rate = self.records as f64 / seconds.max(0.001);
        format!(
            "made up {} call records in {seconds:.1} s ({rate:.0} a second)",
            self.records
        )
    }
}

/// The records, oldest first: so they are written where the database's file ends.
struct Calls {
    tenant: Tenant,
    extensions: Vec<(String, String)>,
    random: StdRng,
    /// Before which hour of the year which share of all calls has begun.
    begun: Vec<f64>,
    year: Timestamp,
    made: u32,
    wanted: u32,
}

impl Calls {
    fn new(tenant: Tenant, extensions: Vec<(String, String)>, wanted: u32, now: Timestamp) -> Self {
        // The last hour is left free: nothing that was made up ends in the future.
        let year = now - SignedDuration::from_hours(YEAR_HOURS as i64 + 1);
        let mut sum = 0.0;
        let mut begun: Vec<f64> = (0..YEAR_HOURS)
            .map(|hour| {
                sum += business(year.as_second() / 3600 + hour as i64);
                sum
            })
            .collect();
        begun.iter_mut().for_each(|share| *share /= sum);
        Self {
            random: StdRng::seed_from_u64(
                tenant
                    .id
                    .bytes()
                    .fold(5550100, |seed, byte| seed * 31 + u64::from(byte)),
            ),
            tenant,
            extensions,
            begun,
            year,
            made: 0,
            wanted,
        }
    }

    fn began(&mut self) -> Timestamp {
        let share = (f64::from(self.made) + self.random.random::<f64>()) / f64::from(self.wanted);
        let hour = self
            .begun
            .partition_point(|begun| *begun <= share)
            .min(self.begun.len() - 1);
        let before = hour.checked_sub(1).map_or(0.0, |hour| self.begun[hour]);
        let within = ((share - before) / (self.begun[hour] - before)).clamp(0.0, 1.0);
        let milliseconds = (hour as f64 + within) * 3_600_000.0;
        self.year + SignedDuration::from_millis(milliseconds as i64)
    }

    fn extension(&mut self) -> (String, String) {
        self.extensions[self.random.random_range(0..self.extensions.len())].clone()
    }

    /// A number outside, and the name of who calls from it, where one is known.
    fn outside(&mut self) -> (String, Option<String>) {
        let area = self.random.random_range(0..AREA_CODES.len());
        let line = self.random.random_range(0..100);
        let person = area * 100 + line;
        let name = format!(
            "{} {}",
            FIRST_NAMES[person % FIRST_NAMES.len()],
            LAST_NAMES[person / FIRST_NAMES.len() % LAST_NAMES.len()]
        );
        (
            format!("+1{}55501{line:02}", AREA_CODES[area]),
            (person % 5 > 1).then_some(name),
        )
    }

    /// How it ended, and the word for why.
    fn outcome(&mut self) -> (CallStatus, &'static str) {
        match self.random.random_range(0..100) {
            0..72 => (CallStatus::Completed, "NORMAL_CLEARING"),
            72..84 => (CallStatus::Missed, "NO_ANSWER"),
            84..91 => (CallStatus::Cancelled, "ORIGINATOR_CANCEL"),
            91..95 => (CallStatus::Busy, "USER_BUSY"),
            95..98 => (CallStatus::Rejected, "CALL_REJECTED"),
            98 => (CallStatus::Failed, "NORMAL_TEMPORARY_FAILURE"),
            _ => (CallStatus::Failed, "UNALLOCATED_NUMBER"),
        }
    }

    /// An id that begins with the time, as version 7 has it: the index of ids grows at its end, too.
    fn id(&mut self, began: Timestamp) -> String {
        let milliseconds = u64::try_from(began.as_millisecond()).unwrap_or(0);
        let bytes: [u8; 10] = self.random.random();
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes)
            .into_uuid()
            .to_string()
    }

    /// The two ends, without times and outcome.
    fn ends(&mut self) -> Ends {
        let (number, name) = self.extension();
        let kind = self.random.random_range(0..100);
        if kind < 45 {
            let (caller, caller_name) = self.outside();
            Ends {
                direction: CallDirection::Inbound,
                caller,
                caller_name,
                caller_extension: None,
                destination: self.tenant.did.clone(),
                destination_name: Some(name),
                destination_extension: Some(number),
            }
        } else {
            let (direction, destination, extension) = if kind < 80 {
                (CallDirection::Outbound, self.outside().0, None)
            } else {
                let called = self.extension();
                (CallDirection::Internal, called.0.clone(), Some(called))
            };
            Ends {
                direction,
                caller: number.clone(),
                caller_name: Some(name),
                caller_extension: Some(number),
                destination,
                destination_extension: extension.as_ref().map(|(number, _)| number.clone()),
                destination_name: extension.map(|(_, name)| name),
            }
        }
    }
}

/// Who called whom.
struct Ends {
    direction: CallDirection,
    caller: String,
    caller_name: Option<String>,
    caller_extension: Option<String>,
    destination: String,
    destination_name: Option<String>,
    destination_extension: Option<String>,
}

impl Iterator for Calls {
    type Item = FinishedCall;

    fn next(&mut self) -> Option<FinishedCall> {
        if self.made == self.wanted {
            return None;
        }
        let began = self.began();
        self.made += 1;
        let ends = self.ends();
        let (status, cause) = self.outcome();
        let rang: u32 = self.random.random_range(2..25);
        // Most conversations are short, a few are long.
        let talked = match status {
            CallStatus::Completed => 1 + (-180.0 * (1.0 - self.random.random::<f64>()).ln()).min(3500.0) as u32,
            _ => 0,
        };
        let seconds = |seconds: u32| SignedDuration::from_secs(seconds.into());
        let id = self.id(began);
        let metadata = (self.random.random_range(0..10) == 0).then(|| {
            let contact = self.random.random_range(1..=5000);
            BTreeMap::from([("contactId".to_owned(), format!("c-{contact}"))])
        });
        Some(FinishedCall {
            tenant_id: self.tenant.id.clone(),
            caller_extension: ends.caller_extension,
            destination_extension: ends.destination_extension,
            destination_name: ends.destination_name,
            record: CallRecord {
                call_uuid: id.clone(),
                id,
                direction: ends.direction,
                caller: ends.caller,
                caller_name: ends.caller_name,
                destination: ends.destination,
                status,
                started_at: began.to_string(),
                answered_at: (status == CallStatus::Completed).then(|| (began + seconds(rang)).to_string()),
                ended_at: (began + seconds(rang + talked)).to_string(),
                duration: rang + talked,
                billsec: talked,
                hangup_cause: cause.to_owned(),
                recording_file: None,
                metadata,
            },
        })
    }
}

/// How busy an hour is, counted in hours since 1970: a company works from Monday to Friday by day.
fn business(hour: i64) -> f64 {
    let hour_of_day = hour.rem_euclid(24);
    // 1970-01-01 was a Thursday.
    let day_of_week = (hour.div_euclid(24) + 3).rem_euclid(7);
    let by_day = match hour_of_day {
        9..=11 | 14..=16 => 1.0,
        8 | 12 | 13 | 17 => 0.6,
        18..=20 => 0.2,
        _ => 0.03,
    };
    if day_of_week < 5 { by_day } else { by_day * 0.2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> Store {
        let store = Store::in_memory().unwrap();
        for id in ["acme", "globex"] {
            store
                .put_tenant(&Tenant {
                    id: id.into(),
                    name: id.into(),
                    domain: format!("{id}.test"),
                    did: "+12125550110".into(),
                })
                .unwrap();
            for number in ["1001", "1002"] {
                let ha1 = crate::auth::password::ha1(number, "d", "p");
                store
                    .seed_extension(&crate::store::NewExtension {
                        tenant_id: id,
                        number,
                        name: "N",
                        ha1: &ha1,
                    })
                    .unwrap();
            }
        }
        store
    }

    fn made(wanted: u32) -> Vec<FinishedCall> {
        let tenant = store().tenant_of_id("acme").unwrap().unwrap();
        Calls::new(tenant, vec![("1001".into(), "N".into())], wanted, now()).collect()
    }

    fn now() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_second_time_only_what_is_missing_is_added() {
        let store = store();
        assert_eq!(seed(&store, 50, now()).unwrap().records, 55);
        assert_eq!(seed(&store, 50, now()).unwrap().records, 0);
        assert_eq!(seed(&store, 70, now()).unwrap().records, 22);
        assert_eq!(store.count_calls("acme").unwrap(), 70);
        assert_eq!(store.count_calls("globex").unwrap(), 7);
    }

    #[test]
    fn the_same_records_are_made_each_time_within_the_last_year_and_oldest_first() {
        let (first, second) = (made(2000), made(2000));
        let times: Vec<Timestamp> = first
            .iter()
            .map(|call| call.record.started_at.parse().unwrap())
            .collect();
        assert!(times.is_sorted());
        assert!(times[0] > now() - SignedDuration::from_hours(366 * 24));
        assert!(times[0] < now() - SignedDuration::from_hours(360 * 24));
        assert!(times[1999] > now() - SignedDuration::from_hours(5 * 24));
        for (one, two) in first.iter().zip(&second) {
            assert_eq!(one.record, two.record);
            assert!(one.record.ended_at.parse::<Timestamp>().unwrap() <= now());
        }
    }

    #[test]
    fn numbers_outside_are_those_for_examples_and_every_outcome_is_there() {
        let calls = made(2000);
        let mut outcomes = std::collections::HashSet::new();
        for FinishedCall { record, .. } in &calls {
            outcomes.insert(format!("{:?} {:?}", record.direction, record.status));
            for number in [&record.caller, &record.destination] {
                assert!(number.len() == 4 || number[5..].starts_with("55501"), "{number}");
            }
            assert_eq!(record.answered_at.is_some(), record.status == CallStatus::Completed);
        }
        assert_eq!(outcomes.len(), 18);
    }
}
