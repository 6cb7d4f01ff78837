//! Template text to the resources that the services read.

use crate::intrinsics::{self, ParameterInfo, Resolver};
use crate::source::{self, Language, Node};
use crate::transform::{self, Written};
use aws::diagnostics::{Diagnostic, Span};
use aws::payload::physical;
use aws::service::properties::{Properties, Resource, Stack, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many resources are read; CloudFormation takes 500.
const RESOURCES_MAX: usize = 2_000;
/// How many problems are listed; nobody reads more.
const DIAGNOSTICS_MAX: usize = 1_000;
/// How many values `Globals` may hand out to all resources together.
const GLOBALS_MAX: usize = 2_000_000;

/// What a person chose beside the template.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Values of parameters, in place of their defaults.
    pub parameters: BTreeMap<String, String>,
}

/// A template that was read: its text, its tree and its resources.
#[derive(Clone, Debug)]
pub struct Template {
    /// The text as the person wrote it.
    pub source: Arc<str>,
    /// YAML or JSON.
    pub language: Language,
    /// Everything in it with its place, before anything is resolved.
    pub tree: Arc<Node>,
    /// The resources that CloudFormation would make.
    pub stack: Stack,
    /// The parameters with the values in force.
    pub parameters: Vec<ParameterInfo>,
    /// `Metadata.Lambdarium` with places, its functions unresolved; a `Null` where there is none.
    pub metadata: Properties,
    /// Resources that stand in the template but whose condition is false.
    pub absent: Vec<AbsentResource>,
    /// Sections that are kept and mean nothing here.
    pub unsupported: Vec<Arc<str>>,
}

/// A resource whose condition is false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentResource {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its type.
    pub type_name: Arc<str>,
    /// The condition that is false.
    pub condition: Arc<str>,
    /// Where the logical id stands.
    pub at: Span,
}

/// Reads a template. What is wrong is in the diagnostics, and the template has all that could be read.
///
/// # Examples
/// ```
/// let text = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n";
/// let (template, diagnostics) = template::read(text, &template::ReadOptions::default());
/// assert!(diagnostics.is_empty());
/// assert_eq!(&*template.stack.resources[0].id, "Jobs");
/// ```
#[must_use]
pub fn read(text: &str, options: &ReadOptions) -> (Template, Vec<Diagnostic>) {
    let (tree, language, diagnostics) = source::parse(text);
    understand(text, tree, language, diagnostics, options)
}

/// Reads a template again whose tree was changed since its text was read.
pub(crate) fn read_tree(text: &str, tree: Node, options: &ReadOptions) -> (Template, Vec<Diagnostic>) {
    understand(text, Arc::new(tree), Language::Yaml, Vec::new(), options)
}

/// Resolves the functions in properties that were put into a template later.
pub(crate) fn resolved(root: &Node, properties: &Node, options: &ReadOptions, region: &str) -> Properties {
    Resolver::new(root, &options.parameters, region).resolve_or_null(Some(properties))
}

fn understand(
    text: &str,
    tree: Arc<Node>,
    language: Language,
    mut diagnostics: Vec<Diagnostic>,
    options: &ReadOptions,
) -> (Template, Vec<Diagnostic>) {
    let region = region(&tree);
    let metadata = tree.at_path(&["Metadata", "Lambdarium"]).map(plain).unwrap_or_default();

    let expanded = has_loops(text).then(|| {
        let parameters = Resolver::new(&tree, &options.parameters, &region).parameters;
        intrinsics::expand(&tree, &parameters, &mut diagnostics)
    });
    let root = expanded.as_ref().unwrap_or(&*tree);
    let unsupported = check_sections(root, &mut diagnostics);
    let mut resolver = Resolver::new(root, &options.parameters, &region);
    let (written, absent) = resources(root, &mut resolver);
    let globals = globals(root, written.len(), &mut resolver);
    let parameters = std::mem::take(&mut resolver.parameters);
    diagnostics.append(&mut resolver.diagnostics);

    let (resources, mut found) = transform::transform(written, &globals, &region);
    diagnostics.append(&mut found);
    let mut stack = Stack { resources, region, account: physical::ACCOUNT.into() };
    detach(&mut stack, &absent, &mut diagnostics);
    limit(&mut diagnostics);
    let template = Template { source: text.into(), language, tree, stack, parameters, metadata, absent, unsupported };
    (template, diagnostics)
}

/// Keeps the first problems of a text that has very many, errors before all others.
fn limit(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= DIAGNOSTICS_MAX {
        return;
    }
    let more = diagnostics.len() - DIAGNOSTICS_MAX;
    diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    diagnostics.truncate(DIAGNOSTICS_MAX);
    diagnostics.sort_by_key(|diagnostic| diagnostic.at.start);
    let message = format!("{more} more problems are not listed");
    diagnostics.push(Diagnostic::info("more-problems", Span::default(), message).hint("solve the first ones"));
}

/// Returns a tree as properties without resolving anything in it.
pub(crate) fn plain(node: &Node) -> Properties {
    let value = match &node.content {
        source::Content::Scalar { value, .. } => value.clone(),
        source::Content::List(items) => Value::List(items.iter().map(plain).collect()),
        source::Content::Map(entries) => {
            Value::Map(entries.iter().map(|entry| (entry.key.clone(), plain(&entry.value))).collect())
        }
    };
    Properties { value, at: node.at }
}

fn region(tree: &Node) -> Arc<str> {
    let given = tree.at_path(&["Metadata", "Lambdarium", "Region"]).and_then(Node::scalar);
    given.filter(|region| !region.is_empty()).unwrap_or("us-east-1").into()
}

fn has_loops(text: &str) -> bool {
    text.contains("Fn::ForEach")
}

/// Reports sections that are wrong or mean nothing here; returns the names of those.
fn check_sections(root: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<str>> {
    const KNOWN: &[&str] = &[
        "AWSTemplateFormatVersion",
        "Description",
        "Transform",
        "Globals",
        "Metadata",
        "Parameters",
        "Mappings",
        "Conditions",
        "Resources",
        "Outputs",
    ];
    const MAPS: &[&str] = &["Globals", "Metadata", "Parameters", "Mappings", "Conditions", "Resources"];
    let mut unsupported = Vec::new();
    if !root.is_null() && !is_map(root) {
        let hint = "begin with sections, each with a name and a colon: 'Resources:'";
        diagnostics.push(Diagnostic::error("no-template", root.at, "the text is no map of sections").hint(hint));
    }
    for entry in root.entries() {
        let name = &*entry.key.text;
        if MAPS.contains(&name) && entry.value.entries().is_empty() && !entry.value.is_null() && !is_map(&entry.value) {
            let message = format!("the section '{name}' is no map");
            let hint = "write entries below it, each with a name and a colon";
            diagnostics.push(Diagnostic::error("section-no-map", entry.value.at, message).hint(hint).path(name));
        }
        if KNOWN.contains(&name) {
            continue;
        }
        unsupported.push(entry.key.text.clone());
        let message = format!("the section '{name}' is kept, but means nothing here");
        diagnostics.push(Diagnostic::info("unsupported-section", entry.key.at, message).path(name));
    }
    if root.get("Resources").is_none_or(|resources| resources.entries().is_empty()) && !root.is_null() {
        let message = "the template has no resources";
        let hint = "add a section 'Resources' with at least one resource";
        diagnostics.push(Diagnostic::info("no-resources", root.at, message).hint(hint));
    }
    check_transform(root, diagnostics);
    unsupported
}

fn is_map(node: &Node) -> bool {
    matches!(node.content, source::Content::Map(_))
}

fn check_transform(root: &Node, diagnostics: &mut Vec<Diagnostic>) {
    const SAM: &str = "AWS::Serverless-2016-10-31";
    let transform = root.get("Transform");
    let names: Vec<&Node> = transform.map_or_else(Vec::new, |node| match node.items() {
        [] => vec![node],
        items => items.iter().collect(),
    });
    for name in &names {
        let text = name.scalar().unwrap_or("AWS::Include");
        if text != SAM && text != "AWS::LanguageExtensions" {
            let message = format!("the macro '{text}' is not run");
            let hint = "write out what it makes to simulate it";
            diagnostics.push(Diagnostic::info("macro-not-run", name.at, message).hint(hint).path("Transform"));
        }
    }
    if names.iter().any(|name| name.scalar() == Some(SAM)) {
        return;
    }
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let serverless = resources.iter().find(|entry| {
        let type_name = entry.value.get("Type").and_then(Node::scalar);
        type_name.is_some_and(|type_name| type_name.starts_with("AWS::Serverless::"))
    });
    if let Some(entry) = serverless {
        let message =
            format!("'{}' is a SAM resource, but the template does not ask for the SAM transform", entry.key.text);
        let hint = format!("add 'Transform: {SAM}' at the top");
        diagnostics.push(Diagnostic::warning("missing-transform", entry.key.at, message).hint(hint));
    }
}

/// Resolves the resources whose condition holds, and lists the others.
fn resources(root: &Node, resolver: &mut Resolver<'_>) -> (Vec<Written>, Vec<AbsentResource>) {
    let mut written: Vec<Written> = Vec::new();
    let mut absent = Vec::new();
    let entries = root.get("Resources").map_or(&[][..], Node::entries);
    if let Some(first) = entries.get(RESOURCES_MAX) {
        let message = format!("the template has {} resources, only the first {RESOURCES_MAX} are read", entries.len());
        let hint = "split the template; CloudFormation takes at most 500";
        resolver.diagnostics.push(Diagnostic::error("too-many-resources", first.key.at, message).hint(hint));
    }
    for entry in entries.iter().take(RESOURCES_MAX) {
        let (id, node) = (&entry.key.text, &entry.value);
        if &**id == "Fn::Transform" {
            let message = "a macro makes resources here, and it is not run";
            let hint = "write out what it makes to simulate it";
            resolver.diagnostics.push(Diagnostic::info("macro-not-run", entry.key.at, message).hint(hint));
            continue;
        }
        let Some(type_name) = node.get("Type").and_then(Node::scalar).filter(|type_name| !type_name.is_empty()) else {
            let message = format!("the resource '{id}' has no 'Type'");
            let diagnostic = Diagnostic::error("missing-type", entry.key.at, message)
                .hint("add a 'Type' such as AWS::Serverless::Function")
                .path(format!("Resources.{id}"));
            resolver.diagnostics.push(diagnostic);
            continue;
        };
        check_form(id, entry, &mut resolver.diagnostics);
        if !resolver.exists(id) {
            let condition = node.get("Condition").and_then(Node::scalar).unwrap_or_default();
            absent.push(AbsentResource {
                id: id.clone(),
                type_name: type_name.into(),
                condition: condition.into(),
                at: entry.key.at,
            });
            continue;
        }
        let attributes = node
            .entries()
            .iter()
            .filter(|entry| ["Connectors", "UpdatePolicy", "IgnoreGlobals", "DependsOn"].contains(&&*entry.key.text));
        let attributes = attributes.map(|entry| (entry.key.clone(), resolver.resolve_or_null(Some(&entry.value))));
        let attributes = Properties::generated(Value::Map(attributes.collect()));
        let known = resolver.diagnostics.len();
        let properties = resolver.resolve_or_null(node.get("Properties"));
        for diagnostic in &mut resolver.diagnostics[known..] {
            if diagnostic.path.is_empty() {
                diagnostic.path = format!("Resources.{id}");
            }
        }
        // Of a logical id that stands twice the later one counts.
        written.retain(|other| other.resource.id != *id);
        let resource =
            Resource { id: id.clone(), type_name: type_name.into(), properties, at: entry.key.at, generated_by: None };
        written.push(Written { resource, attributes });
    }
    (written, absent)
}

/// Reports what CloudFormation would refuse in the form of a resource.
fn check_form(id: &str, entry: &source::Entry, diagnostics: &mut Vec<Diagnostic>) {
    let path = format!("Resources.{id}");
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = format!("Resource name {id} is non alphanumeric.");
        let hint = "write a logical id of letters and digits alone";
        diagnostics.push(Diagnostic::error("logical-id", entry.key.at, message).hint(hint).path(path.clone()));
    }
    let Some(properties) = entry.value.get("Properties") else { return };
    if !is_map(properties) && !properties.is_null() {
        let message = format!("the properties of '{id}' are no map");
        let hint = "write them below it, each with a name and a colon";
        let path = format!("{path}.Properties");
        diagnostics.push(Diagnostic::error("section-no-map", properties.at, message).hint(hint).path(path));
    }
}

/// Resolves `Globals`, unless copies of it for each resource would fill the memory.
fn globals(root: &Node, resources: usize, resolver: &mut Resolver<'_>) -> Properties {
    let Some(node) = root.get("Globals") else { return Properties::default() };
    if node.count().saturating_mul(resources) > GLOBALS_MAX {
        let message = "'Globals' is too large to be merged into this many resources";
        resolver.diagnostics.push(Diagnostic::error("globals-too-large", node.at, message).hint("shorten it"));
        return Properties::default();
    }
    resolver.resolve_or_null(Some(node))
}

/// Makes references to what is not in the stack unresolved, and reports each such id once.
fn detach(stack: &mut Stack, absent: &[AbsentResource], diagnostics: &mut Vec<Diagnostic>) {
    let ids: BTreeSet<Arc<str>> = stack.resources.iter().map(|resource| resource.id.clone()).collect();
    let mut missing: BTreeMap<Arc<str>, (Span, Arc<str>)> = BTreeMap::new();
    for resource in &mut stack.resources {
        let id = resource.id.clone();
        detach_in(&mut resource.properties, &ids, &mut |target, at| {
            missing.entry(target).or_insert((at, id.clone()));
        });
    }
    for (target, (at, id)) in missing {
        if absent.iter().any(|resource| resource.id == target) {
            continue;
        }
        let message =
            format!("'{id}' refers to '{target}', which is neither a resource nor a parameter of this template");
        let diagnostic = Diagnostic::warning("dangling-reference", at, message)
            .hint("add the resource, or correct the name")
            .path(format!("Resources.{id}"));
        diagnostics.push(diagnostic);
    }
}

fn detach_in(properties: &mut Properties, ids: &BTreeSet<Arc<str>>, report: &mut impl FnMut(Arc<str>, Span)) {
    match &mut properties.value {
        Value::List(items) => items.iter_mut().for_each(|item| detach_in(item, ids, report)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| detach_in(value, ids, report)),
        Value::Reference { id, attribute } if !ids.contains(id) => {
            report(id.clone(), properties.at);
            let text = match attribute {
                None => format!("!Ref {id}"),
                Some(attribute) => format!("!GetAtt {id}.{attribute}"),
            };
            properties.value = Value::Unresolved(text.into());
        }
        _ => {}
    }
}
