//! Business hours.

use serde::{Deserialize, Serialize};

use super::ivr::RoutingAction;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// Opening hours on one day of the week; a day may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleDay {
    /// The day on which they begin.
    pub day: Weekday,
    /// Whether they count.
    pub enabled: bool,
    /// When they begin: `09:00`, in the schedule's time zone.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")))]
    pub start_time: String,
    /// When they end: `17:00`, or `24:00`. An earlier time than the beginning is that of the next day.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"))
    )]
    pub end_time: String,
}

/// A day on which it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Holiday {
    /// The day: `2026-12-25`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))]
    pub date: String,
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
}

/// Business hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The time zone, by its IANA name: `America/New_York`.
    pub timezone: String,
    /// The opening hours.
    pub schedules: Vec<ScheduleDay>,
    /// The days on which it is closed.
    pub holidays: Vec<Holiday>,
    /// Where calls go while it is closed.
    pub after_hours_action: RoutingAction,
    /// The extension, number, or id that they go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_target: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listSchedules`: by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScheduleList {
    /// The business hours of this page.
    pub schedules: Vec<Schedule>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScheduleAnswer {
    /// The business hours.
    pub schedule: Schedule,
}

/// Query of `listSchedules`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListSchedulesParams {
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createSchedule`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateScheduleParams {
    /// Their name, 1 to 100 characters. One that is taken is a conflict.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// The time zone, by its IANA name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub timezone: String,
    /// The opening hours.
    #[cfg_attr(feature = "schema", schemars(length(max = 50)))]
    pub schedules: Vec<ScheduleDay>,
    /// The days on which it is closed, each once.
    #[cfg_attr(feature = "schema", schemars(length(max = 400)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Vec<Holiday>>,
    /// Where calls go while it is closed. Default: `voicemail`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_action: Option<RoutingAction>,
    /// The extension, number, or id that they go to.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_target: Option<String>,
}

/// Body of `updateSchedule`: what is absent stays, null empties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateScheduleParams {
    /// Their name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The time zone, by its IANA name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The opening hours, all of them anew.
    #[cfg_attr(feature = "schema", schemars(length(max = 50)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<ScheduleDay>>,
    /// The days on which it is closed, all of them anew.
    #[cfg_attr(feature = "schema", schemars(length(max = 400)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Vec<Holiday>>,
    /// Where calls go while it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_action: Option<RoutingAction>,
    /// The extension, number, or id that they go to.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub after_hours_target: Option<Option<String>>,
}

/// Why it is open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ScheduleState {
    /// Within the opening hours.
    Open,
    /// Outside of them.
    Closed,
    /// A holiday.
    Holiday,
}

/// Answer to `getScheduleStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScheduleStatus {
    /// Whether it is open now.
    pub is_open: bool,
    /// Why.
    pub state: ScheduleState,
    /// Name of the holiday, on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday: Option<String>,
    /// The time zone.
    pub timezone: String,
    /// The time there now, with its offset: `2026-12-24T09:30:00-05:00`.
    pub local_time: String,
    /// When that changes, in UTC; absent when it does not within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_change_at: Option<String>,
}
