//! What the SAM transform makes of serverless resources: plain CloudFormation resources, under the ids that SAM
//! gives them, so that metrics and wires are named as on AWS.
//!
//! Intrinsic functions are resolved before, other than in SAM. One file per kind of resource or event. Where a
//! resource attribute matters to a simulation (`UpdatePolicy` of an alias), it is kept among the properties.

mod api;
mod build;
mod connector;
mod destinations;
mod function;
mod pull;
mod push;
mod role;
mod rules;
mod simple;
mod versions;

use crate::globals;
use crate::unfollowed::Names;
use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Properties, Resource, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A resource as written, with its intrinsic functions resolved.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// What the stack will have, still of its SAM type.
    pub(crate) resource: Resource,
    /// Attributes beside `Type` and `Properties`: `Connectors`, `UpdatePolicy`, …
    pub(crate) attributes: Properties,
}

/// Turns all serverless resources into plain ones.
pub(crate) fn transform(written: Vec<Written>, globals: &Properties, region: &str) -> (Vec<Resource>, Vec<Diagnostic>) {
    let mut transform = Transform {
        resources: Vec::with_capacity(written.len()),
        generated: Vec::new(),
        index: BTreeMap::new(),
        diagnostics: Vec::new(),
        renamed: BTreeMap::new(),
        managed_apis: BTreeSet::new(),
        globals: globals.clone(),
        region: region.into(),
        reported: BTreeSet::new(),
    };
    let mut connectors = Vec::new();
    for Written { mut resource, attributes } in written {
        let own = std::mem::take(&mut resource.properties);
        resource.properties =
            globals::merged(&transform.globals, &resource.type_name, own, attributes.get("IgnoreGlobals"));
        if &*resource.type_name == "AWS::Lambda::Alias" && !attributes.get("UpdatePolicy").is_absent() {
            *build::slot(&mut resource.properties, "UpdatePolicy", Value::Null) =
                attributes.get("UpdatePolicy").clone();
        }
        connectors.extend(connector::embedded(&resource, &attributes));
        transform.index.insert(resource.id.clone(), transform.resources.len());
        transform.resources.push(resource);
    }
    transform.run(connectors);
    transform.finish()
}

/// Whom a generated resource serves.
#[derive(Clone, Debug)]
struct Origin {
    /// The serverless resource's id.
    id: Arc<str>,
    /// Where what it comes from stands.
    at: Span,
}

/// An event of a function or state machine.
#[derive(Clone, Debug)]
struct Event {
    /// The id that its resources get: the function's and its own joined.
    id: String,
    /// Its own id.
    name: Arc<str>,
    kind: String,
    properties: Properties,
    origin: Origin,
}

/// Whom an event invokes: a function or, with `AutoPublishAlias`, its alias.
#[derive(Clone, Debug)]
struct Callee {
    /// The id of function or alias.
    id: String,
    /// What `FunctionName` gets.
    name: Properties,
    arn: Properties,
}

struct Transform {
    resources: Vec<Resource>,
    generated: Vec<Resource>,
    /// Where each id stands: in the first list, or behind it in the second.
    index: BTreeMap<Arc<str>, usize>,
    diagnostics: Vec<Diagnostic>,
    /// What templates call SAM's own resources (`Function.Alias`) and their ids.
    renamed: BTreeMap<String, String>,
    /// APIs whose definition SAM writes from events.
    managed_apis: BTreeSet<Arc<str>>,
    globals: Properties,
    region: Arc<str>,
    /// Names of properties that were reported, each with what has no such property.
    reported: BTreeSet<(Arc<str>, Arc<str>)>,
}

impl Transform {
    fn run(&mut self, connectors: Vec<Resource>) {
        // Events add to APIs, so those come first; connectors ask what became of both ends.
        self.each(|this, resource| this.check_simple(resource));
        self.each(|this, resource| match &*resource.type_name {
            "AWS::Serverless::Api" => this.api(resource),
            "AWS::Serverless::HttpApi" => this.http_api(resource),
            _ => {}
        });
        self.each(|this, resource| match &*resource.type_name {
            "AWS::Serverless::Function" => this.function(resource),
            "AWS::Serverless::StateMachine" => this.state_machine(resource),
            "AWS::Serverless::SimpleTable" => simple::table(resource),
            "AWS::Serverless::LayerVersion" => simple::layer(resource),
            _ => {}
        });
        let written = self.resources.iter().filter(|resource| &*resource.type_name == "AWS::Serverless::Connector");
        let all: Vec<Resource> = written.cloned().chain(connectors).collect();
        for connector in &all {
            self.connector(connector);
        }
    }

    /// Visits each written resource, which may change it and what else there is.
    fn each(&mut self, visit: impl Fn(&mut Self, &mut Resource)) {
        for index in 0..self.resources.len() {
            if !self.resources[index].type_name.starts_with("AWS::Serverless::") {
                continue;
            }
            let mut resource = self.resources[index].clone();
            visit(self, &mut resource);
            self.resources[index] = resource;
        }
    }

    fn finish(mut self) -> (Vec<Resource>, Vec<Diagnostic>) {
        let mut resources = std::mem::take(&mut self.resources);
        resources.retain(|resource| &*resource.type_name != "AWS::Serverless::Connector");
        resources.append(&mut self.generated);
        for resource in &mut resources {
            rename(&mut resource.properties, &self.renamed);
        }
        (resources, self.diagnostics)
    }

    /// Adds a resource; one that the template has itself stays as it is.
    fn add(&mut self, origin: &Origin, id: impl Into<Arc<str>>, type_name: &str, properties: Properties) {
        let id = id.into();
        let resource = Resource {
            id: id.clone(),
            type_name: type_name.into(),
            properties,
            at: origin.at,
            generated_by: Some(origin.id.clone()),
        };
        match self.index.get(&id) {
            Some(at) if *at < self.resources.len() => {}
            // Two events may share a queue policy: the later one counts, as in SAM.
            Some(at) => self.generated[at - self.resources.len()] = resource,
            None => {
                self.index.insert(id, self.resources.len() + self.generated.len());
                self.generated.push(resource);
            }
        }
    }

    /// Returns the properties of a resource to add to.
    fn properties_of(&mut self, id: &str) -> Option<&mut Properties> {
        let at = *self.index.get(id)?;
        let written = self.resources.len();
        let resource = if at < written { &mut self.resources[at] } else { &mut self.generated[at - written] };
        Some(&mut resource.properties)
    }

    fn resource(&self, id: &str) -> Option<&Resource> {
        let at = *self.index.get(id)?;
        self.resources.get(at).or_else(|| self.generated.get(at - self.resources.len()))
    }

    /// Reports what SAM would refuse, in its words.
    fn refuse(&mut self, code: &'static str, origin: &Origin, message: impl Into<String>, hint: &str) {
        let path = format!("Resources.{}", origin.id);
        self.diagnostics.push(Diagnostic::error(code, origin.at, message).hint(hint).path(path));
    }

    /// Reports the properties of which SAM makes nothing, each name once for all that is of its kind: they would be
    /// lost without a word, as nothing of them is left in what is made.
    fn check_names(&mut self, subject: &str, written: &Properties, names: &Names<'_>, path: &str) {
        for (key, _) in written.entries() {
            if names.follow(&key.text) || !self.reported.insert((subject.into(), key.text.clone())) {
                continue;
            }
            let remark = names.remark(subject, key);
            self.diagnostics.extend(remark.map(|remark| remark.path(format!("{path}.{}", key.text))));
        }
    }

    /// Reports what an event has beyond what events of its type have.
    fn check_event(&mut self, event: &Event, names: &Names<'_>) {
        let path = format!("Resources.{}.Properties.Events.{}.Properties", event.origin.id, event.name);
        self.check_names(&format!("the event type \"{}\"", event.kind), &event.properties, names, &path);
    }

    /// Returns a property that an event has to have, reporting that it is absent.
    fn required(&mut self, event: &Event, property: &str) -> Option<Properties> {
        let value = event.properties.get(property);
        if value.is_absent() {
            let message = format!("the {} event '{}' misses its property '{property}'", event.kind, event.name);
            let hint = format!("add '{property}' below the event's 'Properties'");
            self.refuse("missing-property", &event.origin, message, &hint);
            return None;
        }
        Some(value.clone())
    }

    /// Adds the permission that lets the event's service invoke the function.
    fn permission(&mut self, event: &Event, callee: &Callee, principal: &str, source: Source) {
        let id = format!("{}Permission{}", event.id, source.suffix);
        self.permission_named(event, callee, principal, source, id);
    }

    fn permission_named(&mut self, event: &Event, callee: &Callee, principal: &str, source: Source, id: String) {
        let properties = build::map([
            ("Action", build::text("lambda:InvokeFunction")),
            ("FunctionName", callee.name.clone()),
            ("Principal", build::text(principal)),
            ("SourceArn", source.arn),
            ("SourceAccount", source.account),
            ("EventSourceToken", source.token),
        ]);
        self.add(&event.origin, id, "AWS::Lambda::Permission", properties);
    }
}

/// What a permission is limited to.
#[derive(Clone, Debug, Default)]
struct Source {
    arn: Properties,
    account: Properties,
    token: Properties,
    /// What follows `Permission` in the id.
    suffix: String,
}

impl Source {
    fn arn(arn: Properties) -> Self {
        Self { arn, ..Self::default() }
    }
}

/// Replaces references to what SAM makes (`Function.Alias`) by references to its id.
fn rename(properties: &mut Properties, renamed: &BTreeMap<String, String>) {
    match &mut properties.value {
        Value::List(items) => items.iter_mut().for_each(|item| rename(item, renamed)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| rename(value, renamed)),
        Value::Reference { id, attribute } => {
            if let Some(new) = renamed.get(&**id) {
                *id = new.as_str().into();
                return;
            }
            // `!GetAtt Function.Alias.Arn` has the name's second part in its attribute.
            let Some(text) = attribute.clone() else { return };
            let (part, rest) = text.split_once('.').unwrap_or((&text, ""));
            if let Some(new) = renamed.get(&format!("{id}.{part}")) {
                *id = new.as_str().into();
                *attribute = (!rest.is_empty()).then(|| rest.into());
            }
        }
        _ => {}
    }
}
