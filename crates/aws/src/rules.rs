//! Rules of AWS: what "Why?" says.
//!
//! Every rule and number of AWS is a `static` [`Rule`] in the `limits.rs` of the service that follows it, or here where
//! two follow it. A fact points at the rule that decided it; the sentence is read only when a person, a report or a
//! trace asks.

use std::fmt;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A page of AWS, its API description or a recording of AWS says so.
    Sourced,
    /// AWS does not publish it: inferred, or chosen for the simulation. Said wherever a person sees the rule.
    Assumed,
}

/// One rule of AWS.
#[derive(Debug)]
pub struct Rule {
    /// Its number in the fact sheet: `ASYNC-02`.
    pub id: &'static str,
    /// The rule in one sentence, with its numbers.
    pub sentence: &'static str,
    /// Where it stands: a page, or a repository at a commit, with that source's date.
    pub source: &'static str,
    /// How sure it is.
    pub standing: Standing,
}

impl Rule {
    /// Makes a rule that a source states.
    #[must_use]
    pub const fn sourced(id: &'static str, sentence: &'static str, source: &'static str) -> Self {
        Self { id, sentence, source, standing: Standing::Sourced }
    }

    /// Makes a rule that AWS does not publish.
    #[must_use]
    pub const fn assumed(id: &'static str, sentence: &'static str, source: &'static str) -> Self {
        Self { id, sentence, source, standing: Standing::Assumed }
    }
}

/// A batch that failed: its function says so, and the mapping keeps to it.
pub static ESMQ_11: Rule = Rule::sourced(
    "ESMQ-11",
    "of a batch that the function failed on, nothing is deleted: each message returns when its visibility timeout ends",
    "Lambda developer guide, with-sqs, 2020-09-19",
);
/// A loop of invocations: Lambda stops it, and whoever invokes is told.
pub static ASYNC_25: Rule = Rule::sourced(
    "ASYNC-25",
    "after about 16 invocations of the same function in one chain Lambda stops the loop: the caller gets \
     RecursiveInvocationException, and a message that is polled comes back until its maxReceiveCount",
    "Lambda developer guide, invocation-recursion, current",
);

/// A batch of a stream that failed: its function says so, and the mapping keeps to it.
pub static STR_06: Rule = Rule::sourced(
    "STR-06",
    "a batch that the function fails on is tried again until it succeeds, expires or reaches a limit, and nothing behind \
     it in its shard goes on meanwhile",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);
/// Consumers of a stream: they are resources, and mappings read through them.
pub static STR_16: Rule = Rule::sourced(
    "STR-16",
    "a consumer with enhanced fan-out is pushed to, with 2 MB/s of each shard for itself, and a stream has 20 of them at most; in 2020 its mapping has no \
     settings for errors",
    "Lambda developer guide, with-kinesis, 2020-09-19",
);

impl fmt::Display for Rule {
    /// Writes the sentence, whether it is assumed, the id and the source.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let assumed = if self.standing == Standing::Assumed { "Assumed: " } else { "" };
        write!(f, "{assumed}{} ({}; {})", self.sentence, self.id, self.source)
    }
}
