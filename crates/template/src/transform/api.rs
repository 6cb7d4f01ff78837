//! `AWS::Serverless::Api`, `AWS::Serverless::HttpApi` and the events that add routes to them.
//!
//! The definition of an API is kept as SAM writes it, OpenAPI with `x-amazon-apigateway-integration`, except that
//! the integration's `uri` is a reference to the function or alias instead of the invocation path around its ARN.

use super::{Callee, Event, Origin, Source, Transform, build};
use crate::globals;
use crate::unfollowed::Names;
use aws::payload::physical;
use aws::service::properties::{Properties, Resource, Value};

const REST: &str = "ServerlessRestApi";
const HTTP: &str = "ServerlessHttpApi";
const INTEGRATION: &str = "x-amazon-apigateway-integration";

/// The properties of a REST API. None is ignored for itself: APIs are not simulated, and that is said of the whole.
const REST_NAMES: Names<'_> = Names {
    followed: &[&[
        "AccessLogSetting",
        "AlwaysDeploy",
        "ApiKeySourceType",
        "Auth",
        "BinaryMediaTypes",
        "CacheClusterEnabled",
        "CacheClusterSize",
        "CanarySetting",
        "Cors",
        "DefinitionBody",
        "DefinitionUri",
        "Description",
        "DisableExecuteApiEndpoint",
        "Domain",
        "EndpointConfiguration",
        "FailOnWarnings",
        "GatewayResponses",
        "MergeDefinitions",
        "MethodSettings",
        "MinimumCompressionSize",
        "Mode",
        "Models",
        "Name",
        "OpenApiVersion",
        "Policy",
        "PropagateTags",
        "SecurityPolicy",
        "StageName",
        "Tags",
        "TracingEnabled",
        "Variables",
    ]],
    ignored: &[],
};
const HTTP_NAMES: Names<'_> = Names {
    followed: &[&[
        "AccessLogSettings",
        "Auth",
        "CorsConfiguration",
        "DefaultRouteSettings",
        "DefinitionBody",
        "DefinitionUri",
        "Description",
        "DisableExecuteApiEndpoint",
        "Domain",
        "FailOnWarnings",
        "Name",
        "PropagateTags",
        "RouteSettings",
        "StageName",
        "StageVariables",
        "Tags",
    ]],
    ignored: &[],
};
const ROUTE: &[&str] = &["Path", "Method", "Auth", "TimeoutInMillis"];

/// The properties that events of each type have.
pub(super) const EVENTS: &[(&str, Names<'_>)] = &[
    (
        "Api",
        Names {
            followed: &[
                ROUTE,
                &["RestApiId", "RequestModel", "RequestParameters", "ResponseTransferMode", "UnescapeMappingTemplate"],
            ],
            ignored: &[],
        },
    ),
    ("HttpApi", Names { followed: &[ROUTE, &["ApiId", "PayloadFormatVersion", "RouteSettings"]], ignored: &[] }),
];

impl Transform {
    pub(super) fn api(&mut self, resource: &mut Resource) {
        let sam = std::mem::take(&mut resource.properties);
        let origin = Origin { id: resource.id.clone(), at: resource.at };
        resource.type_name = "AWS::ApiGateway::RestApi".into();
        resource.properties = self.rest_api_parts(&sam, &origin);
    }

    pub(super) fn http_api(&mut self, resource: &mut Resource) {
        let sam = std::mem::take(&mut resource.properties);
        let origin = Origin { id: resource.id.clone(), at: resource.at };
        resource.type_name = "AWS::ApiGatewayV2::Api".into();
        resource.properties = self.http_api_parts(&sam, &origin);
    }

    /// Adds deployment and stage, and returns the properties of the API itself.
    fn rest_api_parts(&mut self, sam: &Properties, origin: &Origin) -> Properties {
        let id = &*origin.id;
        self.check_names("\"AWS::Serverless::Api\"", sam, &REST_NAMES, &format!("Resources.{id}.Properties"));
        let stage_name = build::or(sam.get("StageName"), build::text("Prod"));
        let suffix = stage_name.text().map_or_else(String::new, alphanumeric);
        let stage_id = format!("{id}{suffix}Stage");
        let deployment = format!("{id}Deployment");
        let reference = build::reference(id);
        self.add(
            origin,
            deployment.clone(),
            "AWS::ApiGateway::Deployment",
            build::map([("RestApiId", reference.clone())]),
        );
        let stage = build::map([
            ("RestApiId", reference),
            ("DeploymentId", build::reference(&deployment)),
            ("StageName", stage_name),
            ("Variables", sam.get("Variables").clone()),
            ("MethodSettings", sam.get("MethodSettings").clone()),
            ("CacheClusterEnabled", sam.get("CacheClusterEnabled").clone()),
            ("CacheClusterSize", sam.get("CacheClusterSize").clone()),
            ("TracingEnabled", sam.get("TracingEnabled").clone()),
            ("AccessLogSetting", sam.get("AccessLogSetting").clone()),
            ("CanarySetting", sam.get("CanarySetting").clone()),
        ]);
        self.add(origin, stage_id.clone(), "AWS::ApiGateway::Stage", stage);
        self.renamed.insert(format!("{id}.Stage"), stage_id);
        self.renamed.insert(format!("{id}.Deployment"), deployment);
        let body = self.definition(sam, origin, "swagger", "2.0");
        let properties = build::map([
            ("Name", build::or(sam.get("Name"), build::text(id))),
            ("Description", sam.get("Description").clone()),
            ("Body", body),
            ("BodyS3Location", sam.get("DefinitionUri").clone()),
            ("EndpointConfiguration", sam.get("EndpointConfiguration").clone()),
            ("BinaryMediaTypes", sam.get("BinaryMediaTypes").clone()),
            ("MinimumCompressionSize", sam.get("MinimumCompressionSize").clone()),
            ("DisableExecuteApiEndpoint", sam.get("DisableExecuteApiEndpoint").clone()),
        ]);
        Properties { at: sam.at, ..properties }
    }

    fn http_api_parts(&mut self, sam: &Properties, origin: &Origin) -> Properties {
        let id = &*origin.id;
        self.check_names("\"AWS::Serverless::HttpApi\"", sam, &HTTP_NAMES, &format!("Resources.{id}.Properties"));
        let stage_name = build::or(sam.get("StageName"), build::text("$default"));
        let stage_id = match stage_name.text() {
            Some("$default") => format!("{id}ApiGatewayDefaultStage"),
            Some(name) => format!("{id}{}Stage", alphanumeric(name)),
            None => format!("{id}Stage"),
        };
        let stage = build::map([
            ("ApiId", build::reference(id)),
            ("StageName", stage_name),
            ("AutoDeploy", build::boolean(true)),
            ("AccessLogSettings", sam.get("AccessLogSettings").clone()),
            ("DefaultRouteSettings", sam.get("DefaultRouteSettings").clone()),
            ("RouteSettings", sam.get("RouteSettings").clone()),
            ("StageVariables", sam.get("StageVariables").clone()),
        ]);
        self.add(origin, stage_id.clone(), "AWS::ApiGatewayV2::Stage", stage);
        self.renamed.insert(format!("{id}.Stage"), stage_id);
        let body = self.definition(sam, origin, "openapi", "3.0.1");
        let properties = build::map([
            ("Name", sam.get("Name").clone()),
            ("Body", body),
            ("BodyS3Location", sam.get("DefinitionUri").clone()),
            ("CorsConfiguration", sam.get("CorsConfiguration").clone()),
            ("DisableExecuteApiEndpoint", sam.get("DisableExecuteApiEndpoint").clone()),
        ]);
        Properties { at: sam.at, ..properties }
    }

    /// Returns the API's definition; without one of its own, an empty one that events write.
    fn definition(&mut self, sam: &Properties, origin: &Origin, kind: &str, version: &str) -> Properties {
        let own = sam.get("DefinitionBody");
        if !sam.get("DefinitionUri").is_absent() {
            return Properties::default();
        }
        if own.is_absent() || sam.get("MergeDefinitions").boolean() == Some(true) {
            self.managed_apis.insert(origin.id.clone());
        }
        if !own.is_absent() {
            return own.clone();
        }
        let title = build::map([("title", build::text(&origin.id)), ("version", build::text("1.0"))]);
        build::map([("info", title), ("paths", build::map([])), (kind, build::text(version))])
    }

    pub(super) fn api_event(&mut self, event: &Event, callee: &Callee) {
        let Some(path) = self.required(event, "Path") else { return };
        let Some(method) = self.required(event, "Method") else { return };
        let (Some(path), Some(method)) = (path.scalar_text(), method.scalar_text()) else { return };
        let given = event.properties.get("RestApiId").clone();
        let api = if given.is_absent() { self.implicit_api(REST, event) } else { given };
        let suffix = self.stage_suffix(&api);
        let shown = if method.eq_ignore_ascii_case("any") { "*".to_owned() } else { method.to_uppercase() };
        let source = Source { suffix, ..Source::arn(self.execution_arn(&api, &format!("*/{shown}{}", bare(&path)))) };
        self.permission(event, callee, "apigateway.amazonaws.com", source);
        let method = if shown == "*" { "x-amazon-apigateway-any-method".to_owned() } else { method.to_lowercase() };
        let integration = build::map([
            ("type", build::text("aws_proxy")),
            ("httpMethod", build::text("POST")),
            ("uri", callee.arn.clone()),
            ("timeoutInMillis", event.properties.get("TimeoutInMillis").clone()),
        ]);
        self.route(event, &api, &path, &method, integration);
    }

    pub(super) fn http_api_event(&mut self, event: &Event, callee: &Callee) {
        let given = &event.properties;
        let path = given.get("Path").scalar_text().unwrap_or_else(|| "$default".to_owned());
        let method = given.get("Method").scalar_text().unwrap_or_else(|| "any".to_owned());
        let id = given.get("ApiId").clone();
        let any = method.eq_ignore_ascii_case("any") || method == "x-amazon-apigateway-any-method";
        let timeout = given.get("TimeoutInMillis").clone();
        let version = build::or(given.get("PayloadFormatVersion"), build::text("2.0"));
        let api = if id.is_absent() { self.implicit_api(HTTP, event) } else { id };
        let shown = if any { "*".to_owned() } else { method.to_uppercase() };
        let resource = if path == "$default" { "*/$default".to_owned() } else { format!("*/{shown}{}", bare(&path)) };
        let source = Source::arn(self.execution_arn(&api, &resource));
        self.permission(event, callee, "apigateway.amazonaws.com", source);
        let method = if any { "x-amazon-apigateway-any-method".to_owned() } else { method.to_lowercase() };
        let integration = build::map([
            ("type", build::text("aws_proxy")),
            ("httpMethod", build::text("POST")),
            ("payloadFormatVersion", version),
            ("uri", callee.arn.clone()),
            ("timeoutInMillis", timeout),
        ]);
        self.route(event, &api, &path, &method, integration);
    }

    /// Adds a route to the definition of an API that SAM writes.
    fn route(&mut self, event: &Event, api: &Properties, path: &str, method: &str, integration: Properties) {
        let Some(id) = api.reference().or_else(|| api.text()).map(str::to_owned) else { return };
        let managed = self.managed_apis.contains(&*id);
        let http = self.resource(&id).is_some_and(|api| &*api.type_name == "AWS::ApiGatewayV2::Api");
        if !managed && !http {
            return;
        }
        let Some(properties) = self.properties_of(&id) else { return };
        let paths = build::slot(build::slot(properties, "Body", Value::Null), "paths", Value::Null);
        let methods = build::slot(paths, path, Value::Null);
        let operation = build::slot(methods, method, Value::Null);
        if operation.find(INTEGRATION).is_some() {
            if managed {
                let message = format!("API method \"{method}\" defined multiple times for path \"{path}\".");
                self.refuse("route-defined-twice", &event.origin, message, "remove one of the two events");
            }
            return;
        }
        operation.at = event.origin.at;
        *build::slot(operation, INTEGRATION, Value::Null) = integration;
    }

    /// Returns the API that SAM makes for events without one.
    fn implicit_api(&mut self, id: &'static str, event: &Event) -> Properties {
        if self.resource(id).is_none() {
            let origin = Origin { id: id.into(), at: event.origin.at };
            let kind = if id == REST { "AWS::Serverless::Api" } else { "AWS::Serverless::HttpApi" };
            let name = if id == REST { build::text(physical::STACK_NAME) } else { Properties::default() };
            let own = build::map([("Name", name)]);
            let sam = globals::merged(&self.globals, kind, own, &Properties::default());
            let (kind, properties) = if id == REST {
                ("AWS::ApiGateway::RestApi", self.rest_api_parts(&sam, &origin))
            } else {
                ("AWS::ApiGatewayV2::Api", self.http_api_parts(&sam, &origin))
            };
            self.add(&Origin { id: event.origin.id.clone(), ..origin }, id, kind, properties);
        }
        build::reference(id)
    }

    /// Returns what SAM puts behind a permission's id: the stage's name, or a word for it.
    fn stage_suffix(&self, api: &Properties) -> String {
        let id = api.reference().or_else(|| api.text()).unwrap_or_default();
        let stages = self.generated.iter().filter(|resource| &*resource.type_name == "AWS::ApiGateway::Stage");
        let mut stages = stages.filter(|stage| stage.properties.get("RestApiId").reference() == Some(id));
        match stages.next() {
            Some(stage) => stage.properties.get("StageName").text().map_or_else(|| "Stage".to_owned(), str::to_owned),
            None if id.is_empty() => "AllStages".to_owned(),
            None => "Stage".to_owned(),
        }
    }

    fn execution_arn(&self, api: &Properties, resource: &str) -> Properties {
        let id = match &api.value {
            Value::Reference { id, .. } => physical::generated_name("AWS::ApiGateway::RestApi", id, false),
            _ => api.scalar_text().unwrap_or_else(|| "*".to_owned()),
        };
        build::text(format!("arn:aws:execute-api:{}:{}:{id}/{resource}", self.region, physical::ACCOUNT))
    }
}

/// Returns a path without the slash at its end, and with `*` for its parameters.
fn bare(path: &str) -> String {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let parts = path.split('/').map(|part| if part.starts_with('{') { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}
