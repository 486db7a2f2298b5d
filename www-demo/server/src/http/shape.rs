//! What the model says about a request: its members, their types and their limits.
//!
//! The model's types carry their limits as `schemars` attributes, for the API's description. A request is held
//! against the same schema, so that what is described and what is refused cannot differ, and so that one answer
//! names every member that is wrong; serde alone stops at the first.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::Regex;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::wrong::Wrong;

/// What a value has to be.
#[derive(Debug)]
pub(super) struct Shape {
    kind: Kind,
    /// Null is as good as absence, or empties.
    nullable: bool,
}

#[derive(Debug)]
enum Kind {
    Text {
        length: Limits,
        pattern: Option<Regex>,
    },
    Word(Vec<String>),
    Whole(Limits),
    Flag,
    List {
        length: Limits,
        item: Box<Shape>,
    },
    /// An object with members of any name.
    Table {
        size: Limits,
        value: Box<Shape>,
    },
    Object {
        members: BTreeMap<String, Member>,
        open: bool,
    },
    /// What the schema says in words that are not read here; serde decides.
    Any,
}

#[derive(Debug)]
struct Member {
    shape: Shape,
    required: bool,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    least: u64,
    most: Option<u64>,
}

/// The shape of a type. Made once for each.
pub(super) fn of<T: JsonSchema + 'static>() -> &'static Shape {
    static SHAPES: LazyLock<RwLock<HashMap<TypeId, &'static Shape>>> = LazyLock::new(RwLock::default);
    let known = SHAPES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(shape) = known.get(&TypeId::of::<T>()) {
        return shape;
    }
    drop(known);
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    // There are as many as the API has types, and they are needed as long as the process lives.
    let shape: &'static Shape = Box::leak(Box::new(Shape::read(schema.as_value())));
    SHAPES
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(TypeId::of::<T>(), shape);
    shape
}

impl Shape {
    fn read(schema: &Value) -> Self {
        let any_of = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_null = |schema: &Value| schema["type"] == "null";
        if let [one, other] = any_of
            && (is_null(one) || is_null(other))
        {
            let kind = Self::read(if is_null(one) { other } else { one }).kind;
            return Self { kind, nullable: true };
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(name) => vec![name],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        Self {
            kind: Kind::read(schema, types.iter().find(|name| **name != "null").copied()),
            nullable: types.contains(&"null"),
        }
    }

    /// Collects what is wrong with a value.
    pub(super) fn check(&self, value: &Value, path: &str, wrong: &mut Wrong) {
        if value.is_null() && self.nullable {
            return;
        }
        match (&self.kind, value) {
            (Kind::Any, _) | (Kind::Flag, Value::Bool(_)) => {}
            (Kind::Text { length, pattern }, Value::String(text)) => check_text(text, *length, pattern, path, wrong),
            (Kind::Word(words), Value::String(word)) if words.contains(word) => {}
            (Kind::Whole(limits), Value::Number(number)) if number.as_u64().is_some_and(|n| limits.hold(n)) => {}
            (Kind::List { length, item }, Value::Array(items)) => {
                wrong.unless(
                    length.hold(items.len() as u64),
                    path,
                    format!("must have {} entries", length.words()),
                );
                for (index, value) in items.iter().enumerate() {
                    item.check(value, &format!("{path}[{index}]"), wrong);
                }
            }
            (Kind::Table { size, value: shape }, Value::Object(members)) => {
                wrong.unless(
                    size.hold(members.len() as u64),
                    path,
                    format!("must have {} members", size.words()),
                );
                for (name, value) in members {
                    shape.check(value, &join(path, name), wrong);
                }
            }
            (Kind::Object { members, open }, Value::Object(given)) => {
                check_members(members, *open, given, path, wrong);
            }
            _ => wrong.refuse(path, self.expected()),
        }
    }

    /// Gives the members of a query the types that their texts stand for. A text that stands for none stays, to be
    /// refused by [`Shape::check`].
    pub(super) fn type_query(&self, given: &mut Map<String, Value>) {
        let Kind::Object { members, .. } = &self.kind else {
            return;
        };
        for (name, value) in given {
            let (Some(member), Value::String(text)) = (members.get(name), &*value) else {
                continue;
            };
            let typed = match member.shape.kind {
                Kind::Whole(_) => text.parse::<u64>().ok().map(Value::from),
                Kind::Flag => text.parse::<bool>().ok().map(Value::from),
                _ => None,
            };
            if let Some(typed) = typed {
                *value = typed;
            }
        }
    }

    fn expected(&self) -> String {
        match &self.kind {
            Kind::Text { .. } => "must be a text".to_owned(),
            Kind::Word(words) => format!("must be one of {}", words.join(", ")),
            Kind::Whole(limits) => format!("must be a whole number, {}", limits.words()),
            Kind::Flag => "must be true or false".to_owned(),
            Kind::List { .. } => "must be a list".to_owned(),
            Kind::Table { .. } | Kind::Object { .. } => "must be an object".to_owned(),
            Kind::Any => "is not valid".to_owned(),
        }
    }
}

impl Kind {
    fn read(schema: &Value, name: Option<&str>) -> Self {
        if let Some(words) = words(schema) {
            return Self::Word(words);
        }
        match name {
            Some("string") => Self::Text {
                length: Limits::read(schema, "minLength", "maxLength"),
                pattern: schema["pattern"].as_str().map(|pattern| {
                    Regex::new(pattern).unwrap_or_else(|error| unreachable!("a pattern of the model: {error}"))
                }),
            },
            Some("integer") => {
                let mut limits = Limits::read(schema, "minimum", "maximum");
                if limits.most.is_none() && schema["format"] == "uint32" {
                    limits.most = Some(u32::MAX.into());
                }
                Self::Whole(limits)
            }
            Some("boolean") => Self::Flag,
            Some("array") => Self::List {
                length: Limits::read(schema, "minItems", "maxItems"),
                item: Box::new(Shape::read(&schema["items"])),
            },
            Some("object") => Self::read_object(schema),
            _ => Self::Any,
        }
    }

    fn read_object(schema: &Value) -> Self {
        let closed = schema["additionalProperties"] == false;
        match (schema["properties"].as_object(), &schema["additionalProperties"]) {
            (None, value @ Value::Object(_)) => Self::Table {
                size: Limits::read(schema, "minProperties", "maxProperties"),
                value: Box::new(Shape::read(value)),
            },
            (properties, _) => {
                let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
                let member = |(name, schema): (&String, &Value)| {
                    let member = Member {
                        shape: Shape::read(schema),
                        required: required.iter().any(|required| required == name),
                    };
                    (name.clone(), member)
                };
                Self::Object {
                    members: properties.into_iter().flatten().map(member).collect(),
                    open: !closed,
                }
            }
        }
    }
}

/// The words of an enumeration: `enum`, or `oneOf` of them where some have a description.
fn words(schema: &Value) -> Option<Vec<String>> {
    let texts = |values: &[Value]| values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<Value> = values.iter().filter(|value| !value.is_null()).cloned().collect();
        return texts(&values);
    }
    if let Some(word) = schema["const"].as_str() {
        return Some(vec![word.to_owned()]);
    }
    let choices = schema["oneOf"].as_array()?;
    choices
        .iter()
        .map(words)
        .collect::<Option<Vec<_>>>()
        .map(|words| words.concat())
}

impl Limits {
    fn read(schema: &Value, least: &str, most: &str) -> Self {
        Self {
            least: schema[least].as_u64().unwrap_or(0),
            most: schema[most].as_u64(),
        }
    }

    fn hold(self, number: u64) -> bool {
        number >= self.least && self.most.is_none_or(|most| number <= most)
    }

    fn words(self) -> String {
        match (self.least, self.most) {
            (least, None) => format!("at least {least}"),
            (0, Some(most)) => format!("at most {most}"),
            (least, Some(most)) => format!("{least} to {most}"),
        }
    }
}

fn check_text(text: &str, length: Limits, pattern: &Option<Regex>, path: &str, wrong: &mut Wrong) {
    let characters = text.chars().count() as u64;
    if characters == 0 && length.least > 0 {
        wrong.refuse(path, "must not be empty");
    } else if !length.hold(characters) {
        wrong.refuse(path, format!("must have {} characters", length.words()));
    } else if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
        wrong.refuse(path, format!("must match {pattern}"));
    }
}

fn check_members(
    members: &BTreeMap<String, Member>,
    open: bool,
    given: &Map<String, Value>,
    path: &str,
    wrong: &mut Wrong,
) {
    for (name, member) in members {
        match given.get(name) {
            Some(value) => member.shape.check(value, &join(path, name), wrong),
            None => wrong.unless(!member.required, &join(path, name), "is required"),
        }
    }
    for name in given.keys().filter(|name| !open && !members.contains_key(*name)) {
        wrong.refuse(&join(path, name), "is not known here");
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use voip_sdk::model::{blocklist, extensions, ivr, queues, ring_groups, schedules, trunks, voicemail, webhooks};

    use super::*;

    /// The paths of members whose schema is not read.
    fn unread(shape: &Shape, path: &str, found: &mut Vec<String>) {
        match &shape.kind {
            Kind::Any => found.push(path.to_owned()),
            Kind::List { item, .. } => unread(item, &format!("{path}[]"), found),
            Kind::Table { value, .. } => unread(value, &format!("{path}.*"), found),
            Kind::Object { members, open } => {
                if *open {
                    found.push(format!("{path} takes anything"));
                }
                for (name, member) in members {
                    unread(&member.shape, &join(path, name), found);
                }
            }
            Kind::Text { .. } | Kind::Word(_) | Kind::Whole(_) | Kind::Flag => {}
        }
    }

    #[test]
    fn every_member_of_a_body_is_understood() {
        for shape in [
            of::<blocklist::BlockNumberParams>(),
            of::<extensions::CreateExtensionParams>(),
            of::<extensions::UpdateExtensionParams>(),
            of::<extensions::SetCallForwardParams>(),
            of::<extensions::UpdateCrmMappingParams>(),
            of::<ivr::CreateIvrMenuParams>(),
            of::<ivr::UpdateIvrMenuParams>(),
            of::<queues::CreateQueueParams>(),
            of::<queues::UpdateQueueParams>(),
            of::<ring_groups::CreateRingGroupParams>(),
            of::<ring_groups::UpdateRingGroupParams>(),
            of::<schedules::CreateScheduleParams>(),
            of::<schedules::UpdateScheduleParams>(),
            of::<trunks::CreateTrunkParams>(),
            of::<trunks::UpdateTrunkParams>(),
            of::<voicemail::BulkDeleteVoicemailsParams>(),
            of::<webhooks::CreateWebhookParams>(),
            of::<webhooks::UpdateWebhookParams>(),
        ] {
            let mut found = Vec::new();
            unread(shape, "", &mut found);
            assert_eq!(found, Vec::<String>::new(), "{shape:?}");
        }
    }
}
