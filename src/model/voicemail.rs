//! Voicemail.

use serde::{Deserialize, Serialize};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Voicemail {
    /// Id.
    pub id: String,
    /// The extension that it was left for.
    pub extension: String,
    /// Caller's number.
    pub caller: String,
    /// Caller's name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// Length in seconds.
    pub duration: u32,
    /// Whether it was marked as read.
    pub read: bool,
    /// What was said, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcription: Option<String>,
    /// When it was left.
    pub created_at: String,
}

/// Answer to `listVoicemails`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VoicemailList {
    /// The messages of this page.
    pub voicemails: Vec<Voicemail>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VoicemailAnswer {
    /// The message.
    pub voicemail: Voicemail,
}

/// Query of `listVoicemails`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListVoicemailsParams {
    /// Only those of this extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Only those that were read, or only those that were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<bool>,
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Answer to `getVoicemailCount`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VoicemailCount {
    /// Messages that were not read yet.
    pub unread: u32,
    /// All messages.
    pub total: u32,
}

/// Where the audio of a message is; `getVoicemailAudioUrl` gives `url` alone, made absolute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VoicemailAudio {
    /// A path with a signature in it that is good for a short time; it holds no token.
    pub url: String,
    /// When it ends.
    pub expires_at: String,
}

/// Body of `bulkDeleteVoicemails`: which messages. Without `ids`, only those that were read, unless `includeUnread` says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BulkDeleteVoicemailsParams {
    /// These; the ones that are not there (any more) are passed over.
    #[cfg_attr(feature = "schema", schemars(length(max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// Only those of this extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Only those left before this moment: a date or a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older_than: Option<String>,
    /// Those that were not read, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_unread: Option<bool>,
}

/// Answer to `bulkDeleteVoicemails`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BulkDeleteAnswer {
    /// How many were deleted.
    pub deleted: u32,
}
