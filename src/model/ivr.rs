//! Voice menus (IVR).

use serde::{Deserialize, Serialize};

/// Where a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RoutingAction {
    /// To an extension.
    Transfer,
    /// To another voice menu.
    Ivr,
    /// To a voicemail box.
    Voicemail,
    /// To a queue.
    Queue,
    /// To a number outside.
    External,
    /// To a ring group.
    Ringgroup,
    /// Nowhere: it ends.
    Hangup,
}

/// What a key does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IvrOption {
    /// The key: one of `0` to `9`, `*`, `#`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9*#]$")))]
    pub digit: String,
    /// Where the call goes.
    pub action: RoutingAction,
    /// The extension, number, or id of the menu, queue or group; not for `hangup`.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What the key stands for, for people.
    #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A voice menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IvrMenu {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number that is dialled for it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// What is said to the caller.
    pub greeting: String,
    /// What its keys do.
    pub options: Vec<IvrOption>,
    /// How long it waits for a key, in seconds.
    pub timeout_sec: u32,
    /// How often the greeting is repeated.
    pub max_retries: u32,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listIvrMenus`: by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IvrMenuList {
    /// The menus of this page.
    pub ivr_menus: Vec<IvrMenu>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one voice menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IvrMenuAnswer {
    /// The menu.
    pub ivr_menu: IvrMenu,
}

/// Query of `listIvrMenus`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListIvrMenusParams {
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createIvrMenu`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateIvrMenuParams {
    /// Its name, 1 to 100 characters. One that is taken is a conflict.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// What is said to the caller, at most 2000 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 2000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// What its keys do, each key once.
    #[cfg_attr(feature = "schema", schemars(length(max = 12)))]
    pub options: Vec<IvrOption>,
    /// How long it waits for a key, in seconds (1 to 60). Default: 5.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 60)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_sec: Option<u32>,
    /// How often the greeting is repeated (0 to 10). Default: 3.
    #[cfg_attr(feature = "schema", schemars(range(max = 10)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
}

/// Body of `updateIvrMenu`: what is absent stays, null empties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateIvrMenuParams {
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number that is dialled for it.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub extension: Option<Option<String>>,
    /// What is said to the caller.
    #[cfg_attr(feature = "schema", schemars(length(max = 2000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// What its keys do, all of them anew.
    #[cfg_attr(feature = "schema", schemars(length(max = 12)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<IvrOption>>,
    /// How long it waits for a key, in seconds (1 to 60).
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 60)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_sec: Option<u32>,
    /// How often the greeting is repeated (0 to 10).
    #[cfg_attr(feature = "schema", schemars(range(max = 10)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_retries: Option<u32>,
}
