//! Checks of the architecture: who may know whom, and what lies where.

pub(super) mod browser_doors;
pub(super) mod dependencies;
pub(super) mod file_names;
pub(super) mod folder_size;
pub(super) mod kernel_words;
pub(super) mod pure_domain;
pub(super) mod rules_once;
pub(super) mod service_folder;
pub(in crate::tidy) mod services_apart;
