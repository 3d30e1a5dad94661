//! Schemas of the operations of an OpenAPI document, by method, path and status.

use serde_json::Value;

use super::source::Object;
use super::told::{Fault, SchemaFault};
use crate::Error;

/// Methods of HTTP that OpenAPI has operations for.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// References that are followed from one object of an OpenAPI document.
const MOST_REFERENCES: usize = 32;

/// Alternatives that an error lists.
const MOST_LISTED: usize = 12;

/// Returns the JSON Pointer of the schema that an operation of an OpenAPI document has for a body.
///
/// `operation` consists of words: the method and the path, then the status of a response or `request`, then optionally
/// the media type. Without a status, the response is the operation's only successful one; several are an error. The path is
/// one of the document's, or matches one of its templates. A status selects the response of that status, or else of its
/// range, such as `2XX`, or else `default`. If there are several media types, the first that is JSON is chosen. Documents
/// of OpenAPI 3 and of Swagger 2.0 are supported.
///
/// ```
/// use jsonmend::schema::operation;
///
/// let document = serde_json::json!({"paths": {"/pets/{id}": {"get": {"responses": {
///     "200": {"content": {"application/json": {"schema": {"type": "object"}}}},
/// }}}}});
/// let pointer = operation(&document, "GET /pets/7 200")?;
/// assert_eq!(pointer, "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema");
///
/// let error = operation(&document, "POST /pets/7 request").unwrap_err();
/// assert_eq!(error.to_string(), "/paths/~1pets~1{id}: no operation `POST`; there is `GET`");
/// # Ok::<(), jsonmend::Error>(())
/// ```
///
/// # Errors
///
/// Fails at the first part of `operation` that the document does not have, and lists the alternatives.
pub fn operation(document: &Value, operation: &str) -> Result<String, Error> {
    located(document, operation).map_err(Error::from)
}

fn located(document: &Value, operation: &str) -> Result<String, SchemaFault> {
    let mut words = operation.split_whitespace();
    let (Some(method), Some(path), part, media, None) =
        (words.next(), words.next(), words.next(), words.next(), words.next())
    else {
        return Err(fail("", "expected a method and a path, such as `GET /pets 200` or `POST /pets request`"));
    };
    let spot = Spot { document, pointer: String::new(), value: document };
    let paths = spot.member("paths")?.ok_or_else(|| fail("", "not an OpenAPI document: it has no `paths`"))?;
    let item = in_paths(&paths, path)?;
    let of_method = item.named(|name| name.eq_ignore_ascii_case(method) && is_method(name))?;
    let of_method = of_method.ok_or_else(|| item.lacks("operation", &method.to_uppercase(), is_method))?;
    let body = match part {
        Some(part) if part.eq_ignore_ascii_case("request") => request(&item, &of_method)?,
        status => response(&of_method, status)?,
    };
    schema(body, media).map(|schema| schema.pointer)
}

/// A location in an OpenAPI document, with references followed.
struct Spot<'d> {
    document: &'d Value,
    pointer: String,
    value: &'d Value,
}

impl<'d> Spot<'d> {
    fn object(&self) -> Option<&'d Object> {
        self.value.as_object()
    }

    fn names(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.object().into_iter().flat_map(|object| object.keys().map(String::as_str))
    }

    /// Returns a member as written.
    fn child(&self, name: &str) -> Option<Self> {
        let pointer = format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1"));
        Some(Self { document: self.document, pointer, value: self.object()?.get(name)? })
    }

    /// Returns a member with references followed; `None` if there is none.
    fn member(&self, name: &str) -> Result<Option<Self>, SchemaFault> {
        self.child(name).map(Self::followed).transpose()
    }

    /// Returns the first member whose name satisfies `fits`.
    fn named(&self, fits: impl Fn(&str) -> bool) -> Result<Option<Self>, SchemaFault> {
        self.names().find(|name| fits(name)).map_or(Ok(None), |name| self.member(name))
    }

    /// Follows the references of an object that is not a schema.
    fn followed(mut self) -> Result<Self, SchemaFault> {
        for _ in 0..MOST_REFERENCES {
            let Some(reference) = self.object().and_then(|object| object.get("$ref")).and_then(Value::as_str) else {
                return Ok(self);
            };
            let target = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer));
            let Some(value) = target else {
                return Err(SchemaFault::new(format!("{}/$ref", self.pointer), Fault::Nowhere(reference.to_owned())));
            };
            self = Self { pointer: reference.trim_start_matches('#').to_owned(), value, ..self };
        }
        Err(SchemaFault::new(self.pointer, Fault::Endless))
    }

    /// Returns the error that a member is missing, with the names that satisfy `fits`.
    fn lacks(&self, kind: &str, wanted: &str, fits: impl Fn(&str) -> bool) -> SchemaFault {
        let shown = |name: &str| if is_method(name) { name.to_uppercase() } else { name.to_owned() };
        let names: Vec<String> =
            self.names().filter(|name| fits(name)).map(|name| format!("`{}`", shown(name))).collect();
        let listed = match names.as_slice() {
            [] => "there is none".to_owned(),
            [only] => format!("there is {only}"),
            names => {
                let first = names.get(..MOST_LISTED).unwrap_or(names).join(", ");
                let more = names.len().saturating_sub(MOST_LISTED);
                if more > 0 { format!("there are {first} and {more} more") } else { format!("there are {first}") }
            }
        };
        fail(&self.pointer, &format!("no {kind} `{wanted}`; {listed}"))
    }
}

fn fail(pointer: &str, fault: &str) -> SchemaFault {
    SchemaFault::new(pointer.to_owned(), Fault::Operation(fault.to_owned()))
}

fn is_method(name: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(name))
}

/// Returns the path item of a path: one that is spelled so, or else the first template that matches with the most
/// literal segments.
fn in_paths<'d>(paths: &Spot<'d>, path: &str) -> Result<Spot<'d>, SchemaFault> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    if let Some(item) = paths.member(path)? {
        return Ok(item);
    }
    let matching = paths.names().filter_map(|template| Some((template, literals(template, path)?)));
    let best = matching.reduce(|best, next| if next.1 > best.1 { next } else { best });
    let item = best.map_or(Ok(None), |(template, _)| paths.member(template))?;
    item.ok_or_else(|| paths.lacks("path", path, |name| name.starts_with('/')))
}

/// Returns the number of literal segments of a template that a path matches; `None` if it does not match.
fn literals(template: &str, path: &str) -> Option<usize> {
    let (mut templates, mut parts) = (template.trim_end_matches('/').split('/'), path.trim_end_matches('/').split('/'));
    let mut count = 0;
    loop {
        match (templates.next(), parts.next()) {
            (None, None) => return Some(count),
            (Some(template), Some(part)) if template == part => count += 1,
            (Some(template), Some(part)) if !part.is_empty() && matches(template, part) => {}
            _ => return None,
        }
    }
}

/// Returns whether a segment matches a segment of a template: literal text around at most one parameter.
fn matches(template: &str, part: &str) -> bool {
    let parameter = template.split_once('{').and_then(|(before, rest)| Some((before, rest.rsplit_once('}')?.1)));
    parameter.is_some_and(|(before, behind)| {
        part.len() > before.len() + behind.len() && part.starts_with(before) && part.ends_with(behind)
    })
}

/// Returns the body of a request: `requestBody`, or the parameter `in: body` of Swagger 2.0.
fn request<'d>(item: &Spot<'d>, of_method: &Spot<'d>) -> Result<Spot<'d>, SchemaFault> {
    if let Some(body) = of_method.member("requestBody")? {
        return Ok(body);
    }
    for owner in [of_method, item] {
        let Some(parameters) = owner.member("parameters")? else { continue };
        for at in 0..parameters.value.as_array().map_or(0, Vec::len) {
            let Some(value) = parameters.value.get(at) else { continue };
            let pointer = format!("{}/{at}", parameters.pointer);
            let parameter = Spot { document: item.document, pointer, value }.followed()?;
            if parameter.value.get("in").and_then(Value::as_str) == Some("body") {
                return Ok(parameter);
            }
        }
    }
    Err(fail(&of_method.pointer, "the operation has no request body"))
}

/// Returns the response with a status; without one, the only response of success.
fn response<'d>(of_method: &Spot<'d>, status: Option<&str>) -> Result<Spot<'d>, SchemaFault> {
    let responses = of_method.member("responses")?.ok_or_else(|| fail(&of_method.pointer, "it has no `responses`"))?;
    let is_response = |name: &str| !name.starts_with("x-");
    let Some(status) = status else {
        let mut successes = responses.names().filter(|name| name.starts_with('2'));
        let only = successes.next().filter(|_| successes.next().is_none());
        let found = only.map_or(Ok(None), |only| responses.member(only))?;
        return found.ok_or_else(|| responses.lacks("single response of success", "2XX", is_response));
    };
    let range = status.get(..1).map(|first| format!("{first}XX")).filter(|_| status.len() == 3).unwrap_or_default();
    for wanted in [status, &range, "default"] {
        if let Some(found) = responses.named(|name| name.eq_ignore_ascii_case(wanted) && is_response(name))? {
            return Ok(found);
        }
    }
    Err(responses.lacks("response", status, is_response))
}

/// Returns the schema of a body, by its media type if it has several. A schema may be a reference, which compiling
/// follows.
fn schema<'d>(body: Spot<'d>, media: Option<&str>) -> Result<Spot<'d>, SchemaFault> {
    let Some(content) = body.member("content")? else {
        return body.child("schema").ok_or_else(|| fail(&body.pointer, "the body has no schema"));
    };
    let kind = |name: &str| name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
    let is_json = |name: &str| kind(name) == "application/json" || kind(name) == "text/json";
    let is_like_json = |name: &str| kind(name).ends_with("+json") || kind(name).ends_with("json");
    let chosen = match media {
        Some(media) => content.named(|name| kind(name) == kind(media))?,
        None => match content.named(is_json)? {
            Some(found) => Some(found),
            None => content.named(|name| is_like_json(name) || kind(name) == "*/*" || kind(name) == "application/*")?,
        },
    };
    let chosen = chosen.ok_or_else(|| content.lacks("media type", media.unwrap_or("application/json"), |_| true))?;
    chosen.child("schema").ok_or_else(|| fail(&chosen.pointer, "the media type has no schema"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pets() -> Value {
        json!({
            "paths": {
                "/pets": {
                    "get": {"responses": {
                        "200": {"content": {"application/json": {"schema": {"type": "array"}}}},
                        "4XX": {"$ref": "#/components/responses/Failed"},
                        "default": {"content": {"text/plain": {"schema": {}}, "application/problem+json; v=1": {"schema": {}}}},
                        "x-more": {},
                    }},
                    "post": {
                        "requestBody": {"$ref": "#/components/requestBodies/Pet"},
                        "responses": {"201": {"description": "nothing"}, "202": {"content": {}}},
                    },
                    "parameters": [],
                },
                "/pets/{id}": {"get": {"responses": {"2XX": {"content": {"*/*": {"schema": {}}}}}}},
                "/pets/mine": {"get": {"responses": {"200": {"content": {"application/json": {}}}}}},
                "/{any}/report.{format}": {"put": {
                    "parameters": [{"in": "query"}, {"in": "body", "schema": {}}],
                    "responses": {"200": {"schema": {}}},
                }},
                "/again": {"$ref": "#/paths/~1pets"},
                "/endless": {"$ref": "#/paths/~1endless"},
                "/lost": {"$ref": "#/nowhere"},
            },
            "components": {
                "responses": {"Failed": {"content": {"application/json": {"schema": {"type": "object"}}}}},
                "requestBodies": {"Pet": {"content": {"application/xml": {"schema": {}}, "application/json": {"schema": {}}}}},
            },
        })
    }

    #[test]
    fn operations_lead_to_schemas() {
        let document = pets();
        for (words, pointer) in [
            ("GET /pets 200", "/paths/~1pets/get/responses/200/content/application~1json/schema"),
            ("get /pets/", "/paths/~1pets/get/responses/200/content/application~1json/schema"),
            ("GET /pets 404", "/components/responses/Failed/content/application~1json/schema"),
            ("GET /pets 500", "/paths/~1pets/get/responses/default/content/application~1problem+json; v=1/schema"),
            ("GET /pets 500 text/plain", "/paths/~1pets/get/responses/default/content/text~1plain/schema"),
            ("POST /pets request", "/components/requestBodies/Pet/content/application~1json/schema"),
            ("POST /pets REQUEST application/xml", "/components/requestBodies/Pet/content/application~1xml/schema"),
            ("POST /again request", "/components/requestBodies/Pet/content/application~1json/schema"),
            ("GET /pets/17?full=1 206", "/paths/~1pets~1{id}/get/responses/2XX/content/*~1*/schema"),
            ("PUT /x/report.csv request", "/paths/~1{any}~1report.{format}/put/parameters/1/schema"),
            ("PUT /x/report.csv", "/paths/~1{any}~1report.{format}/put/responses/200/schema"),
        ] {
            let found = operation(&document, words).unwrap_or_else(|error| panic!("{words}: {error}"));
            assert_eq!(found, pointer, "{words}");
            assert!(document.pointer(&found).is_some());
        }
    }

    #[test]
    fn what_is_missing_is_reported_with_what_there_is() {
        let document = pets();
        for (words, fault) in [
            ("GET", "expected a method and a path, such as `GET /pets 200` or `POST /pets request`"),
            ("GET /pets 200 a/b c", "expected a method and a path, such as `GET /pets 200` or `POST /pets request`"),
            ("PUT /pets 200", "/paths/~1pets: no operation `PUT`; there are `GET`, `POST`"),
            ("parameters /pets 200", "/paths/~1pets: no operation `PARAMETERS`; there are `GET`, `POST`"),
            (
                "GET /pets/mine",
                "/paths/~1pets~1mine/get/responses/200/content/application~1json: the media type has no schema",
            ),
            ("GET /pets/mine 404", "/paths/~1pets~1mine/get/responses: no response `404`; there is `200`"),
            ("POST /pets", "/paths/~1pets/post/responses: no single response of success `2XX`; there are `201`, `202`"),
            ("POST /pets 201", "/paths/~1pets/post/responses/201: the body has no schema"),
            (
                "POST /pets 202",
                "/paths/~1pets/post/responses/202/content: no media type `application/json`; there is none",
            ),
            ("GET /pets request", "/paths/~1pets/get: the operation has no request body"),
            ("GET /lost", "/paths/~1lost/$ref: unresolved reference `#/nowhere`"),
            ("GET /endless", "/paths/~1endless: the schema refers to itself in a cycle"),
        ] {
            assert_eq!(operation(&document, words).unwrap_err().to_string(), fault, "{words}");
        }
        let error = operation(&document, "GET /cats 200").unwrap_err().to_string();
        assert!(error.starts_with("/paths: no path `/cats`; there are `/pets`, `/pets/{id}`"), "{error}");
        assert!(operation(&json!({}), "GET /cats").unwrap_err().to_string().contains("no `paths`"));
    }
}
