//! The kernel is an engine for any simulation: no word of AWS stands in it, not even in a comment.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, numbered, words};

const WORDS: &[&str] = &[
    "aws",
    "amazon",
    "lambda",
    "sqs",
    "sns",
    "s3",
    "alb",
    "cloudfront",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "kinesis",
    "eventbridge",
    "cognito",
    "arn",
    "throttle",
    "throttled",
];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.files().iter().filter(|file| file.path.starts_with("crates/kernel/")) {
        for (line, text) in numbered(&file.text) {
            let lower = text.to_lowercase();
            for word in WORDS.iter().filter(|word| words(&lower, word).next().is_some()) {
                report.add(
                    &file.path,
                    line,
                    format!("the kernel says '{word}'"),
                    "say it in general words, or move it to 'aws'",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_word_of_aws_is_found_in_the_kernel_only() {
        let text = "//! Queues, unlike SQS.\nstruct EventQueue;";
        let files = [("crates/kernel/src/queue.rs", text), ("crates/aws/src/lib.rs", text)];
        assert_eq!(found(find, &files), ["crates/kernel/src/queue.rs:1: the kernel says 'sqs'"]);
    }

    #[test]
    fn words_that_only_contain_one_pass() {
        assert!(found(find, &[("crates/kernel/src/lib.rs", "fn learn_lambdarium() {} // draws")]).is_empty());
    }
}
