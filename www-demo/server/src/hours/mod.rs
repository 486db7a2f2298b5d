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
mod tests;
