//! Business hours: whether it is open, why, and until when.
//!
//! It is open whenever the clock on the wall there shows a time within the hours. So where the clock goes forward,
//! hours that it skips do not happen, and where it goes back, hours that it shows twice happen twice.
//!
//! A holiday is closed from midnight to midnight. Hours of the day before that run into it end at its midnight; hours
//! that would begin on it do not, so neither does what of them would be left on the day after.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday as CivilWeekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};
use voip_sdk::model::schedules::{Schedule, ScheduleDay, ScheduleState, ScheduleStatus, Weekday};

/// How far ahead a change is looked for.
const DAYS_AHEAD: i32 = 366;

/// The time zone with that IANA name.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name)
        .ok()
        .filter(|zone| !zone.is_unknown() && zone.iana_name().is_some())
}

/// The date that `2026-12-25` is.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let is_date = text.len() == 10 && !text.starts_with('-');
    is_date.then(|| text.parse().ok()).flatten()
}

/// The minute of the day that `09:00` is; `24:00` is the last one's end.
#[must_use]
pub fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (hour <= 24 && minute < 60 && total <= 24 * 60).then_some(total)
}

/// Whether it is open at `now`. `None` when the time zone is not known.
#[must_use]
pub fn status(schedule: &Schedule, now: Timestamp) -> Option<ScheduleStatus> {
    let hours = Hours::read(schedule);
    let local = now.to_zoned_datetime(zone(&schedule.timezone)?);
    let holiday = hours.holidays.iter().find(|(date, _)| *date == local.date());
    let is_open = hours.are_open(local.datetime());
    Some(ScheduleStatus {
        is_open,
        state: match holiday {
            Some(_) => ScheduleState::Holiday,
            None if is_open => ScheduleState::Open,
            None => ScheduleState::Closed,
        },
        holiday: holiday.map(|(_, name)| (*name).to_owned()),
        timezone: schedule.timezone.clone(),
        local_time: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        next_change_at: hours.next_change(&local).map(|at| format!("{at:.3}")),
    })
}

/// Hours on one day of the week, in minutes of the day.
struct Range {
    day: CivilWeekday,
    start: u16,
    end: u16,
}

impl Range {
    fn read(day: &ScheduleDay) -> Option<Self> {
        Some(Self {
            day: weekday(day.day),
            start: minute(&day.start_time)?,
            end: minute(&day.end_time)?,
        })
    }

    /// Whether they end on the day after.
    fn is_overnight(&self) -> bool {
        self.end <= self.start
    }
}

/// A schedule as it is reckoned with.
struct Hours<'a> {
    ranges: Vec<Range>,
    holidays: Vec<(Date, &'a str)>,
}

impl<'a> Hours<'a> {
    /// What of a schedule counts. What the API would have refused counts for nothing.
    fn read(schedule: &'a Schedule) -> Self {
        let days = schedule.schedules.iter().filter(|day| day.enabled);
        let holidays = schedule.holidays.iter();
        Self {
            ranges: days.filter_map(Range::read).collect(),
            holidays: holidays
                .filter_map(|holiday| Some((date(&holiday.date)?, holiday.name.as_str())))
                .collect(),
        }
    }

    fn is_holiday(&self, date: Date) -> bool {
        self.holidays.iter().any(|(holiday, _)| *holiday == date)
    }

    /// Whether it is open when the clock shows this.
    fn are_open(&self, local: DateTime) -> bool {
        let (today, yesterday) = (local.date(), local.date().yesterday().ok());
        if self.is_holiday(today) {
            return false;
        }
        let yesterday = yesterday.filter(|date| !self.is_holiday(*date));
        let now = local.hour() as u16 * 60 + local.minute() as u16;
        self.ranges.iter().any(|range| {
            let of_today = range.day == today.weekday() && now >= range.start;
            if range.is_overnight() {
                let of_yesterday = yesterday.is_some_and(|date| date.weekday() == range.day);
                of_today || (of_yesterday && now < range.end)
            } else {
                of_today && now < range.end
            }
        })
    }

    /// The first moment after `local` at which it opens or closes.
    fn next_change(&self, local: &ZonedDateTime) -> Option<Timestamp> {
        let (zone, now) = (local.time_zone(), local.timestamp());
        let is_open = self.are_open(local.datetime());
        let limit = now.checked_add((i64::from(DAYS_AHEAD) * 24).hours()).ok()?;
        // Midnight is among them for the holidays and the days of the week.
        let minutes: BTreeSet<u16> = std::iter::once(0)
            .chain(
                self.ranges
                    .iter()
                    .flat_map(|range| [range.start, range.end % (24 * 60)]),
            )
            .collect();
        // Only at one of these, or when the clock is set, can it open or close.
        let mut settings = zone.following(now).map(|set| set.timestamp()).peekable();
        for days in 0..=DAYS_AHEAD {
            let date = local.date().checked_add(days.days()).ok()?;
            let mut moments: Vec<Timestamp> = minutes
                .iter()
                .flat_map(|minute| moments(zone, at(date, *minute)))
                .collect();
            let midnight = end_of(zone, date)?;
            while let Some(set) = settings.next_if(|set| *set < midnight) {
                moments.push(set);
            }
            // A clock that goes back comes to a time twice, with others in between.
            moments.sort_unstable();
            for moment in moments.into_iter().filter(|moment| *moment > now) {
                if moment > limit {
                    return None;
                }
                if self.are_open(zone.to_datetime(moment)) != is_open {
                    return Some(moment);
                }
            }
        }
        None
    }
}

fn at(date: Date, minute: u16) -> DateTime {
    let (hour, minute) = (minute / 60, minute % 60);
    date.to_datetime(Time::constant(hour as i8, minute as i8, 0, 0))
}

/// The moments at which the clock shows a time: two where it goes back. Of a time that it skips, moments around that.
fn moments(zone: &TimeZone, local: DateTime) -> impl Iterator<Item = Timestamp> {
    let moment = || zone.to_ambiguous_timestamp(local);
    [moment().earlier(), moment().later()].into_iter().flatten()
}

/// When a date is over.
fn end_of(zone: &TimeZone, date: Date) -> Option<Timestamp> {
    let midnight = date.tomorrow().ok()?.to_datetime(Time::midnight());
    zone.to_timestamp(midnight).ok()
}

fn weekday(day: Weekday) -> CivilWeekday {
    match day {
        Weekday::Monday => CivilWeekday::Monday,
        Weekday::Tuesday => CivilWeekday::Tuesday,
        Weekday::Wednesday => CivilWeekday::Wednesday,
        Weekday::Thursday => CivilWeekday::Thursday,
        Weekday::Friday => CivilWeekday::Friday,
        Weekday::Saturday => CivilWeekday::Saturday,
        Weekday::Sunday => CivilWeekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use voip_sdk::model::ivr::RoutingAction;
    use voip_sdk::model::schedules::Holiday;

    use super::*;

    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Hours on some days of the week.
    fn schedule(timezone: &str, days: &[Weekday], hours: &[(&str, &str)], holidays: &[&str]) -> Schedule {
        let day = |day: &Weekday, (start, end): &(&str, &str)| ScheduleDay {
            day: *day,
            enabled: true,
            start_time: (*start).into(),
            end_time: (*end).into(),
        };
        Schedule {
            id: String::new(),
            name: String::new(),
            timezone: timezone.into(),
            schedules: days
                .iter()
                .flat_map(|weekday| hours.iter().map(|hours| day(weekday, hours)))
                .collect(),
            holidays: holidays
                .iter()
                .map(|date| Holiday {
                    date: (*date).into(),
                    name: format!("the {date}"),
                })
                .collect(),
            after_hours_action: RoutingAction::Voicemail,
            after_hours_target: None,
            created_at: String::new(),
            updated_at: String::new(),
        }
    }

    /// State, local time and next change, at a moment.
    fn at_moment(schedule: &Schedule, now: &str) -> (ScheduleState, String, String) {
        let status = status(schedule, now.parse().unwrap()).unwrap();
        assert_eq!(status.is_open, status.state == ScheduleState::Open);
        (
            status.state,
            status.local_time,
            status.next_change_at.unwrap_or_default(),
        )
    }

    /// Every row: now, state, local time, next change.
    fn check(schedule: &Schedule, rows: &[(&str, ScheduleState, &str, &str)]) {
        for (now, state, local, next) in rows {
            let next = if next.is_empty() {
                String::new()
            } else {
                next.replace('Z', ".000Z")
            };
            assert_eq!(at_moment(schedule, now), (*state, (*local).to_owned(), next), "{now}");
        }
    }

    use ScheduleState::{Closed, Holiday as OnHoliday, Open};

    #[test]
    fn a_week_of_office_hours_in_new_york_across_both_changes_of_the_clock() {
        let office = schedule(
            "America/New_York",
            &WEEK[..5],
            &[("09:00", "12:00"), ("13:00", "17:00")],
            &[],
        );
        check(
            &office,
            &[
                (
                    "2026-03-06T13:59:59Z",
                    Closed,
                    "2026-03-06T08:59:59-05:00",
                    "2026-03-06T14:00:00Z",
                ),
                (
                    "2026-03-06T14:00:00Z",
                    Open,
                    "2026-03-06T09:00:00-05:00",
                    "2026-03-06T17:00:00Z",
                ),
                (
                    "2026-03-06T17:00:00Z",
                    Closed,
                    "2026-03-06T12:00:00-05:00",
                    "2026-03-06T18:00:00Z",
                ),
                // From Friday to the Monday after the clock went forward: 9:00 is an hour earlier in UTC.
                (
                    "2026-03-06T22:00:00Z",
                    Closed,
                    "2026-03-06T17:00:00-05:00",
                    "2026-03-09T13:00:00Z",
                ),
                (
                    "2026-03-09T13:00:00Z",
                    Open,
                    "2026-03-09T09:00:00-04:00",
                    "2026-03-09T16:00:00Z",
                ),
                (
                    "2026-10-30T21:00:00Z",
                    Closed,
                    "2026-10-30T17:00:00-04:00",
                    "2026-11-02T14:00:00Z",
                ),
            ],
        );
    }

    #[test]
    fn hours_that_the_clock_skips_do_not_happen_and_hours_that_it_shows_twice_happen_twice() {
        let night = schedule("America/New_York", &WEEK, &[("01:30", "02:30")], &[]);
        check(
            &night,
            &[
                // 8 March 2026: from 2:00 to 3:00.
                (
                    "2026-03-08T06:30:00Z",
                    Open,
                    "2026-03-08T01:30:00-05:00",
                    "2026-03-08T07:00:00Z",
                ),
                (
                    "2026-03-08T07:00:00Z",
                    Closed,
                    "2026-03-08T03:00:00-04:00",
                    "2026-03-09T05:30:00Z",
                ),
                // 1 November 2026: from 2:00 to 1:00.
                (
                    "2026-11-01T05:30:00Z",
                    Open,
                    "2026-11-01T01:30:00-04:00",
                    "2026-11-01T06:00:00Z",
                ),
                (
                    "2026-11-01T06:00:00Z",
                    Closed,
                    "2026-11-01T01:00:00-05:00",
                    "2026-11-01T06:30:00Z",
                ),
                (
                    "2026-11-01T06:30:00Z",
                    Open,
                    "2026-11-01T01:30:00-05:00",
                    "2026-11-01T07:30:00Z",
                ),
            ],
        );
        let skipped = schedule("Europe/Berlin", &[Weekday::Sunday], &[("02:00", "03:00")], &[]);
        check(
            &skipped,
            &[
                // 29 March 2026 has no hour from 2:00 to 3:00.
                (
                    "2026-03-29T00:30:00Z",
                    Closed,
                    "2026-03-29T01:30:00+01:00",
                    "2026-04-05T00:00:00Z",
                ),
                // 25 October 2026 has two.
                (
                    "2026-10-25T00:30:00Z",
                    Open,
                    "2026-10-25T02:30:00+02:00",
                    "2026-10-25T02:00:00Z",
                ),
            ],
        );
        let begins_in_the_gap = schedule("Europe/Berlin", &[Weekday::Sunday], &[("02:30", "05:00")], &[]);
        check(
            &begins_in_the_gap,
            &[
                (
                    "2026-03-29T00:59:59Z",
                    Closed,
                    "2026-03-29T01:59:59+01:00",
                    "2026-03-29T01:00:00Z",
                ),
                (
                    "2026-03-29T01:00:00Z",
                    Open,
                    "2026-03-29T03:00:00+02:00",
                    "2026-03-29T03:00:00Z",
                ),
            ],
        );
    }

    #[test]
    fn zones_that_are_not_whole_hours_away_or_set_their_clocks_by_half_an_hour() {
        let lord_howe = schedule("Australia/Lord_Howe", &[Weekday::Sunday], &[("01:45", "02:15")], &[]);
        check(
            &lord_howe,
            &[
                // 5 April 2026: from 2:00 to 1:30.
                (
                    "2026-04-04T14:45:00Z",
                    Open,
                    "2026-04-05T01:45:00+11:00",
                    "2026-04-04T15:00:00Z",
                ),
                (
                    "2026-04-04T15:00:00Z",
                    Closed,
                    "2026-04-05T01:30:00+10:30",
                    "2026-04-04T15:15:00Z",
                ),
                (
                    "2026-04-04T15:15:00Z",
                    Open,
                    "2026-04-05T01:45:00+10:30",
                    "2026-04-04T15:45:00Z",
                ),
                // 4 October 2026: from 2:00 to 2:30.
                (
                    "2026-10-03T15:15:00Z",
                    Open,
                    "2026-10-04T01:45:00+10:30",
                    "2026-10-03T15:30:00Z",
                ),
            ],
        );
        let kathmandu = schedule("Asia/Kathmandu", &[Weekday::Monday], &[("09:00", "17:00")], &[]);
        check(
            &kathmandu,
            &[(
                "2026-03-02T03:15:00Z",
                Open,
                "2026-03-02T09:00:00+05:45",
                "2026-03-02T11:15:00Z",
            )],
        );
    }

    #[test]
    fn a_holiday_is_closed_from_midnight_to_midnight_and_ends_the_night_before() {
        let night = schedule("Europe/Berlin", &WEEK, &[("22:00", "06:00")], &["2026-12-25"]);
        check(
            &night,
            &[
                (
                    "2026-12-24T21:00:00Z",
                    Open,
                    "2026-12-24T22:00:00+01:00",
                    "2026-12-24T23:00:00Z",
                ),
                (
                    "2026-12-24T23:00:00Z",
                    OnHoliday,
                    "2026-12-25T00:00:00+01:00",
                    "2026-12-26T21:00:00Z",
                ),
                (
                    "2026-12-25T21:30:00Z",
                    OnHoliday,
                    "2026-12-25T22:30:00+01:00",
                    "2026-12-26T21:00:00Z",
                ),
                // The night that would have begun on the holiday did not.
                (
                    "2026-12-26T02:00:00Z",
                    Closed,
                    "2026-12-26T03:00:00+01:00",
                    "2026-12-26T21:00:00Z",
                ),
                (
                    "2026-12-26T21:00:00Z",
                    Open,
                    "2026-12-26T22:00:00+01:00",
                    "2026-12-27T05:00:00Z",
                ),
            ],
        );
        let now = "2026-12-25T12:00:00Z".parse().unwrap();
        assert_eq!(status(&night, now).unwrap().holiday.as_deref(), Some("the 2026-12-25"));
        let day = schedule(
            "Europe/Berlin",
            &WEEK,
            &[("00:00", "24:00")],
            &["2026-12-25", "2026-12-26"],
        );
        check(
            &day,
            &[
                (
                    "2026-12-23T12:00:00Z",
                    Open,
                    "2026-12-23T13:00:00+01:00",
                    "2026-12-24T23:00:00Z",
                ),
                (
                    "2026-12-25T12:00:00Z",
                    OnHoliday,
                    "2026-12-25T13:00:00+01:00",
                    "2026-12-26T23:00:00Z",
                ),
            ],
        );
    }

    #[test]
    fn nights_end_on_the_next_day_also_from_sunday_to_monday() {
        let sunday = schedule("UTC", &[Weekday::Sunday], &[("20:00", "04:00")], &[]);
        check(
            &sunday,
            &[
                (
                    "2026-03-01T19:59:00Z",
                    Closed,
                    "2026-03-01T19:59:00+00:00",
                    "2026-03-01T20:00:00Z",
                ),
                (
                    "2026-03-02T03:59:59Z",
                    Open,
                    "2026-03-02T03:59:59+00:00",
                    "2026-03-02T04:00:00Z",
                ),
                (
                    "2026-03-02T04:00:00Z",
                    Closed,
                    "2026-03-02T04:00:00+00:00",
                    "2026-03-08T20:00:00Z",
                ),
            ],
        );
        let until_midnight = schedule("UTC", &[Weekday::Sunday], &[("20:00", "24:00")], &[]);
        let and_so = schedule("UTC", &[Weekday::Sunday], &[("20:00", "00:00")], &[]);
        for schedule in [until_midnight, and_so] {
            check(
                &schedule,
                &[(
                    "2026-03-01T20:00:00Z",
                    Open,
                    "2026-03-01T20:00:00+00:00",
                    "2026-03-02T00:00:00Z",
                )],
            );
        }
    }

    #[test]
    fn what_is_always_open_or_never_does_not_change() {
        let always = schedule("America/New_York", &WEEK, &[("00:00", "24:00")], &[]);
        let never = schedule("America/New_York", &[], &[], &["2026-03-02"]);
        let mut disabled = schedule("America/New_York", &WEEK, &[("09:00", "17:00")], &[]);
        disabled.schedules.iter_mut().for_each(|day| day.enabled = false);
        check(
            &always,
            &[("2026-03-01T12:00:00Z", Open, "2026-03-01T07:00:00-05:00", "")],
        );
        check(
            &never,
            &[("2026-03-01T12:00:00Z", Closed, "2026-03-01T07:00:00-05:00", "")],
        );
        check(
            &disabled,
            &[("2026-03-01T12:00:00Z", Closed, "2026-03-01T07:00:00-05:00", "")],
        );
    }

    #[test]
    fn the_next_change_is_the_first_that_a_clock_watched_minute_by_minute_shows() {
        for (zone, from) in [
            ("America/New_York", "2026-03-06T00:00:00Z"),
            ("Europe/Berlin", "2026-10-23T00:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-02T00:00:00Z"),
            // It goes back at midnight, from 1:00 to 0:00.
            ("America/Havana", "2026-10-30T00:00:00Z"),
            // It goes forward at midnight.
            ("Africa/Cairo", "2026-04-22T00:00:00Z"),
        ] {
            let hours = [
                ("00:00", "00:30"),
                ("01:15", "02:40"),
                ("23:10", "00:10"),
                ("09:00", "17:00"),
            ];
            let schedule = schedule(zone, &WEEK[1..], &hours, &["2026-04-24", "2026-11-02"]);
            let start: Timestamp = from.parse().unwrap();
            let minute = |minute: i64| start + minute.minutes();
            let open: Vec<bool> = (0..5 * 24 * 60).map(|at| status_open(&schedule, minute(at))).collect();
            for at in (0..4 * 24 * 60).step_by(7) {
                let next = (at + 1..open.len()).find(|later| open[*later] != open[at]);
                let expected = next.map(|next| format!("{:.3}", minute(next as i64)));
                let told = status(&schedule, minute(at as i64)).unwrap().next_change_at;
                assert_eq!(told, expected, "{zone} {}", minute(at as i64));
            }
        }
    }

    fn status_open(schedule: &Schedule, now: Timestamp) -> bool {
        let local = zone(&schedule.timezone).unwrap().to_datetime(now);
        Hours::read(schedule).are_open(local)
    }

    #[test]
    fn zones_and_dates_that_do_not_exist_are_not_known() {
        for name in ["", "Mars/Olympus", "EST5EDT4", "+01:00", "../etc/passwd", "Etc/Unknown"] {
            assert!(zone(name).is_none(), "{name}");
        }
        for text in [
            "2026-02-29",
            "2026-13-01",
            "20260101",
            "2026-1-1",
            "-026-01-01",
            "2026-01-01T00:00",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(
            status(&schedule("Mars/Olympus", &[], &[], &[]), Timestamp::UNIX_EPOCH),
            None
        );
    }
}
