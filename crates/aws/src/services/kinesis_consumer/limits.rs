//! AWS's numbers of consumers.

/// STR-16: consumers of one stream, by
/// <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html>.
pub(super) const CONSUMERS_MAX: usize = 20;
