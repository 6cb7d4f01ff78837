//! Serverless resources that become one plain resource: tables, layers, state machines.

use super::{Event, Origin, Transform, build, function, role::Role, rules};
use crate::unfollowed::Names;
use aws::service::properties::{Properties, Resource, Value};

/// The properties of each type.
const NAMES: &[(&str, Names<'_>)] = &[
    (
        "AWS::Serverless::SimpleTable",
        Names {
            followed: &[&[
                "PointInTimeRecoverySpecification",
                "PrimaryKey",
                "ProvisionedThroughput",
                "SSESpecification",
                "TableName",
                "Tags",
            ]],
            ignored: &[],
        },
    ),
    (
        "AWS::Serverless::LayerVersion",
        Names { followed: &[LAYER, &["ContentUri", "PublishLambdaVersion", "RetentionPolicy"]], ignored: &[] },
    ),
    (
        "AWS::Serverless::StateMachine",
        Names {
            followed: &[
                MACHINE,
                &[
                    "AutoPublishAlias",
                    "DefinitionUri",
                    "DeploymentPreference",
                    "Events",
                    "Logging",
                    "Name",
                    "PermissionsBoundary",
                    "Policies",
                    "PropagateTags",
                    "Role",
                    "RolePath",
                    "Tags",
                    "Tracing",
                    "Type",
                    "UseAliasAsEventTarget",
                ],
            ],
            ignored: &[],
        },
    ),
];
/// Properties that the plain layer version has under the same name.
const LAYER: &[&str] = &["LayerName", "Description", "CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo"];
/// Properties that the plain state machine has under the same name.
const MACHINE: &[&str] = &["Definition", "DefinitionSubstitutions"];

/// Turns `AWS::Serverless::SimpleTable` into a table.
pub(super) fn table(resource: &mut Resource) {
    let sam = std::mem::take(&mut resource.properties);
    let key = sam.get("PrimaryKey");
    let name = build::or(key.get("Name"), build::text("id"));
    let kind = match key.get("Type").text() {
        Some("Number") => "N",
        Some("Binary") => "B",
        _ => "S",
    };
    let throughput = sam.get("ProvisionedThroughput");
    let billing = if throughput.is_absent() { build::text("PAY_PER_REQUEST") } else { Properties::default() };
    let attribute = build::map([("AttributeName", name.clone()), ("AttributeType", build::text(kind))]);
    let hash = build::map([("AttributeName", name), ("KeyType", build::text("HASH"))]);
    let properties = build::map([
        ("TableName", sam.get("TableName").clone()),
        ("AttributeDefinitions", build::list([attribute])),
        ("KeySchema", build::list([hash])),
        ("BillingMode", billing),
        ("ProvisionedThroughput", throughput.clone()),
        ("SSESpecification", sam.get("SSESpecification").clone()),
        ("Tags", function::tags(sam.get("Tags"))),
    ]);
    resource.type_name = "AWS::DynamoDB::Table".into();
    resource.properties = Properties { at: sam.at, ..properties };
}

/// Turns `AWS::Serverless::LayerVersion` into a layer version. SAM puts a hash of the content behind its id; here it
/// keeps the one that the template uses, by which `Metadata.Lambdarium.Layers` calls it.
pub(super) fn layer(resource: &mut Resource) {
    let mut entries = build::picked(&resource.properties, LAYER);
    if resource.properties.get("LayerName").is_absent() {
        build::push(&mut entries, "LayerName", build::text(&resource.id));
    }
    build::push(&mut entries, "Content", resource.properties.get("ContentUri").clone());
    resource.properties.value = Value::Map(entries);
    resource.type_name = "AWS::Lambda::LayerVersion".into();
}

impl Transform {
    /// Reports what one of these resources has beyond its type's properties.
    pub(super) fn check_simple(&mut self, resource: &Resource) {
        let Some((type_name, names)) = NAMES.iter().find(|(known, _)| *known == &*resource.type_name) else { return };
        let path = format!("Resources.{}.Properties", resource.id);
        self.check_names(&format!("\"{type_name}\""), &resource.properties, names, &path);
    }

    /// Turns `AWS::Serverless::StateMachine` into a state machine with its role and events.
    pub(super) fn state_machine(&mut self, resource: &mut Resource) {
        let sam = std::mem::take(&mut resource.properties);
        let origin = Origin { id: resource.id.clone(), at: resource.at };
        let id = resource.id.clone();
        let role_id = format!("{id}Role");
        let role = build::or(sam.get("Role"), build::attribute(&role_id, "Arn"));
        if sam.get("Role").is_absent() {
            self.add(&origin, role_id, "AWS::IAM::Role", Role::of_state_machine(&sam).properties(&sam));
        }
        let express = build::or(sam.get("Type"), build::text("STANDARD"));
        let mut entries = build::picked(&sam, MACHINE);
        build::push(&mut entries, "StateMachineName", sam.get("Name").clone());
        build::push(&mut entries, "DefinitionS3Location", sam.get("DefinitionUri").clone());
        build::push(&mut entries, "StateMachineType", express);
        build::push(&mut entries, "RoleArn", role);
        build::push(&mut entries, "LoggingConfiguration", sam.get("Logging").clone());
        build::push(&mut entries, "TracingConfiguration", sam.get("Tracing").clone());
        for event in function::events(&sam, &id) {
            if let Some((_, names)) = rules::EVENTS.iter().find(|(kind, _)| *kind == event.kind) {
                self.check_event(&event, names);
            }
            self.state_machine_event(&event);
        }
        resource.type_name = "AWS::StepFunctions::StateMachine".into();
        resource.properties = Properties { value: Value::Map(entries), at: sam.at };
    }

    fn state_machine_event(&mut self, event: &Event) {
        let arn = build::reference(&event.origin.id);
        match event.kind.as_str() {
            "ScheduleV2" => return self.scheduler_event(event, &arn, "states:StartExecution"),
            "Schedule" | "EventBridgeRule" | "CloudWatchEvent" => {}
            // A state machine behind an API is kept, but its route is none that a function answers.
            _ => return,
        }
        let role_id = format!("{}Role", event.id);
        let statement = build::statement(&["states:StartExecution"], arn.clone());
        let properties = build::map([
            ("AssumeRolePolicyDocument", build::trust("events.amazonaws.com")),
            ("Policies", build::list([build::policy(&format!("{role_id}StartExecutionPolicy"), vec![statement])])),
        ]);
        self.add(&event.origin, role_id.clone(), "AWS::IAM::Role", properties);
        let target = self.rule_target(event, &arn, "StepFunctionsTarget", build::attribute(&role_id, "Arn"));
        match event.kind.as_str() {
            "Schedule" => self.schedule_rule(event, target),
            _ => self.pattern_rule(event, target),
        }
    }
}
