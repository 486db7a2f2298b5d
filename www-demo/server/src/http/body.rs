//! Bodies, queries and paths, read into types; what cannot be read is an error of the API's form.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::fields::read_object;
use super::shape;
use super::wrong::Wrong;

/// A JSON body that is what the model says: 422 names every member that is not. No body is an empty object.
///
/// It is read after whom the request is from: put it last.
pub struct Body<T>(pub T);

/// A query that is what the model says. All its values are texts; an empty one is as if it were not there.
pub struct Params<T>(pub T);

/// The parameters of a path.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        // What is no UTF-8 is nobody's id.
        read.map(|axum::extract::Path(values)| Self(values))
            .map_err(|_| ApiError::new(StatusCode::NOT_FOUND, "not_found", "the path is no UTF-8 text"))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + JsonSchema + 'static> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let given = read_object(request, state).await?;
        typed(given, Wrong::default()).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + JsonSchema + 'static> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Texts::from_request_parts(parts, state).await?.typed().map(Self)
    }
}

/// A query whose texts are looked at before they are held against a type, so that one answer names what either finds.
pub struct Texts {
    given: Map<String, Value>,
    /// What is wrong with them.
    pub wrong: Wrong,
}

impl<S: Send + Sync> FromRequestParts<S> for Texts {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(query) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "invalid_query", "the query could not be read"))?;
        let mut given = Map::new();
        let mut wrong = Wrong::default();
        for (name, value) in query.into_iter().filter(|(_, value)| !value.is_empty()) {
            if given.contains_key(&name) {
                wrong.refuse(&name, "must be given once only");
            }
            given.insert(name, Value::String(value));
        }
        Ok(Self { given, wrong })
    }
}

impl Texts {
    /// The text with that name, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.get(name).and_then(Value::as_str)
    }

    /// The query as its type.
    ///
    /// # Errors
    /// 422 that names everything that is wrong.
    pub fn typed<T: DeserializeOwned + JsonSchema + 'static>(mut self) -> Result<T, ApiError> {
        shape::of::<T>().type_query(&mut self.given);
        typed(self.given, self.wrong)
    }
}

/// Puts what a change gives into its place; what is absent stays.
pub(super) fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}

fn typed<T: DeserializeOwned + JsonSchema + 'static>(
    given: Map<String, Value>,
    mut wrong: Wrong,
) -> Result<T, ApiError> {
    let given = Value::Object(given);
    shape::of::<T>().check(&given, "", &mut wrong);
    wrong.done()?;
    serde_path_to_error::deserialize(given).map_err(|error| {
        // What the schema does not say. serde's own message may quote the value, which may be a password.
        ApiError::field(&error.path().to_string(), "is not valid")
    })
}

#[cfg(test)]
mod tests {
    use axum::body;
    use serde_json::json;
    use voip_sdk::model::extensions::{CreateExtensionParams, ListExtensionsParams, UpdateExtensionParams};
    use voip_sdk::model::schedules::CreateScheduleParams;

    use super::*;

    async fn body<T: DeserializeOwned + JsonSchema + 'static>(text: impl Into<body::Body>) -> Result<T, Value> {
        let request = Request::new(text.into());
        Body::from_request(request, &())
            .await
            .map(|Body(body)| body)
            .map_err(fields)
    }

    async fn query(text: &str) -> Result<ListExtensionsParams, Value> {
        let request = Request::get(format!("/?{text}")).body(body::Body::empty()).unwrap();
        let (mut parts, _) = request.into_parts();
        Params::from_request_parts(&mut parts, &())
            .await
            .map(|Params(params)| params)
            .map_err(fields)
    }

    fn fields(error: ApiError) -> Value {
        assert_eq!(error.code(), "validation_failed");
        json!(error.fields())
    }

    #[tokio::test]
    async fn every_member_that_is_wrong_is_named_with_what_it_has_to_be() {
        let given = json!({ "extension": "0815", "name": "", "email": 1, "crmMetadata": { "a": 1 }, "passwort": "x" });
        assert_eq!(
            body::<CreateExtensionParams>(given.to_string()).await.unwrap_err(),
            json!({
                "extension": "must match ^[1-9][0-9]{1,9}$", "name": "must not be empty", "password": "is required",
                "email": "must be a text", "crmMetadata.a": "must be a text", "passwort": "is not known here",
            })
        );
        let given = json!({ "name": "Office", "timezone": "UTC", "afterHoursAction": "sleep", "schedules": [
            { "day": "monday", "enabled": true, "startTime": "09:00", "endTime": "17:00" },
            { "day": "Monday", "enabled": 1, "startTime": "9:00", "endTime": "24:00" },
        ] });
        assert_eq!(
            body::<CreateScheduleParams>(given.to_string()).await.unwrap_err(),
            json!({
                "afterHoursAction": "must be one of transfer, ivr, voicemail, queue, external, ringgroup, hangup",
                "schedules[1].day": "must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday",
                "schedules[1].enabled": "must be true or false",
                "schedules[1].startTime": "must match ^([01][0-9]|2[0-3]):[0-5][0-9]$",
            })
        );
    }

    #[tokio::test]
    async fn null_empties_where_it_may_and_no_body_is_an_empty_object() {
        let given = json!({ "email": null }).to_string();
        let params: UpdateExtensionParams = body(given).await.unwrap();
        assert_eq!((params.email, params.crm_user_id), (Some(None), None));
        let none: UpdateExtensionParams = body(body::Body::empty()).await.unwrap();
        assert_eq!(none, UpdateExtensionParams::default());
    }

    #[tokio::test]
    async fn a_query_is_typed_and_what_is_empty_is_absent() {
        let params = query("search=a%20b&limit=20&cursor=").await.unwrap();
        assert_eq!(
            (params.search.as_deref(), params.limit, params.cursor),
            (Some("a b"), Some(20), None)
        );
        for (wrong, expected) in [
            ("limit=0", json!({ "limit": "must be a whole number, 1 to 1000" })),
            ("limit=ten", json!({ "limit": "must be a whole number, 1 to 1000" })),
            ("limit=1&limit=2", json!({ "limit": "must be given once only" })),
            ("page=1", json!({ "page": "is not known here" })),
        ] {
            assert_eq!(query(wrong).await.unwrap_err(), expected, "{wrong}");
        }
    }
}
