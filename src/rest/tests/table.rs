use super::super::operations::{Effect, Input, Name, OPERATIONS, Verb};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

// Texts and types are left out of the wasm module.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_row_is_whole() {
    for row in OPERATIONS {
        assert!(row.path.starts_with("/api/"), "{}", row.name);
        assert!(row.doc.ends_with('.') && row.doc.is_ascii(), "{}", row.name);
        assert!(
            row.answer.starts_with("Promise<") && row.answer.ends_with('>'),
            "{}",
            row.name
        );
        for param in row.params {
            assert!(
                row.path.contains(&format!("{{{param}}}")),
                "{}: {param} is not in its path",
                row.name
            );
        }
        assert_eq!(row.path.matches('{').count(), row.params.len(), "{}", row.name);
        assert!(
            row.verb != Verb::Get || (row.safe && !matches!(row.input, Input::Body(_) | Input::MaybeBody(_))),
            "{}",
            row.name
        );
    }
}

#[test]
fn no_two_rows_have_the_same_name_or_the_same_verb_and_path() {
    for (i, a) in OPERATIONS.iter().enumerate() {
        for b in &OPERATIONS[..i] {
            assert_ne!(a.name, b.name);
            assert!(a.path != b.path || a.verb != b.verb, "{} and {}", a.name, b.name);
        }
    }
}

#[test]
fn a_name_leads_to_its_row() {
    assert_eq!(Name::login.row().name, "login");
    assert_eq!(Name::getPresence.row().name, "getPresence");
}

#[test]
fn what_rings_or_ends_a_call_is_not_safe_to_repeat() {
    for name in ["originate", "hangup", "refresh"] {
        assert!(!super::Operation::named(name).unwrap().safe, "{name}");
    }
}

#[test]
fn logging_in_needs_no_token_and_gives_one() {
    for name in ["login", "adminLogin"] {
        let row = super::Operation::named(name).unwrap();
        assert!(row.public && row.effect == Effect::SignsIn, "{name}");
    }
}
