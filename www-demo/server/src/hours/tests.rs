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
