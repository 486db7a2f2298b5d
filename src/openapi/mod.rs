//! The contract as an OpenAPI 3.1 document, made from the table of operations and the schemas of the model's types.

mod examples;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::model::error::ErrorAnswer;
use crate::rest::OPERATIONS;
use crate::rest::operations::{Form, Input, Operation, Verb};

/// The whole document.
#[must_use]
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for row in OPERATIONS {
        let tag = tag_of(row);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
        let item = paths.entry(row.path).or_insert_with(|| json!({}));
        item[row.verb.as_str().to_ascii_lowercase()] = operation(row, &mut generator);
    }
    let error = generator.subschema_for::<ErrorAnswer>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cloud telephone system",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the SDK speaks and the development server answers. JSON both ways, camelCase, times \
                in ISO 8601 and UTC, an absent value is an absent key.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }],
        "tags": tags.into_iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
            "headers": {
                "RequestId": { "description": "Id of the request in the server's log.", "required": true,
                    "schema": { "type": "string" } },
            },
            "responses": {
                "Error": {
                    "description": "What went wrong, under a stable code.",
                    "headers": { "X-Request-Id": { "$ref": "#/components/headers/RequestId" } },
                    "content": { "application/json": { "schema": error } },
                },
            },
            "schemas": generator.take_definitions(true),
        },
    })
}

/// The document as it is kept and served: keys in a stable order, a line feed at the end.
#[must_use]
pub fn text() -> String {
    // A map of strings and values always fits into JSON.
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

fn tag_of(row: &Operation) -> &'static str {
    row.path.split('/').nth(2).unwrap_or_default()
}

fn operation(row: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut made = json!({
        "operationId": row.name,
        "tags": [tag_of(row)],
        "summary": row.doc,
        "parameters": parameters(row, generator),
        "responses": responses(row, generator),
    });
    let notes: Vec<&str> = row.tags.iter().filter_map(|tag| tag.strip_prefix("@throws ")).collect();
    if !notes.is_empty() {
        let lines: Vec<String> = notes.iter().map(|note| format!("- {note}")).collect();
        made["description"] = format!("Errors, by their classes in the SDK:\n\n{}", lines.join("\n")).into();
    }
    if let Some(body) = body(row, generator) {
        made["requestBody"] = body;
    }
    if row.public {
        made["security"] = json!([]);
    }
    made
}

fn parameters(row: &Operation, generator: &mut SchemaGenerator) -> Value {
    let described = |name: &str| {
        let start = format!("@param {name} ");
        row.tags
            .iter()
            .find_map(|tag| tag.strip_prefix(&start))
            .unwrap_or_default()
    };
    let mut all: Vec<Value> = row
        .params
        .iter()
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "description": described(name),
                "schema": { "type": "string", "minLength": 1 } })
        })
        .collect();
    match row.input {
        Input::Query(ty) => {
            schema_of(ty, generator);
            let schema = generator.definitions().get(ty).cloned().unwrap_or_default();
            let members = schema["properties"].as_object().cloned().unwrap_or_default();
            all.extend(members.into_iter().map(|(name, mut member)| {
                let description = member.as_object_mut().and_then(|m| m.remove("description"));
                json!({ "name": name, "in": "query", "description": description, "schema": without_null(member) })
            }));
        }
        Input::Field { name, ty, required } if row.verb == Verb::Get => {
            all.push(
                json!({ "name": name, "in": "query", "required": required, "description": described(name),
                "schema": field_schema(name, ty, generator) }),
            );
        }
        _ => {}
    }
    if !row.safe {
        all.push(json!({ "name": "Idempotency-Key", "in": "header",
            "description": "A request that is repeated with the same key acts once and is answered alike.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" } }));
    }
    all.into()
}

/// A query has no null: an absent parameter is absent.
fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array() {
        let kind = kinds.iter().find(|kind| *kind != "null").cloned();
        schema["type"] = kind.unwrap_or_default();
    }
    let referred = schema["anyOf"]
        .as_array()
        .and_then(|any| any.iter().find(|one| one["$ref"].is_string()).cloned());
    referred.unwrap_or(schema)
}

fn body(row: &Operation, generator: &mut SchemaGenerator) -> Option<Value> {
    let (schema, required) = match row.input {
        Input::Body(ty) => (schema_of(ty, generator), true),
        Input::MaybeBody(ty) => (schema_of(ty, generator), false),
        Input::Field { name, ty, required } if row.verb != Verb::Get => {
            let names: &[&str] = if required { &[name] } else { &[] };
            let member = field_schema(name, ty, generator);
            let schema = json!({ "type": "object", "properties": { name: member }, "required": names,
                "additionalProperties": false });
            (schema, required)
        }
        _ if row.name == "refresh" => (schema_of("RefreshParams", generator), true),
        _ => return None,
    };
    let mut content = json!({ "schema": schema });
    if let Some(example) = examples::body_of(row.name) {
        content["example"] = example;
    }
    Some(json!({ "required": required, "content": { "application/json": content } }))
}

/// The schema of an argument of its own.
fn field_schema(name: &str, ty: &str, generator: &mut SchemaGenerator) -> Value {
    match (name, ty) {
        ("slot", _) => json!({ "type": "integer", "minimum": 701, "maximum": 750 }),
        (_, "string") => json!({ "type": "string", "minLength": 1 }),
        (_, "boolean") => json!({ "type": "boolean" }),
        (_, ty) => schema_of(ty, generator),
    }
}

/// What a success is answered with: 201 where something was created.
fn success_status(row: &Operation) -> u16 {
    let creates = ["create", "block", "originate"]
        .iter()
        .any(|start| row.name.starts_with(start));
    if creates { 201 } else { 200 }
}

fn responses(row: &Operation, generator: &mut SchemaGenerator) -> Value {
    let promised = row
        .answer
        .strip_prefix("Promise<")
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or_default();
    let content = match row.form {
        Form::Text => json!({ "text/csv": { "schema": { "type": "string" } } }),
        Form::Blob => json!({ "audio/wav": {} }),
        Form::Url => json!({ "application/json": { "schema": schema_of("VoicemailAudio", generator) } }),
        Form::Json | Form::Stream => json!({ "application/json": { "schema": schema_of(promised, generator) } }),
    };
    let success = json!({
        "description": "It is done.",
        "headers": { "X-Request-Id": { "$ref": "#/components/headers/RequestId" } },
        "content": content,
    });
    let mut all = Map::new();
    all.insert(success_status(row).to_string(), success);
    for status in failure_statuses(row) {
        all.insert(status.to_string(), json!({ "$ref": "#/components/responses/Error" }));
    }
    all.into()
}

fn failure_statuses(row: &Operation) -> Vec<u16> {
    let takes_body = row.verb != Verb::Get && row.verb != Verb::Delete;
    let takes_values = row.input != Input::None || takes_body;
    let mut all = Vec::new();
    let mut when = |condition: bool, statuses: &[u16]| {
        if condition {
            all.extend_from_slice(statuses);
        }
    };
    when(takes_body || !row.safe, &[400]);
    when(true, &[401]);
    when(!row.public, &[403]);
    when(row.path.contains('{') || row.name == "originate", &[404]);
    when(takes_body || row.verb == Verb::Delete, &[409]);
    when(takes_body, &[413, 415]);
    when(takes_values || !row.params.is_empty(), &[422]);
    when(row.public, &[429]);
    when(true, &[503]);
    all
}

macro_rules! schemas {
    ($($module:ident: $($ty:ident),+;)+) => {
        /// The schema of a type of the model, by its TypeScript name.
        fn schema_of(name: &str, generator: &mut SchemaGenerator) -> Value {
            fn made<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
                generator.subschema_for::<T>()
            }
            let schema = match name {
                "Success" => made::<crate::model::Success>(generator),
                $($(stringify!($ty) => made::<crate::model::$module::$ty>(generator),)+)+
                _ => return Value::Null,
            };
            schema.into()
        }
    };
}
schemas! {
    auth: LoginParams, AdminLoginParams, RefreshParams, LoginAnswer, RefreshAnswer, MeAnswer;
    blocklist: ListBlockedNumbersParams, BlockNumberParams, BlockedNumberAnswer, BlockedNumberList, BlockedCheck;
    call_control: TransferParams, ParkAnswer, ParkedCallList;
    call_stats: CallRecordAnswer, CallStatsAnswer, StatsPeriod, ExportCallsParams;
    calls: OriginateParams, OriginateAnswer, ActiveCallList, ListCallsParams, CallList;
    conferences: ConferenceAnswer, ConferenceList, RecordingAction;
    extensions: ListExtensionsParams, CreateExtensionParams, UpdateExtensionParams, UpdateCrmMappingParams,
        SetCallForwardParams, ExtensionAnswer, ExtensionList, CallForwardAnswer;
    ivr: ListIvrMenusParams, CreateIvrMenuParams, UpdateIvrMenuParams, IvrMenuAnswer, IvrMenuList;
    presence: PresenceAnswer, DetailedPresenceList;
    queues: ListQueuesParams, CreateQueueParams, UpdateQueueParams, QueueAnswer, QueueAgentAnswer, QueueList,
        QueueStatsAnswer;
    ring_groups: ListRingGroupsParams, CreateRingGroupParams, UpdateRingGroupParams, RingGroupAnswer, RingGroupList;
    schedules: ListSchedulesParams, CreateScheduleParams, UpdateScheduleParams, ScheduleAnswer, ScheduleList,
        ScheduleStatus;
    trunks: ListTrunksParams, CreateTrunkParams, UpdateTrunkParams, TrunkAnswer, TrunkList;
    turn: TurnCredentials;
    voicemail: ListVoicemailsParams, BulkDeleteVoicemailsParams, BulkDeleteAnswer, VoicemailAnswer, VoicemailAudio,
        VoicemailCount, VoicemailList;
    webhooks: ListWebhooksParams, CreateWebhookParams, UpdateWebhookParams, WebhookAnswer, WebhookList,
        WebhookDeliveryAnswer, ListWebhookDeliveriesParams, WebhookDeliveryList;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_in_the_document_with_the_schemas_that_it_names() {
        let document = document();
        for row in OPERATIONS {
            let operation = &document["paths"][row.path][row.verb.as_str().to_ascii_lowercase()];
            assert_eq!(operation["operationId"], row.name);
            let success = &operation["responses"][success_status(row).to_string()];
            let schema = success["content"]
                .as_object()
                .and_then(|content| content.values().next());
            assert!(
                schema.is_some_and(|schema| !schema["schema"].is_null() || row.form == Form::Blob),
                "{}",
                row.name
            );
            if matches!(row.input, Input::Body(_) | Input::MaybeBody(_)) {
                let body = &operation["requestBody"]["content"]["application/json"]["schema"];
                assert!(body["$ref"].is_string(), "{}: {body}", row.name);
            }
        }
    }

    #[test]
    fn every_body_has_an_example_with_known_members() {
        let document = document();
        for row in OPERATIONS.iter().filter(|row| row.name != "refresh") {
            let operation = &document["paths"][row.path][row.verb.as_str().to_ascii_lowercase()];
            let content = &operation["requestBody"]["content"]["application/json"];
            if content.is_null() {
                continue;
            }
            let reference = content["schema"]["$ref"]
                .as_str()
                .and_then(|path| path.strip_prefix('#'));
            let schema = reference
                .and_then(|path| document.pointer(path))
                .unwrap_or(&content["schema"]);
            let members = content["example"].as_object();
            assert!(members.is_some_and(|members| !members.is_empty()), "{}", row.name);
            for name in members.into_iter().flat_map(|members| members.keys()) {
                assert!(schema["properties"].get(name).is_some(), "{}: {name}", row.name);
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn look(value: &Value, document: &Value, seen: &mut usize) {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(reference)) = members.get("$ref") {
                        let target = reference.strip_prefix('#').and_then(|path| document.pointer(path));
                        assert!(target.is_some(), "{reference}");
                        *seen += 1;
                    }
                    members.values().for_each(|member| look(member, document, seen));
                }
                Value::Array(items) => items.iter().for_each(|item| look(item, document, seen)),
                _ => {}
            }
        }
        let document = document();
        let mut seen = 0;
        look(&document, &document, &mut seen);
        assert!(seen > OPERATIONS.len());
    }
}
