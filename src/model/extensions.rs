//! Extensions: the people of a tenant, their call forwarding and who they are in the CRM.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An extension. Its password never comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Id.
    pub id: String,
    /// Its number, `1001`.
    pub extension: String,
    /// Name of its user.
    pub name: String,
    /// E-mail address of its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Id of its user in the CRM; one extension a tenant has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crm_user_id: Option<String>,
    /// Texts that the CRM keeps here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crm_metadata: Option<BTreeMap<String, String>>,
    /// Whether a phone is registered for it now.
    pub registered: bool,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listExtensions`: by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionList {
    /// The extensions of this page.
    pub extensions: Vec<Extension>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionAnswer {
    /// The extension.
    pub extension: Extension,
}

/// Query of `listExtensions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListExtensionsParams {
    /// Text to find in numbers, names and e-mail addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createExtension`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateExtensionParams {
    /// Its number: 2 to 10 digits, the first one not 0. One that is taken is a conflict.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    pub extension: String,
    /// Name of its user, 1 to 100 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// Its password, for logging in and for SIP: 8 to 128 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 8, max = 128)))]
    pub password: String,
    /// E-mail address of its user.
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Id of its user in the CRM. One that another extension has is a conflict.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 255)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crm_user_id: Option<String>,
    /// Texts that the CRM keeps here: at most 50.
    #[cfg_attr(feature = "schema", schemars(extend("maxProperties" = 50)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crm_metadata: Option<BTreeMap<String, String>>,
}

/// Body of `updateExtension`: what is absent stays, null empties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateExtensionParams {
    /// Name of its user, 1 to 100 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new password; phones have to register with it from then on.
    #[cfg_attr(feature = "schema", schemars(length(min = 8, max = 128)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// E-mail address of its user.
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub email: Option<Option<String>>,
    /// Id of its user in the CRM.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 255)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub crm_user_id: Option<Option<String>>,
    /// Texts that the CRM keeps here, all of them anew.
    #[cfg_attr(feature = "schema", schemars(extend("maxProperties" = 50)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, string> | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub crm_metadata: Option<Option<BTreeMap<String, String>>>,
}

/// When calls are forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CallForwardType {
    /// At once, without ringing.
    Always,
    /// When the extension is in a call.
    Busy,
    /// When nobody answers.
    NoAnswer,
    /// When no phone is registered.
    Unavailable,
}

/// Forwarding of the calls to an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallForward {
    /// Whether calls are forwarded.
    pub enabled: bool,
    /// Where to: an extension or a number. Has to be there when it is enabled.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 32)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When.
    #[serde(rename = "type")]
    pub kind: CallForwardType,
}

/// Body of `setCallForward`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetCallForwardParams {
    /// Whether calls are forwarded.
    pub enabled: bool,
    /// Where to: an extension or a number. Has to be there when it is enabled.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 32)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When. Default: `always`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "type")]
    pub kind: Option<CallForwardType>,
}

/// Answer to `getCallForward` and `setCallForward`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallForwardAnswer {
    /// How the calls are forwarded.
    pub call_forward: CallForward,
}

/// Body of `updateCrmMapping`: what is absent stays, null empties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateCrmMappingParams {
    /// Id of the extension's user in the CRM. One that another extension has is a conflict.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 255)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub crm_user_id: Option<Option<String>>,
    /// Texts that the CRM keeps with it, all of them anew.
    #[cfg_attr(feature = "schema", schemars(extend("maxProperties" = 50)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, string> | null"))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "super::present"
    )]
    pub crm_metadata: Option<Option<BTreeMap<String, String>>>,
}
