//! Which sets of notification configurations S3 takes (S3N-06).

use super::config::Notification;

/// Why S3 refuses a set of configurations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The configuration that comes into conflict, by position.
    pub second: usize,
    /// The one it is in conflict with.
    pub first: usize,
}

impl Refusal {
    /// AWS's code of the error.
    pub const CODE: &'static str = "InvalidArgument";
    /// AWS's message.
    pub const MESSAGE: &'static str = "Configuration is ambiguously defined. Cannot have overlapping suffixes in two \
                                       rules if the prefixes are overlapping for the same event type.";
}

/// Tells whether S3 takes a set of configurations.
///
/// # Errors
/// The first two of which an event of some key could match both; one configuration that names a type twice is in
/// conflict with itself.
pub fn check(notifications: &[Notification]) -> Result<(), Refusal> {
    for (second, notification) in notifications.iter().enumerate() {
        if names_a_type_twice(notification) {
            return Err(Refusal { second, first: second });
        }
        if let Some(first) = notifications[..second].iter().position(|earlier| overlap(earlier, notification)) {
            return Err(Refusal { second, first });
        }
    }
    Ok(())
}

fn names_a_type_twice(notification: &Notification) -> bool {
    let events = &notification.events;
    events.iter().enumerate().any(|(index, event)| events[..index].contains(event))
}

fn overlap(one: &Notification, other: &Notification) -> bool {
    let share_a_type = one.events.iter().any(|event| other.events.iter().any(|another| event.overlaps(*another)));
    let prefixes = one.prefix.starts_with(&*other.prefix) || other.prefix.starts_with(&*one.prefix);
    let suffixes = one.suffix.ends_with(&*other.suffix) || other.suffix.ends_with(&*one.suffix);
    share_a_type && prefixes && suffixes
}
