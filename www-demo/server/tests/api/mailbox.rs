//! What a phone that watches its message box is told of what is done by the API.

use serde_json::json;
use voip_demo_server::store::NewVoicemail;

use crate::bench::Bench;
use crate::phone::Phone;

#[tokio::test]
async fn a_message_that_is_read_or_deleted_by_the_api_is_told_to_the_phone() {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    for second in 0..3 {
        let message = NewVoicemail {
            tenant_id: "acme",
            extension: "1001",
            caller: "+12125550199",
            caller_name: None,
            read: false,
            transcription: None,
            created_at: 1_000_000_000_000 + second,
            audio: &[0x80; 8001],
        };
        bench.server.app.store.put_voicemail(&message).unwrap().unwrap();
    }
    let list = bench
        .get("/api/voicemails?extension=1001&read=false", &admin)
        .await
        .json();
    let all = bench.get("/api/voicemails/count?extension=1001", &admin).await.json();
    let (unread, total) = (all["unread"].as_u64().unwrap(), all["total"].as_u64().unwrap());
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    let password = bench.password("acme", "1001").to_owned();
    assert_eq!(phone.register(&password).await, "200");
    let counted = |unread: u64, total: u64| format!("Voice-Message: {unread}/{} (0/0)\r\n", total - unread);
    let notify = phone.watch_mailbox(&password).await;
    assert!(notify.ends_with(&counted(unread, total)), "{notify}");

    let id = list["voicemails"][0]["id"].as_str().unwrap();
    bench
        .post(&format!("/api/voicemails/{id}/read"), &admin, json!({}))
        .await;
    let notify = phone.notified().await;
    assert!(notify.ends_with(&counted(unread - 1, total)), "{notify}");
    bench.delete(&format!("/api/voicemails/{id}"), &admin).await;
    let notify = phone.notified().await;
    assert!(notify.ends_with(&counted(unread - 1, total - 1)), "{notify}");
    let all = json!({ "extension": "1001", "includeUnread": true });
    bench.post("/api/voicemails/bulk-delete", &admin, all).await;
    let notify = phone.notified().await;
    assert!(
        notify.contains("Messages-Waiting: no\r\n") && notify.ends_with(&counted(0, 0)),
        "{notify}"
    );
}
