//! Reading a distribution with its behaviours, origins and hooks, and the wires that they make.

mod edge;
mod policies;

use super::config::{
    Behaviour, Config, CustomError, CustomOrigin, Hook, HookPoint, Origin, OriginChoice, OriginGroup, OriginKind,
    ViewerProtocol,
};
use super::limits;
use crate::behaviour::{Law, Response, answers, read as behaviour};
use crate::diagnostics::Diagnostic;
use crate::service::properties::{Properties, Resource, Value};
use crate::service::{Reading, Style, Wire};
use kernel::SimDuration;
use policies::texts;
use serde_json::json;
use std::sync::Arc;

const PREFIX: &str = "DistributionConfig";
const BUCKET: &str = "AWS::S3::Bucket";
const LOAD_BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";

/// Reads everything that the stack and the metadata say of a distribution.
pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    let id = Arc::clone(&reading.resource.id);
    let properties = reading.resource.properties.get(PREFIX);
    let origins: Vec<_> = properties.get("Origins").items().iter().map(|origin| read_origin(origin, reading)).collect();
    check_metadata(&origins, reading);
    let groups = read_groups(properties.at_path("OriginGroups"), &origins);
    let mut behaviours = Vec::new();
    for (index, entry) in properties.get("CacheBehaviors").items().iter().enumerate() {
        let path = reading.path_of(&format!("{PREFIX}.CacheBehaviors.{index}"));
        behaviours.push(read_behaviour(entry, &path, (&origins, &groups), reading));
    }
    let path = reading.path_of(&format!("{PREFIX}.DefaultCacheBehavior"));
    let default = properties.get("DefaultCacheBehavior");
    behaviours.push(Behaviour { pattern: None, ..read_behaviour(default, &path, (&origins, &groups), reading) });
    edge::check_count(&behaviours, reading);
    let origins = if origins.is_empty() { vec![Origin::default()] } else { origins };
    Config {
        distribution_id: reading.stack.name_of(reading.resource).into(),
        domain_name: reading.stack.attribute_of(reading.resource, "DomainName").into(),
        behaviours,
        origins,
        groups,
        errors: properties.get("CustomErrorResponses").items().iter().filter_map(read_error).collect(),
        default_root_object: properties
            .get("DefaultRootObject")
            .text()
            .filter(|text| !text.is_empty())
            .map(|text| text.trim_start_matches('/').into()),
        id,
    }
}

fn read_origin(origin: &Properties, reading: &mut Reading<'_>) -> Origin {
    let id: Arc<str> = origin.get("Id").scalar_text().unwrap_or_default().into();
    let domain = origin.get("DomainName");
    let resource = resource_of(domain, reading);
    let attribute = |resource: &Resource| match &*resource.type_name {
        BUCKET => reading.stack.attribute_of(resource, "RegionalDomainName"),
        _ => reading.stack.attribute_of(resource, "DNSName"),
    };
    let domain_name = domain.scalar_text().or_else(|| resource.map(attribute));
    let domain_name: Arc<str> = domain_name.unwrap_or_else(|| "www.example.com".to_owned()).into();
    let is_s3 = !origin.get("S3OriginConfig").is_absent() || domain_name.contains(".s3");
    let kind = match resource.map(|resource| (&*resource.type_name, &resource.id)) {
        Some((BUCKET, bucket)) => OriginKind::Bucket(Arc::clone(bucket)),
        Some((LOAD_BALANCER, other)) => OriginKind::Endpoint(Arc::clone(other)),
        _ if is_s3 => OriginKind::OutsideBucket(read_custom(&id, reading)),
        _ => OriginKind::Custom(read_custom(&id, reading)),
    };
    if resource.is_none() {
        report_later(&id, &domain_name, domain, reading);
    }
    let timeout = origin.at_path("CustomOriginConfig.OriginReadTimeout").integer();
    let timeout = timeout.and_then(|seconds| u64::try_from(seconds).ok());
    Origin {
        path: origin.get("OriginPath").scalar_text().unwrap_or_default().into(),
        read_timeout: timeout.map_or(limits::ORIGIN_READ_TIMEOUT, SimDuration::from_secs),
        id,
        domain_name,
        kind,
    }
}

/// Says of an origin that is a resource of the template, but of a service that is not simulated yet, what it does here.
fn report_later(origin: &str, host: &str, domain: &Properties, reading: &mut Reading<'_>) {
    let stack = reading.stack;
    let is_it = |resource: &&Resource| match &*resource.type_name {
        "AWS::Lambda::Url" => stack.attribute_of(resource, "FunctionUrl").contains(host),
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => {
            host.strip_prefix(&stack.reference_of(resource)).is_some_and(|rest| rest.starts_with(".execute-api."))
        }
        _ => false,
    };
    let Some(resource) = stack.resources.iter().find(is_it) else { return };
    let message = format!("origin '{origin}' is '{}', which is not simulated yet", resource.id);
    let hint = format!(
        "it answers as Metadata.Lambdarium.Origins.{}.{origin} says: without an entry after 50 ms with 200",
        reading.resource.id
    );
    reading.problems.push(Diagnostic::info("not-simulated", domain.at, message).hint(hint));
}

/// Returns the resource that a host name belongs to: by reference, by name, or by a bucket's name in front of `.s3`.
fn resource_of<'a>(domain: &Properties, reading: &Reading<'a>) -> Option<&'a Resource> {
    let stack = reading.stack;
    if let Some(id) = domain.reference() {
        return stack.resource(id);
    }
    let text = domain.text()?;
    let is_balancer = |resource: &&Resource| stack.attribute_of(resource, "DNSName") == text;
    if let Some(balancer) = stack.of_type(LOAD_BALANCER).find(is_balancer) {
        return Some(balancer);
    }
    let (name, _) = text.split_once(".s3")?;
    let is_named = |bucket: &&Resource| stack.name_of(bucket) == name || bucket.id.eq_ignore_ascii_case(name);
    stack.of_type(BUCKET).find(is_named)
}

/// Reads how an origin behaves that is no resource of the template.
fn read_custom(origin: &str, reading: &mut Reading<'_>) -> CustomOrigin {
    let distribution = Arc::clone(&reading.resource.id);
    let path = format!("Metadata.Lambdarium.Origins.{distribution}.{origin}");
    let metadata = reading.metadata;
    let entry = metadata.get("Origins").get(&distribution).get(origin);
    let profile = reading.settings.profile;
    let problems = &mut *reading.problems;
    behaviour::check_keys(entry, &["Duration", "Response", "Fails"], problems, &path);
    let standard = CustomOrigin::default();
    let response = answers::response(entry.get("Response"), problems, &format!("{path}.Response"));
    CustomOrigin {
        duration: behaviour::law(entry.get("Duration"), problems, &format!("{path}.Duration"))
            .unwrap_or_else(|| Law::constant(limits::ORIGIN_DURATION)),
        response: response.map_or(standard.response, |response| document_of(&response)),
        fails: behaviour::fail_rules(entry.get("Fails"), profile, problems, &format!("{path}.Fails")).into(),
    }
}

/// Returns a response document of HTTP for whatever an origin was told to answer.
fn document_of(response: &Response) -> Arc<serde_json::Value> {
    match response {
        Response::Http { document, .. } => Arc::clone(document),
        Response::Payload(payload) => Arc::new(json!({ "statusCode": 200, "body": payload.to_string() })),
        Response::Size(bytes) => {
            let body = "x".repeat(usize::try_from(*bytes).unwrap_or(0));
            Arc::new(json!({ "statusCode": 200, "body": body }))
        }
        Response::Malformed => Arc::new(json!({ "statusCode": 502 })),
    }
}

/// Reports origins in the metadata that the distribution does not have.
fn check_metadata(origins: &[Origin], reading: &mut Reading<'_>) {
    let distribution = Arc::clone(&reading.resource.id);
    let names: Vec<&str> = origins.iter().map(|origin| &*origin.id).collect();
    let path = format!("Metadata.Lambdarium.Origins.{distribution}");
    let section = reading.metadata.get("Origins").get(&distribution);
    behaviour::check_keys(section, &names, reading.problems, &path);
    for (key, _) in section.entries() {
        let of_resource = origins.iter().filter(|origin| *origin.id == *key.text).find_map(Origin::resource);
        if let Some(id) = of_resource {
            let message = format!("origin '{}' is '{id}', which answers by itself", key.text);
            let problem =
                Diagnostic::warning("origin-of-template", key.at, message).path(format!("{path}.{}", key.text));
            reading.problems.push(problem.hint("only origins that are no resource of the template are described here"));
        }
    }
}

fn read_groups(groups: &Properties, origins: &[Origin]) -> Vec<OriginGroup> {
    let position = |member: &Properties| {
        let id = member.get("OriginId").scalar_text()?;
        origins.iter().position(|origin| *origin.id == *id)
    };
    let group = |group: &Properties| {
        let members = group.at_path("Members.Items").items();
        let codes = group.at_path("FailoverCriteria.StatusCodes.Items").items();
        Some(OriginGroup {
            id: group.get("Id").scalar_text()?.into(),
            primary: position(members.first()?)?,
            secondary: position(members.get(1)?)?,
            statuses: codes.iter().filter_map(|code| u16::try_from(code.integer()?).ok()).collect(),
        })
    };
    groups.get("Items").items().iter().filter_map(group).collect()
}

fn read_error(error: &Properties) -> Option<CustomError> {
    let number = |key: &str| error.get(key).integer().and_then(|value| u16::try_from(value).ok());
    let code = number("ErrorCode")?;
    let page = error.get("ResponsePagePath").scalar_text().filter(|page| !page.is_empty());
    let min_ttl = error.get("ErrorCachingMinTTL").integer().and_then(|seconds| u64::try_from(seconds).ok());
    Some(CustomError {
        code,
        page: page.map(|page| (number("ResponseCode").unwrap_or(code), page.into())),
        min_ttl: min_ttl.map(SimDuration::from_secs),
    })
}

fn read_behaviour(
    entry: &Properties,
    path: &str,
    (origins, groups): (&[Origin], &[OriginGroup]),
    reading: &mut Reading<'_>,
) -> Behaviour {
    let target = entry.get("TargetOriginId");
    let name = target.scalar_text().unwrap_or_default();
    let origin = origins.iter().position(|origin| *origin.id == *name).map(OriginChoice::Origin);
    let group = || groups.iter().position(|group| *group.id == *name).map(OriginChoice::Group);
    let choice = origin.or_else(group);
    if choice.is_none() {
        let message = format!("there is no origin '{name}' in the distribution");
        let problem = Diagnostic::error("unknown-origin", target.at, message).path(format!("{path}.TargetOriginId"));
        reading.problems.push(problem.hint("name the Id of one of Origins"));
    }
    let methods = |key: &str| {
        let list = texts(entry.get(key));
        if list.is_empty() { vec!["GET".into(), "HEAD".into()] } else { list }
    };
    let (ttl, key) = policies::read(entry, path, reading);
    let mut hooks = [const { None }; 4];
    for association in entry.get("LambdaFunctionAssociations").items() {
        let Some((point, hook)) = read_hook(association, path, reading) else { continue };
        if hooks[point as usize].replace(hook).is_some() {
            let message = format!("two functions stand at {}", point.name());
            let problem = Diagnostic::error("two-functions", association.at, message);
            let hint = format!("leave one: {}", limits::EDGE_01.sentence);
            reading.problems.push(problem.path(format!("{path}.LambdaFunctionAssociations")).hint(hint));
        }
    }
    Behaviour {
        pattern: entry.get("PathPattern").scalar_text().map(Into::into),
        target: choice.unwrap_or(OriginChoice::Origin(0)),
        allowed_methods: methods("AllowedMethods"),
        cached_methods: methods("CachedMethods"),
        viewer_protocol: match entry.get("ViewerProtocolPolicy").text() {
            Some("redirect-to-https") => ViewerProtocol::RedirectToHttps,
            Some("https-only") => ViewerProtocol::HttpsOnly,
            _ => ViewerProtocol::AllowAll,
        },
        ttl,
        key,
        hooks,
    }
}

/// Reads an association; what AWS would refuse is an error (EDGE-13).
fn read_hook(association: &Properties, path: &str, reading: &mut Reading<'_>) -> Option<(HookPoint, Hook)> {
    let path = format!("{path}.LambdaFunctionAssociations");
    let event_type = association.get("EventType");
    let Some(point) = event_type.text().and_then(HookPoint::from_name) else {
        // A type that is none is told of before anything is read.
        let hint = "use viewer-request, origin-request, origin-response or viewer-response";
        if association.find("EventType").is_none() {
            let problem = Diagnostic::error("unknown-event-type", association.at, "the association has no EventType");
            reading.problems.push(problem.path(path).hint(hint));
        } else if !event_type.is_absent() {
            let message = "the EventType is known at AWS only, so this association is not simulated";
            let problem = Diagnostic::info("not-simulated", event_type.at, message);
            reading.problems.push(problem.path(path).hint(hint));
        }
        return None;
    };
    let arn = association.get("LambdaFunctionARN");
    let include_body = association.get("IncludeBody").boolean().unwrap_or(false);
    let stack = reading.stack;
    let Some(reference) = arn.reference().or_else(|| stack.target(arn)) else {
        let function: Arc<str> = arn.scalar_text()?.into();
        edge::check_outside(&function, (arn, &path), reading);
        return Some((point, Hook { function, in_template: false, version: None, include_body }));
    };
    // SAM writes the version of a function as an attribute of it: `Function.Version`.
    let reference = reference.strip_suffix(".Version").unwrap_or(reference);
    let resource = stack.resource(reference)?;
    let version = match &*resource.type_name {
        "AWS::Lambda::Version" => Some(resource),
        "AWS::Lambda::Function" => {
            let is_its =
                |version: &&Resource| stack.target(version.properties.get("FunctionName")) == Some(&*resource.id);
            let attribute = match &arn.value {
                Value::Reference { attribute, .. } => attribute.as_deref(),
                _ => None,
            };
            let mut versions = stack.of_type("AWS::Lambda::Version").filter(|_| attribute == Some("Version"));
            versions.find(is_its)
        }
        _ => None,
    };
    let Some(version) = version else {
        edge::refuse(
            arn,
            &path,
            format!("'{reference}' is no numbered version"),
            "refer to an AWS::Lambda::Version",
            reading,
        );
        return None;
    };
    if !version.properties.get("ProvisionedConcurrencyConfig").is_absent() {
        edge::refuse(arn, &path, format!("'{reference}' has provisioned concurrency"), "remove it", reading);
    }
    let function: Arc<str> = stack.target(version.properties.get("FunctionName"))?.into();
    if let Some(function) = stack.resource(&function) {
        edge::check_function(function, point, (arn, &path), reading);
    }
    Some((point, Hook { function, in_template: true, version: Some(Arc::clone(&version.id)), include_body }))
}

/// Returns the wires to the functions at the hooks and to the origins of the template.
pub(super) fn wires(config: &Config) -> Vec<Wire> {
    let mut wires: Vec<Wire> = Vec::new();
    for behaviour in &config.behaviours {
        for (point, hook) in HookPoint::ALL.into_iter().zip(&behaviour.hooks) {
            let Some(hook) = hook else { continue };
            let mut wire = Wire::new("EdgeAssociation", &config.id, &hook.function).invoking(Style::Sync);
            wire.id.clone_from(&hook.version);
            wire.extra.insert("event_type".to_owned(), json!(point.name()));
            if let Some(pattern) = &behaviour.pattern {
                wire.extra.insert("path".to_owned(), json!(&**pattern));
            }
            if !hook.in_template {
                wire.external = wire.to.take();
            }
            wires.push(wire);
        }
    }
    for origin in &config.origins {
        let wire = match &origin.kind {
            OriginKind::Bucket(id) | OriginKind::Endpoint(id) => Wire::new("Origin", &config.id, id),
            OriginKind::Custom(_) | OriginKind::OutsideBucket(_) => {
                let mut wire = Wire::new("Origin", &config.id, &origin.domain_name);
                wire.external = wire.to.take();
                wire
            }
        };
        wires.push(wire);
    }
    wires
}
