//! What is written down of the contract: the OpenAPI document and the README's table of operations. Both are made
//! from the table of operations; tests hold the kept files against them.

use std::fmt::Write as _;

use voip_sdk::rest::{OPERATIONS, Operation};

/// Operations whose other half this server does not have (mixing, recording, routing by queue, menu or trunk,
/// depositing messages): they are answered from the store, where seeded samples are.
pub const FROM_THE_STORE: [&str; 33] = [
    "transferToConference",
    "listConferences",
    "getConference",
    "joinConference",
    "kickFromConference",
    "muteConferenceMember",
    "lockConference",
    "recordConference",
    "listQueues",
    "createQueue",
    "updateQueue",
    "deleteQueue",
    "pauseQueueAgent",
    "loginQueueAgent",
    "getQueueStats",
    "listIvrMenus",
    "getIvrMenu",
    "createIvrMenu",
    "updateIvrMenu",
    "deleteIvrMenu",
    "listVoicemails",
    "getVoicemailCount",
    "getVoicemail",
    "getVoicemailAudioUrl",
    "downloadVoicemailAudio",
    "markVoicemailRead",
    "deleteVoicemail",
    "bulkDeleteVoicemails",
    "listTrunks",
    "getTrunk",
    "createTrunk",
    "updateTrunk",
    "deleteTrunk",
];

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> String {
    voip_sdk::openapi::text()
}

/// The README's table of operations.
#[must_use]
pub fn operations() -> String {
    let mut text = String::from("| method | request | |\n|---|---|---|\n");
    for row in OPERATIONS {
        let _ = writeln!(
            text,
            "| `{}({})` | {} `{}` |{} |",
            row.name,
            arguments(row),
            row.verb.as_str(),
            row.path,
            notes(row)
        );
    }
    text
}

fn arguments(row: &Operation) -> String {
    use voip_sdk::rest::operations::Input;
    let own = match row.input {
        Input::None => None,
        Input::Query(_) | Input::MaybeBody(_) => Some("params?".to_owned()),
        Input::Body(_) => Some("params".to_owned()),
        Input::Field { name, required, .. } => Some(format!("{name}{}", if required { "" } else { "?" })),
    };
    let path = row.params.iter().map(|name| (*name).to_owned());
    path.chain(own).collect::<Vec<_>>().join(", ")
}

fn notes(row: &Operation) -> String {
    let mut notes = String::new();
    for (applies, note) in [
        (row.public, " no token"),
        (row.admin, " administrators"),
        (FROM_THE_STORE.contains(&row.name), " \u{25d0}"),
    ] {
        if applies {
            notes.push_str(note);
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGAIN: &str = "run `cargo xtask contract` and commit what it changes";

    fn kept(file: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}; {AGAIN}"))
    }

    #[test]
    fn the_kept_openapi_document_is_what_the_code_makes() {
        assert!(
            kept("docs/openapi.json") == openapi(),
            "docs/openapi.json is not up to date: {AGAIN}"
        );
    }

    #[test]
    fn the_table_in_the_readme_is_what_the_code_makes() {
        assert!(
            kept("README.md").contains(&operations()),
            "README.md: its table of operations is not up to date: {AGAIN}"
        );
    }

    #[test]
    fn what_is_marked_is_in_the_table() {
        for name in FROM_THE_STORE {
            assert!(Operation::named(name).is_some(), "{name}");
        }
    }
}
