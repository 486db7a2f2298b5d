use super::auth::*;
use super::calls::*;
use super::events::*;
use super::presence::*;
use serde_json::{from_value, json, to_value};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_event_travels_as_type_timestamp_and_data() {
    let event = Envelope {
        id: Some("e1".into()),
        timestamp: "2026-03-28T00:30:00Z".into(),
        event: RealtimeEvent::CallEnd(CallEnd {
            call_uuid: "abc".into(),
            caller: "1001".into(),
            destination: "1002".into(),
            direction: CallDirection::Internal,
            duration: 45,
            billsec: 42,
            hangup_cause: "NORMAL_CLEARING".into(),
        }),
    };
    let text = json!({ "id": "e1", "timestamp": "2026-03-28T00:30:00Z", "type": "call_end", "data": { "callUuid": "abc",
        "caller": "1001", "destination": "1002", "direction": "internal", "duration": 45, "billsec": 42,
        "hangupCause": "NORMAL_CLEARING" } });
    assert_eq!(to_value(&event).unwrap(), text);
    assert_eq!(from_value::<Envelope>(text).unwrap(), event);
    let nameless = json!({ "timestamp": "t", "type": "call_answer", "data": { "callUuid": "abc" } });
    assert_eq!(
        to_value(from_value::<Envelope>(nameless.clone()).unwrap()).unwrap(),
        nameless
    );
}

#[test]
fn messages_of_the_handshake_have_the_documented_shapes() {
    assert_eq!(
        to_value(ClientMessage::Auth { token: "t".into() }).unwrap(),
        json!({ "type": "auth", "token": "t" })
    );
    assert_eq!(to_value(ClientMessage::Ping).unwrap(), json!({ "type": "ping" }));
    assert_eq!(to_value(ServerMessage::AuthOk).unwrap(), json!({ "type": "auth_ok" }));
    assert_eq!(
        to_value(ServerMessage::AuthError {
            code: "token_expired".into(),
            message: "m".into()
        })
        .unwrap(),
        json!({ "type": "auth_error", "data": { "code": "token_expired", "message": "m" } })
    );
}

#[test]
fn an_absent_value_is_an_absent_key() {
    let entry = PresenceEntry {
        extension: "1001".into(),
        status: PresenceStatus::Dnd,
        name: None,
        call_uuid: None,
        caller: None,
        direction: None,
    };
    assert_eq!(
        to_value(&entry).unwrap(),
        json!({ "extension": "1001", "status": "dnd" })
    );
    let params: ListCallsParams = from_value(json!({})).unwrap();
    assert_eq!(params, ListCallsParams::default());
}

#[test]
fn a_login_answer_without_features_is_read() {
    let answer: LoginAnswer = from_value(json!({ "token": "t", "expiresAt": "2026-01-01T00:00:00Z", "user": {
        "id": "u", "name": "Alice", "role": "extension", "tenantId": "acme", "tenantName": "Acme",
        "sipDomain": "acme.test", "extension": "1001" } }))
    .unwrap();
    assert!(answer.features.is_empty() && answer.refresh_token.is_none());
}
