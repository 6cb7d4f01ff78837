//! Where a rule can be read: the page of AWS that its source names, as it is today.
//!
//! Sources name a guide and its page with the date at which it was read; the guides' addresses stand here, once.

use std::sync::Arc;

/// What a source calls a guide, and the address of its pages.
const GUIDES: &[(&str, &str)] = &[
    ("Lambda developer guide", "https://docs.aws.amazon.com/lambda/latest/dg/"),
    ("SQS developer guide", "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"),
    ("SNS developer guide", "https://docs.aws.amazon.com/sns/latest/dg/"),
    ("S3 user guide", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"),
    ("S3 developer guide", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"),
    ("CloudFront developer guide", "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"),
    (
        "elb-application-load-balancers-user-guide",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/",
    ),
];

/// Returns the address of the first page that a source names, if it names one.
#[must_use]
pub fn link(source: &str) -> Option<Arc<str>> {
    if let Some(address) = source.split_whitespace().find(|word| word.starts_with("https://")) {
        return Some(address.trim_end_matches([',', ';', ')']).into());
    }
    let guides = GUIDES.iter().filter_map(|(name, base)| Some((source.find(name)?, name, base)));
    let (at, name, base) = guides.min_by_key(|(at, ..)| *at)?;
    let page = source[at + name.len()..].split([' ', ',', ';']).find(|word| is_page(word))?;
    Some(format!("{base}{page}.html").into())
}

/// Tells whether a word is the name of a page: words of letters joined by dashes, or one with capitals inside.
fn is_page(word: &str) -> bool {
    let is_name = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let starts = word.starts_with(|c: char| c.is_ascii_alphabetic());
    is_name && starts && (word.contains('-') || word.chars().skip(1).any(|c| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn a_source_that_names_a_page_leads_there() {
        let lambda = "https://docs.aws.amazon.com/lambda/latest/dg";
        for (source, address) in [
            ("Lambda developer guide, with-sqs, 2020-09-19", format!("{lambda}/with-sqs.html")),
            (
                "Lambda developer guide @b1a45de (2020-09-19) with-s3; that nothing is said is inferred",
                format!("{lambda}/with-s3.html"),
            ),
            (
                "S3 developer guide @806271f (2020-09) NotificationHowTo",
                "https://docs.aws.amazon.com/AmazonS3/latest/userguide/NotificationHowTo.html".to_owned(),
            ),
            (
                "awsdocs/elb-application-load-balancers-user-guide @c9a99d2 (2020-09), lambda-functions",
                "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html".to_owned(),
            ),
        ] {
            assert_eq!(link(source).as_deref(), Some(address.as_str()), "{source}");
        }
        assert_eq!(link("SNS developer guide @bf1b0cd (2020-09)"), None);
        assert_eq!(link("measured on AWS 2025-11"), None);
    }
}
