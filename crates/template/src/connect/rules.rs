//! What can be connected to what.

use aws::rules::Rule;
use aws::service::properties::Properties;
use aws::service::{Category, Descriptor, Style, Verdict};
use aws::services::{DESCRIPTORS, descriptor_of};

/// An end of a wire to be.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// AWS's type.
    pub type_name: &'a str,
    /// Its properties, where they are known.
    pub properties: Option<&'a Properties>,
}

impl<'a> End<'a> {
    /// Makes the end of a type of which no more is known.
    #[must_use]
    pub fn of_type(type_name: &'a str) -> Self {
        Self { type_name, properties: None }
    }
}

/// A kind of wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireKind {
    /// As in [`aws::service::Wire::kind`].
    pub kind: &'static str,
    /// How functions are invoked over it, if they are.
    pub invocation: Option<Style>,
}

/// Why two resources cannot be connected.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The rule that forbids it, or `None` where AWS simply has no such thing.
    pub rule: Option<&'static Rule>,
    /// Why not, in one sentence.
    pub reason: String,
    /// The way around it.
    pub way: String,
}

/// Returns the kinds of wire that can lead from one resource to another, the most usual first.
///
/// # Errors
/// Says why there can be none, and what to do instead.
pub fn can_connect(from: End<'_>, to: End<'_>) -> Result<Vec<WireKind>, Refusal> {
    let (source, target) = (described(from.type_name)?, described(to.type_name)?);
    let rows: Vec<_> = target.accepts.iter().filter(|row| row.from == source.type_name).collect();
    let kinds: Vec<WireKind> = rows
        .iter()
        .filter_map(|row| match row.verdict {
            Verdict::Wire { kind, invocation } => Some(WireKind { kind, invocation }),
            Verdict::Refusal { .. } => None,
        })
        .collect();
    if kinds.is_empty() {
        let stated = rows.iter().find_map(|row| match row.verdict {
            Verdict::Refusal { rule, reason, way } => {
                Some(Refusal { rule, reason: reason.to_owned(), way: way.to_owned() })
            }
            Verdict::Wire { .. } => None,
        });
        return Err(stated.unwrap_or_else(|| unheard_of(source, target)));
    }
    let open: Vec<WireKind> = kinds.into_iter().filter(|kind| order_refusal(kind.kind, from, to).is_none()).collect();
    match open.is_empty() {
        true => Err(rows
            .iter()
            .find_map(|row| match row.verdict {
                Verdict::Wire { kind, .. } => order_refusal(kind, from, to),
                Verdict::Refusal { .. } => None,
            })
            .unwrap_or_else(|| unheard_of(source, target))),
        false => Ok(open),
    }
}

fn described(type_name: &str) -> Result<&'static Descriptor, Refusal> {
    let type_name = if type_name == "AWS::Serverless::Function" { "AWS::Lambda::Function" } else { type_name };
    descriptor_of(type_name).ok_or_else(|| Refusal {
        rule: None,
        reason: format!("resources of type \"{type_name}\" are not simulated, so no wire of theirs can be drawn"),
        way: "write the connection in the template's text: it is kept".to_owned(),
    })
}

/// Makes the refusal of two services of which neither says anything about the other.
fn unheard_of(source: &Descriptor, target: &Descriptor) -> Refusal {
    let is_wire = |verdict: &Verdict| matches!(verdict, Verdict::Wire { .. });
    let backwards = source.accepts.iter().any(|row| row.from == target.type_name && is_wire(&row.verdict));
    let reason = format!("{} sends nothing to {}", with_article(source.title), with_article(target.title));
    let takes = |other: &&&Descriptor| {
        let row = other.accepts.iter().find(|row| row.from == source.type_name && is_wire(&row.verdict));
        row.is_some() && other.category != Category::Hidden
    };
    let others: Vec<String> = DESCRIPTORS.iter().filter(takes).map(|other| with_article(other.title)).collect();
    let way = match (backwards, others.as_slice()) {
        (true, _) => format!("draw the wire from the {} to the {}", target.title, source.title),
        (false, []) => "put a function between them".to_owned(),
        (false, others) => format!("connect it to {}", others.join(" or ")),
    };
    Refusal { rule: None, reason, way }
}

/// Returns a noun with its article: `an SQS queue`.
#[must_use]
pub fn with_article(title: &str) -> String {
    // Abbreviations are read by letters: an S3 bucket, an SQS queue, an API.
    let vowel = title.starts_with(['A', 'E', 'I', 'O', 'U', 'S']);
    format!("{} {title}", if vowel { "an" } else { "a" })
}

/// Returns why order forbids a wire: what keeps order and what does not cannot always be joined.
fn order_refusal(kind: &str, from: End<'_>, to: End<'_>) -> Option<Refusal> {
    let ordered = |end: End<'_>| {
        let properties = end.properties?;
        let flag = ["FifoQueue", "FifoTopic"].iter().any(|key| properties.get(key).boolean() == Some(true));
        Some(flag)
    };
    let to_queue = to.type_name == "AWS::SQS::Queue";
    let (reason, way) = match (kind, from.type_name, ordered(from), ordered(to)) {
        ("Redrive", _, Some(true), Some(false)) => {
            ("the dead-letter queue of a FIFO queue must be FIFO too", "set FifoQueue of the dead-letter queue")
        }
        ("Redrive", _, Some(false), Some(true)) => {
            ("the dead-letter queue of a standard queue must be a standard queue", "use a queue without FifoQueue")
        }
        ("Notification", ..) if to_queue && ordered(to) == Some(true) => (
            "S3 notifies standard queues only",
            "use a queue without FifoQueue, or let a function send to the FIFO queue",
        ),
        ("Subscription", _, Some(true), _) if !to_queue => {
            ("a FIFO topic delivers to SQS queues only", "subscribe a queue, and let it trigger the function")
        }
        ("Subscription", _, Some(false), Some(true)) => {
            ("a standard topic delivers to standard queues only", "make the topic FIFO, or use a standard queue")
        }
        ("DeadLetter", "AWS::SNS::Topic", Some(true), Some(false)) => {
            ("what a FIFO topic could not deliver goes to a FIFO queue only", "set FifoQueue of the queue")
        }
        ("DeadLetter", "AWS::SNS::Topic", Some(false), Some(true)) => {
            ("what a standard topic could not deliver goes to a standard queue only", "use a queue without FifoQueue")
        }
        ("DeadLetter" | "OnSuccess" | "OnFailure", "AWS::Lambda::Function", _, Some(true)) => {
            ("Lambda hands failed events to standard queues and topics only", "use a queue or topic without order")
        }
        _ => return None,
    };
    Some(Refusal { rule: None, reason: reason.to_owned(), way: way.to_owned() })
}
