//! `EventInvokeConfig` of a serverless function: retries and destinations of asynchronous invocations.

use super::{Callee, Origin, Transform, build, role::Role};
use aws::service::properties::Properties;

impl Transform {
    pub(super) fn event_invoke_config(&mut self, sam: &Properties, origin: &Origin, callee: &Callee, role: &mut Role) {
        let config = sam.get("EventInvokeConfig");
        if config.is_absent() {
            return;
        }
        let origin = Origin { at: config.at, ..origin.clone() };
        let id = format!("{}EventInvokeConfig", origin.id);
        let mut destinations = Vec::new();
        for side in ["OnSuccess", "OnFailure"] {
            let given = config.get("DestinationConfig").get(side);
            if !given.is_absent() {
                let destination = self.destination(given, side, &id, &origin, role);
                destinations.push((side, Properties { at: given.at, ..build::map([("Destination", destination)]) }));
            }
        }
        let destinations = if destinations.is_empty() { Properties::default() } else { build::map(destinations) };
        let alias = self.resource(&callee.id).filter(|resource| &*resource.type_name == "AWS::Lambda::Alias");
        let qualifier = alias.map_or_else(|| build::text("$LATEST"), |alias| alias.properties.get("Name").clone());
        let properties = build::map([
            ("FunctionName", build::reference(&origin.id)),
            ("Qualifier", qualifier),
            ("DestinationConfig", destinations),
            ("MaximumEventAgeInSeconds", config.get("MaximumEventAgeInSeconds").clone()),
            ("MaximumRetryAttempts", config.get("MaximumRetryAttempts").clone()),
        ]);
        self.add(&origin, id, "AWS::Lambda::EventInvokeConfig", properties);
    }

    /// Returns where records go, making a queue or topic where only its type is given.
    fn destination(
        &mut self,
        given: &Properties,
        side: &str,
        id: &str,
        origin: &Origin,
        role: &mut Role,
    ) -> Properties {
        let kind = given.get("Type").text().unwrap_or_default().to_owned();
        let at = Origin { at: given.at, ..origin.clone() };
        let destination = match (kind.as_str(), given.get("Destination")) {
            ("SQS", destination) if destination.is_absent() => {
                let queue = format!("{id}{side}Queue");
                self.add(&at, queue.clone(), "AWS::SQS::Queue", build::map([]));
                self.renamed.insert(format!("{}.DestinationQueue", origin.id), queue.clone());
                build::attribute(&queue, "Arn")
            }
            ("SNS", destination) if destination.is_absent() => {
                let topic = format!("{id}{side}Topic");
                self.add(&at, topic.clone(), "AWS::SNS::Topic", build::map([]));
                self.renamed.insert(format!("{}.DestinationTopic", origin.id), topic.clone());
                build::reference(&topic)
            }
            (_, destination) => {
                if destination.is_absent() {
                    let message = "Destination is required if Type is not ['SQS', 'SNS']";
                    self.refuse("missing-destination", &at, message, "add 'Destination' with the ARN of the target");
                }
                destination.clone()
            }
        };
        let policy = format!("{id}{side}Policy");
        match kind.as_str() {
            "SQS" => role.allow(&policy, &["sqs:SendMessage"], destination.clone()),
            "SNS" => role.allow(&policy, &["sns:Publish"], destination.clone()),
            "EventBridge" => role.allow(&policy, &["events:PutEvents"], destination.clone()),
            "Lambda" => role.allow(&policy, &["lambda:InvokeFunction"], destination.clone()),
            "S3Bucket" => role.allow(&policy, &["s3:PutObject", "s3:ListBucket"], destination.clone()),
            other => {
                let message =
                    format!("'Type: {other}' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']");
                self.refuse("bad-destination-type", &at, message, "set 'Type' to what the destination is");
            }
        }
        destination
    }
}
