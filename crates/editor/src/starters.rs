//! Beginnings: a few cards that are wired already, for an empty page.

/// A beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Starter {
    /// What it is called.
    pub title: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// The names of the icons of its cards, in flow order.
    pub icons: &'static [&'static str],
    /// The card that something is sent to first.
    pub entry: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All beginnings, in the order shown.
pub const STARTERS: &[Starter] = &[
    Starter {
        title: "Bucket and function",
        summary: "Every upload runs a function",
        icons: &["s3", "lambda"],
        entry: "Uploads",
        text: include_str!("starters/bucket.yaml"),
    },
    Starter {
        title: "Queue and function",
        summary: "A function works off a queue; what fails is kept aside",
        icons: &["sqs", "lambda", "sqs"],
        entry: "Jobs",
        text: include_str!("starters/queue.yaml"),
    },
    Starter {
        title: "SNS fan-out",
        summary: "One message, two queues, two functions",
        icons: &["sns", "sqs", "lambda"],
        entry: "Orders",
        text: include_str!("starters/fan_out.yaml"),
    },
];
