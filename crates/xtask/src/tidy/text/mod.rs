//! Checks of every text, whatever its kind.

pub(super) mod machine_paths;
pub(super) mod markdown;
pub(super) mod named_paths;
pub(super) mod project_talk;
pub(super) mod test_waits;
