//! The parameters of actions, for the forms in which people fill them in.

use super::{Action, INVOCATION_TYPES};

/// A parameter of an action.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub key: &'static str,
    /// What kind of value it takes.
    pub kind: ParameterKind,
    /// What it is, in a few words.
    pub help: &'static str,
}

/// What kind of value a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A line of text.
    Line,
    /// The content: text, or JSON that is sent as text.
    Content,
    /// A whole number with its unit.
    Whole(&'static str),
    /// Yes or no.
    Flag,
    /// One of several texts.
    Choice(&'static [&'static str]),
    /// Names and texts: headers, metadata.
    Pairs,
    /// Names and typed values: message attributes.
    Attributes,
    /// Anything else, as JSON.
    Json,
}

use ParameterKind::{Attributes, Choice, Content, Flag, Json, Line, Pairs, Whole};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const TIERS: &[&str] = &["Expedited", "Standard", "Bulk"];

const fn parameter(key: &'static str, kind: ParameterKind, help: &'static str) -> Parameter {
    Parameter { key, kind, help }
}

/// All parameters that are more than a line of text, or that need a word of explanation.
static PARAMETERS: &[Parameter] = &[
    parameter("Key", Line, "The object's key; {n} counts the sends"),
    parameter("Size", Whole("bytes"), "Stands for content of this size, without writing it"),
    parameter("Body", Content, "The content"),
    parameter("Payload", Content, "The event, as JSON"),
    parameter("Message", Content, "The message; {n} counts the sends, {pick:a,b} chooses"),
    parameter("MessageBody", Content, "The message; {n} counts the sends, {pick:a,b} chooses"),
    parameter("Subject", Line, "A subject, for mails"),
    parameter("MessageAttributes", Attributes, "What filter policies look at"),
    parameter("MessageSystemAttributes", Json, "Attributes for AWS itself"),
    parameter("MessageGroupId", Line, "Order is kept within a group"),
    parameter("MessageDeduplicationId", Line, "A second send with the same id within 5 minutes is dropped"),
    parameter("MessageStructure", Choice(&["", "json"]), "json: another text for each protocol"),
    parameter("DelaySeconds", Whole("s"), "How long the message stays hidden at first"),
    parameter("VisibilityTimeout", Whole("s"), "How long it stays hidden from others"),
    parameter("MaxNumberOfMessages", Whole(""), "How many at most, up to 10"),
    parameter("WaitTimeSeconds", Whole("s"), "How long to wait for one, up to 20 s"),
    parameter("Delete", Flag, "Whether what is received is deleted at once"),
    parameter("InvocationType", Choice(&INVOCATION_TYPES), "Wait for the answer, queue the event, or only check"),
    parameter("Method", Choice(METHODS), "The method"),
    parameter("Path", Line, "The path, beginning with /"),
    parameter("QueryString", Line, "Without the question mark"),
    parameter("Headers", Pairs, "Headers of the request"),
    parameter("Host", Line, "The host asked for"),
    parameter("Port", Whole(""), "The listener; the lowest port unless set"),
    parameter("From", Line, "The edge location, as in FRA"),
    parameter("CopySource", Line, "The key that is copied"),
    parameter("Metadata", Pairs, "Metadata of the object"),
    parameter("VersionId", Line, "The version; the newest unless set"),
    parameter("PartitionKey", Line, "Records with the same key stay in order; {n} counts the sends"),
    parameter("Data", Content, "The record's data; {n} counts the sends, {pick:a,b} chooses"),
    parameter("ExplicitHashKey", Line, "A number that takes the place of the key's hash, and so chooses the shard"),
    parameter("Records", Json, "Up to 500 records, each with Data and PartitionKey"),
    parameter("Tier", Choice(TIERS), "How fast"),
    parameter("Days", Whole("days"), "How long the restored copy stays"),
    parameter("GlacierJobParameters", Json, "Another way to name the tier"),
    parameter("MultipartUpload", Json, "The parts"),
    parameter("AccessControlPolicy", Json, "Who may do what"),
];

/// The parameters that people fill in first, by action; all others are folded away.
static FIRST: &[(&str, &[&str])] = &[
    ("Invoke", &["InvocationType", "Payload"]),
    ("PutObject", &["Key", "Size"]),
    ("CopyObject", &["Key", "CopySource"]),
    ("CompleteMultipartUpload", &["Key", "Size"]),
    ("GetObject", &["Key"]),
    ("DeleteObject", &["Key"]),
    ("RestoreObject", &["Key", "Tier"]),
    ("Publish", &["Message", "Subject", "MessageAttributes", "MessageGroupId"]),
    ("SendMessage", &["MessageBody", "MessageGroupId", "MessageDeduplicationId", "DelaySeconds", "MessageAttributes"]),
    ("ReceiveMessage", &["MaxNumberOfMessages", "Delete"]),
    ("ChangeMessageVisibility", &["VisibilityTimeout"]),
    ("PutRecord", &["PartitionKey", "Data"]),
    ("PutRecords", &["Records"]),
    ("Request", &["Method", "Path", "Host", "Headers", "QueryString", "Body"]),
];

impl Action {
    /// Returns its parameters, those that people fill in first before the others, and whether each is one of these.
    pub fn parameters(&self) -> impl Iterator<Item = (Parameter, bool)> {
        let first = FIRST.iter().find(|(name, _)| *name == self.name).map_or(&[][..], |(_, keys)| keys);
        let others = self.keys.iter().copied().filter(move |key| !first.contains(key));
        first.iter().copied().map(|key| (described(key), true)).chain(others.map(|key| (described(key), false)))
    }
}

fn described(key: &'static str) -> Parameter {
    let known = PARAMETERS.iter().find(|parameter| parameter.key == key).copied();
    known.unwrap_or(Parameter { key, kind: Line, help: "" })
}

#[cfg(test)]
mod tests {
    use super::super::ACTIONS;
    use super::*;

    #[test]
    fn every_description_is_of_a_parameter_that_an_action_has() {
        let has = |key: &str| ACTIONS.iter().any(|action| action.keys.contains(&key));
        for parameter in PARAMETERS {
            assert!(has(parameter.key), "{}", parameter.key);
        }
        for (name, keys) in FIRST {
            let action = ACTIONS.iter().find(|action| action.name == *name).expect("an action of the list");
            assert!(keys.iter().all(|key| action.keys.contains(key)), "{name}");
            assert_eq!(action.parameters().count(), action.keys.len(), "{name}");
        }
    }
}
