//! What a person can do to a running resource: interventions, with what their buttons say.

/// An intervention as a button.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    /// The intervention, a value of `Do`.
    pub name: &'static str,
    /// What the button says; a word `it` is the resource.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// What it takes.
    pub value: DeedValue,
}

/// What an intervention takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeedValue {
    /// Nothing.
    Nothing,
    /// Always the same.
    Always(&'static str),
    /// A whole number, at first this.
    Whole(&'static str),
    /// How many, at least one, at first this.
    Count(&'static str),
    /// A duration with its unit, at first this.
    Span(&'static str),
    /// JSON, at first this.
    Json(&'static str),
    /// What the template says of how long the code takes, so many times as long.
    Stretched(u64),
}

impl Deed {
    /// Makes one that takes nothing.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, help: &'static str) -> Self {
        Self { name, label, help, value: DeedValue::Nothing }
    }

    /// Returns what the button says as an order in a sentence: `bring it back`.
    #[must_use]
    pub fn order(&self) -> String {
        let mut letters = self.label.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }

    /// Returns what the button says, with the name of the resource for its `it`: `Bring Jobs back`.
    #[must_use]
    pub fn order_to(&self, name: &str) -> String {
        self.label.replacen(" it ", &format!(" {name} "), 1)
    }

    /// Says what it takes.
    #[must_use]
    pub const fn taking(self, value: DeedValue) -> Self {
        Self { value, ..self }
    }
}

/// The service is out.
pub const OUTAGE: Deed =
    Deed::new("Outage", "Outage for", "Answers 5xx to whoever calls, for so long").taking(DeedValue::Span("30s"));
/// A message comes twice.
pub const DUPLICATE: Deed =
    Deed::new("Duplicate", "Deliver the next twice", "As AWS may do at any time: delivery is at least once");
/// The resource goes.
pub const DELETE: Deed =
    Deed::new("Delete", "Delete it behind everyone's back", "What names it goes on as if it were there");
/// What was deleted comes back.
pub const CREATE: Deed = Deed::new("Create", "Bring it back", "As it is created anew, empty, after it was deleted");

#[cfg(test)]
mod tests {
    use crate::services::DESCRIPTORS;

    #[test]
    fn what_can_be_deleted_can_be_brought_back() {
        for descriptor in DESCRIPTORS {
            let offers = |name: &str| descriptor.deeds.iter().any(|deed| deed.name == name);
            assert_eq!(offers("Delete"), offers("Create"), "{}", descriptor.type_name);
        }
    }

    #[test]
    fn what_is_offered_can_be_done() {
        for descriptor in DESCRIPTORS {
            for deed in descriptor.deeds {
                assert!(descriptor.interventions.contains(&deed.name), "{} {}", descriptor.type_name, deed.name);
            }
        }
    }
}
