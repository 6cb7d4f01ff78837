//! A template, understood: what is drawn, and what runs.

use crate::advice;
use crate::changes::Consequences;
use crate::metadata::{self, Metadata, Overrides, Position};
use crate::reader::{self, ReadOptions, Template};
use crate::source::{self, Seam};
use aws::diagnostics::{Diagnostic, Severity, Span};
use aws::service::accept::accepted;
use aws::service::properties::{Key, Properties, Resource, Stack, Value};
use aws::service::{Reading, Wire};
use aws::services::Config;
use aws::stack::settings::Settings;
use aws::stack::world::{PlannedIntervention, client_id};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

/// What is said beside the template.
#[derive(Clone, Debug, Default)]
pub struct ScenarioOptions<'a> {
    /// Values of the template's parameters, before their defaults.
    pub parameters: BTreeMap<String, String>,
    /// Settings that go before those of the template.
    pub overrides: Overrides,
    /// Another text whose block is laid over the template's. Its spans go on behind the template's text and a line end,
    /// as if both stood in one file.
    pub with: Option<&'a str>,
    /// What was read before an edit. What takes long to find out is taken from it where no run would differ, as while a
    /// node is dragged; the result is the same without.
    pub before: Option<&'a Scenario>,
}

/// A template, understood.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The template.
    pub template: Template,
    /// The template's title, where it has one.
    pub title: Option<Arc<str>>,
    /// The settings of the run.
    pub settings: Settings,
    /// The resources in the order written, generated ones last.
    pub nodes: Vec<Node>,
    /// The connections between them.
    pub wires: Vec<Wire>,
    /// Who sends.
    pub traffic: Vec<Client>,
    /// What is done to resources, and when.
    pub interventions: Vec<PlannedIntervention>,
    /// What is wrong, unwise or assumed.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether another text's block was laid over the template's -- internal state.
    has_block_laid_over: bool,
    /// What the run depends on -- internal state.
    key: RunKey,
    /// What the interventions make of the nodes -- internal state.
    consequences: Arc<Consequences>,
}

/// A resource.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its logical id.
    pub id: Arc<str>,
    /// AWS's type.
    pub type_name: Arc<str>,
    /// What part it plays.
    pub role: Role,
    /// What it is set to; `None` where it is not simulated.
    pub config: Option<Config>,
    /// Where it is drawn, if the template says so.
    pub position: Option<Position>,
    /// Where its logical id stands.
    pub at: Span,
    /// The resource that it was made for, where the template does not write it.
    pub generated_by: Option<Arc<str>>,
}

/// What part a resource plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is drawn as a node.
    Node,
    /// It makes a wire, or allows one.
    Wire,
}

impl Node {
    /// Tells whether it is simulated.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.config.is_some()
    }
}

/// Who sends: an entry of `Traffic`.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its name.
    pub name: Arc<str>,
    /// Its place in the list.
    pub index: usize,
    /// The resource that it sends to, or is meant to.
    pub to: Option<Arc<str>>,
    /// What it is set to; `None` where what is written cannot run.
    pub config: Option<Config>,
    /// Where it is drawn, if the template says so.
    pub position: Option<Position>,
    /// Where the entry stands.
    pub at: Span,
}

impl Client {
    /// Returns the id of its node.
    #[must_use]
    pub fn id(&self) -> Arc<str> {
        client_id(&self.name)
    }

    /// Returns the path of its entry in the document.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.Traffic.{}", metadata::PATH, self.index)
    }

    /// Returns its connections; that of a client that cannot run leads where it is meant to.
    #[must_use]
    pub fn wires(&self) -> Vec<Wire> {
        let meant = || self.to.iter().map(|to| Wire::new("Traffic", &self.id(), to)).collect();
        self.config.as_ref().map_or_else(meant, Config::wires)
    }
}

/// All that a run depends on: two scenarios with the same key run alike, wherever their nodes are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunKey(Arc<str>);

/// Types that make or allow a wire rather than being a node.
const WIRE_TYPES: [&str; 23] = [
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Url",
    "AWS::Lambda::Version",
    "AWS::Lambda::Alias",
    "AWS::Lambda::LayerVersionPermission",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::S3::BucketPolicy",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::CloudFront::CachePolicy",
    "AWS::Events::Rule",
    "AWS::Events::EventBusPolicy",
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
];

/// Types among these that would send something to a function, and that are not simulated.
const WIRES_NOT_SIMULATED: [&str; 2] = ["AWS::Lambda::Url", "AWS::Events::Rule"];

/// Tells whether a resource of a type makes or allows a wire rather than being a node.
pub(crate) fn is_wire_type(type_name: &str) -> bool {
    WIRE_TYPES.contains(&type_name)
}

impl Scenario {
    /// Reads a text; what is broken is reported, and the rest is there.
    #[must_use]
    pub fn read(text: &str, options: &ScenarioOptions<'_>) -> Self {
        let read_options = ReadOptions { parameters: options.parameters.clone() };
        let (mut template, mut diagnostics) = reader::read(text, &read_options);
        if let Some(with) = options.with {
            let block = block_of(with, text, &mut diagnostics);
            template.metadata = metadata::lay_over(&template.metadata, &block);
        }
        let block = metadata::read(&template, &options.overrides, &mut diagnostics);
        template.stack.region = block.settings.region.clone();
        let Metadata { title, settings, interventions, layout } = block;
        let key = RunKey::of(&template, &read_options, &settings);
        let nodes = nodes(&template, &settings, &layout, &mut diagnostics);
        let consequences = match options.before.filter(|before| before.key == key) {
            Some(before) => before.consequences.clone(),
            None => Arc::new(Consequences::of(&interventions, &template, &read_options, &settings)),
        };
        diagnostics.extend(consequences.problems(&template.metadata));
        let interventions = interventions.into_iter().map(|(_, planned)| planned).collect();
        let mut traffic = metadata::traffic(&template, &mut diagnostics);
        for client in &mut traffic {
            client.position = layout.get(&client_id(&client.name)).copied();
        }
        let wires = wires(&nodes, &template.stack);
        let has_block_laid_over = options.with.is_some();
        let mut scenario = Self {
            template,
            title,
            settings,
            nodes,
            wires,
            traffic,
            interventions,
            diagnostics,
            has_block_laid_over,
            key,
            consequences,
        };
        scenario.report_silence();
        let advice = advice::of(&scenario);
        scenario.diagnostics.extend(advice);
        scenario.sort_diagnostics();
        scenario
    }

    /// Returns what a run depends on.
    #[must_use]
    pub fn run_key(&self) -> &RunKey {
        &self.key
    }

    /// Returns what the interventions make of the nodes.
    pub(crate) fn consequences(&self) -> &Consequences {
        &self.consequences
    }

    /// Returns the place of a span in the text that it is in, and whether that is the text laid over the template.
    #[must_use]
    pub fn place(&self, at: Span) -> (Span, bool) {
        let seam = self.has_block_laid_over.then(|| Seam::behind(&self.template.source));
        seam.and_then(|seam| seam.in_second(at)).map_or((at, false), |at| (at, true))
    }

    /// Tells whether something is wrong.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the node with a logical id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| &*node.id == id)
    }

    /// Returns the resource with a logical id.
    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.template.stack.resource(id)
    }

    /// Returns the simulated nodes that a client can send to and that nothing in the template sends to.
    pub fn entry_points(&self) -> impl Iterator<Item = &Node> {
        let reached: BTreeSet<&str> = self.wires.iter().filter_map(|wire| wire.to.as_deref()).collect();
        self.nodes.iter().filter(move |node| {
            let takes = node.config.as_ref().is_some_and(|config| !config.descriptor().actions.is_empty());
            takes && node.role == Role::Node && !reached.contains(&*node.id)
        })
    }

    /// Says that nothing will happen where nobody sends.
    fn report_silence(&mut self) {
        let sends = |planned: &PlannedIntervention| planned.intervention.name() == "Send";
        let written = !self.template.metadata.get("Traffic").is_absent();
        if written || self.interventions.iter().any(sends) || self.nodes.is_empty() {
            return;
        }
        let ready = self.entry_points().filter_map(|node| {
            let action = node.config.as_ref()?.descriptor().actions.first()?;
            let input = if action.example.is_empty() { "{}" } else { action.example };
            Some(format!("{{ Name: {0}, To: {0}, Action: {1}, At: [0s], Input: {input} }}", node.id, action.name))
        });
        let ready: Vec<String> = ready.collect();
        let hint = match ready.as_slice() {
            [] => "nothing in the template takes messages from outside".to_owned(),
            entries => format!("add \"Traffic\" to \"Metadata.Lambdarium\": {}", entries.join(" or ")),
        };
        let remark = Diagnostic::info("no-traffic", Span::default(), "nobody sends, so nothing will happen").hint(hint);
        self.diagnostics.push(remark.path(metadata::PATH));
    }

    /// Puts problems in the order of the text, each once.
    fn sort_diagnostics(&mut self) {
        self.diagnostics.sort_by(|a, b| (a.at.start, a.code, &a.path).cmp(&(b.at.start, b.code, &b.path)));
        self.diagnostics.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.message == b.message);
    }
}

/// Sections that no run depends on as they are written; of `Metadata` the key has the block.
const BESIDE_RUNS: [&str; 4] = ["AWSTemplateFormatVersion", "Description", "Metadata", "Outputs"];

impl RunKey {
    /// Where interventions change what the template says, all that they could change counts as it is written.
    fn of(template: &Template, options: &ReadOptions, settings: &Settings) -> Self {
        let resource =
            |resource: &Resource| serde_json::json!([&*resource.id, &*resource.type_name, resource.properties.json()]);
        let resources: Vec<_> = template.stack.resources.iter().map(resource).collect();
        let mut block = template.metadata.json();
        if let Some(block) = block.as_object_mut() {
            block.remove("Layout");
            block.remove("Title");
        }
        let mut key = format!("{settings:?} {block} {}", serde_json::Value::Array(resources));
        if !template.metadata.get("Interventions").is_absent() {
            let sections = template.tree.entries().iter().filter(|entry| !BESIDE_RUNS.contains(&&*entry.key.text));
            let sections = sections.map(|entry| (entry.key.text.to_string(), reader::plain(&entry.value).json()));
            let sections = serde_json::Value::Object(sections.collect());
            write!(key, " {sections} {:?}", options.parameters).expect("a string takes any text");
        }
        Self(key.into())
    }
}

fn nodes(
    template: &Template,
    settings: &Settings,
    layout: &BTreeMap<Arc<str>, Position>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    let mut reported = BTreeSet::new();
    let mut nodes = Vec::new();
    let (stack, refused) = accepted(&template.stack, settings.profile);
    diagnostics.extend(refused.into_iter().map(|(_, problem)| problem));
    for resource in &stack.resources {
        let mut reading =
            Reading { resource, stack: &stack, metadata: &template.metadata, settings, problems: diagnostics };
        let config = Config::read(&mut reading);
        let role = if is_wire_type(&resource.type_name) { Role::Wire } else { Role::Node };
        let is_missed = role == Role::Node || WIRES_NOT_SIMULATED.contains(&&*resource.type_name);
        if config.is_none() && is_missed && reported.insert(resource.type_name.clone()) {
            let message = format!("resources of type \"{}\" are not simulated", resource.type_name);
            let hint = match role {
                Role::Node => "they are kept in the template and shown, and nothing happens in them",
                Role::Wire => "they are kept in the template, and nothing comes over them",
            };
            let remark = Diagnostic::info("not-simulated", resource.at, message).hint(hint);
            diagnostics.push(remark.path(format!("Resources.{}", resource.id)));
        }
        nodes.push(Node {
            id: resource.id.clone(),
            type_name: resource.type_name.clone(),
            role,
            config,
            position: layout.get(&resource.id).copied(),
            at: resource.at,
            generated_by: resource.generated_by.clone(),
        });
    }
    nodes
}

/// Gathers the connections, each once: both ends may know of it. One to a resource that is missing leads nowhere.
fn wires(nodes: &[Node], stack: &Stack) -> Vec<Wire> {
    let mut wires: Vec<Wire> = Vec::new();
    let of_nodes = nodes.iter().filter_map(|node| node.config.as_ref()).flat_map(Config::wires);
    for wire in of_nodes.chain(Config::wires_from_outside(stack)) {
        let leads_somewhere = wire.to.as_deref().is_none_or(|to| stack.resource(to).is_some());
        if leads_somewhere && !wires.contains(&wire) {
            wires.push(wire);
        }
    }
    wires
}

/// Reads the block of another text, as if that text stood behind the template's.
fn block_of(with: &str, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Properties {
    let (root, _, problems) = source::parse(with);
    let seam = Seam::behind(text);
    let moved = |at: Span| seam.joined(at);
    diagnostics.extend(problems.into_iter().map(|problem| Diagnostic { at: moved(problem.at), ..problem }));
    let inner = root.get("Metadata").unwrap_or(&root);
    plain(inner.get("Lambdarium").unwrap_or(inner), &moved)
}

/// Turns a syntax tree without intrinsic functions into properties.
fn plain(node: &source::Node, moved: &impl Fn(Span) -> Span) -> Properties {
    let value = match &node.content {
        source::Content::Scalar { value, .. } => value.clone(),
        source::Content::List(items) => Value::List(items.iter().map(|item| plain(item, moved)).collect()),
        source::Content::Map(entries) => {
            let entry = |entry: &source::Entry| {
                (Key { text: entry.key.text.clone(), at: moved(entry.key.at) }, plain(&entry.value, moved))
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    };
    Properties { value, at: moved(node.at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_finds_nothing_out_again() {
        let text = |x: u32| {
            format!(
                "Metadata: {{ Lambdarium: {{ Layout: {{ Q: {{ X: {x}, Y: 1 }} }}, Interventions: [ {{ At: 1s, On: Q, Do: \
                 SetProperty, Path: DelaySeconds, Value: 3 }} ] }} }}\nResources: {{ Q: {{ Type: AWS::SQS::Queue }} }}\n"
            )
        };
        let first = Scenario::read(&text(1), &ScenarioOptions::default());
        let options = ScenarioOptions { before: Some(&first), ..ScenarioOptions::default() };
        assert!(Arc::ptr_eq(&Scenario::read(&text(200), &options).consequences, &first.consequences));
        let other = text(200).replace("Value: 3", "Value: 4");
        assert!(!Arc::ptr_eq(&Scenario::read(&other, &options).consequences, &first.consequences));
    }
}
