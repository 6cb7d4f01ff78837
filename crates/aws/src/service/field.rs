//! What can be set: of a node, of the resources that belong to it, and when a setting does nothing.

use super::Style;
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::properties::{Properties, Resource};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Something that can be set.
#[derive(Debug)]
pub struct FieldSpec {
    /// AWS's property, as a path below `Properties`.
    pub name: &'static str,
    /// What kind of value it takes.
    pub kind: FieldKind,
    /// AWS's default, as text; empty for none.
    pub default: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// How often people look for it.
    pub group: Group,
}

/// How often people look for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Often: shown at once.
    Common,
    /// Seldom: folded away.
    More,
}

/// What kind of value a property takes. What is made of others is shown as a form of these, down to single values.
#[derive(Debug)]
pub enum FieldKind {
    /// A whole number with its unit and range.
    Integer {
        /// The unit: `s`, `MB`, or empty.
        unit: &'static str,
        /// The smallest in 2020 and now.
        min: (i64, i64),
        /// The largest in 2020 and now.
        max: (i64, i64),
    },
    /// Yes or no.
    Boolean,
    /// One of several texts.
    Choice(&'static [&'static str]),
    /// One of several texts that people ask for; AWS knows others.
    Usual(&'static [&'static str]),
    /// A list of one of several texts, or none.
    ChoiceList(&'static [&'static str]),
    /// A text.
    Text,
    /// Part of one: a number from 0 to 1.
    Fraction,
    /// A duration with its unit, as the template format has it.
    Span,
    /// JSON: a policy, a pattern.
    Json,
    /// A filter: fields, and what each may be.
    Filter,
    /// A filter that is written as a text: the pattern of a mapping.
    JsonText,
    /// A text, or JSON that is sent as text: a body.
    Content,
    /// A list of texts.
    Texts,
    /// One of several lists of texts, each with commas between them.
    ListChoice(&'static [&'static str]),
    /// Names with texts: headers, variables.
    Pairs,
    /// What a function can call: a resource that takes actions, or what lies outside.
    Callee,
    /// An action of the resource that `To` beside it names.
    Action,
    /// The parameters of the action that `Action` beside it names.
    Input,
    /// Settings that stand in one map.
    Record(&'static [FieldSpec]),
    /// A list, each item of which is a row.
    Rows(&'static RowsSpec),
    /// One of several forms.
    OneOf(&'static OneOfSpec),
    /// Settings that stand in a list of `Key` and `Value`; their names are the keys.
    Attributes(&'static [FieldSpec]),
    /// Another resource, which a wire of the canvas names: shown, and changed by drawing another wire.
    Reference,
    /// Another resource, one of a type.
    OneOfType(&'static str),
    /// The `Id` of an item of some lists of the same resource.
    OneOfItems(&'static [&'static str]),
}

/// A list, each item of which is a row.
#[derive(Debug)]
pub struct RowsSpec {
    /// What an item is: a record, or one of several forms.
    pub item: FieldKind,
    /// What a person calls an item: `call`.
    pub noun: &'static str,
    /// New items to begin with: what a button says, and the item as JSON. What its settings have to name and it does not
    /// is filled in with the first that they can.
    pub new: &'static [(&'static str, &'static str)],
    /// Tells whether a list takes no more of them; what is there can be made another.
    pub is_full: fn(&Properties) -> bool,
    /// Says an item in words.
    pub words: fn(&Properties) -> String,
}

/// A value that has one of several forms.
#[derive(Debug)]
pub struct OneOfSpec {
    /// The key whose text names the form; empty where the form is told by the key that is there.
    pub tag: &'static str,
    /// What choosing among them decides, for people.
    pub title: &'static str,
    /// The forms, first the one of a value that names none.
    pub forms: &'static [FormSpec],
}

/// A form of a value.
#[derive(Debug)]
pub struct FormSpec {
    /// What tells it: the text of the tag, or the key that is there; empty for what has none of the keys.
    pub key: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// What it begins with, as JSON; empty where that is to set nothing.
    pub start: &'static str,
    /// What can be set of it.
    pub fields: &'static [FieldSpec],
}

impl FieldKind {
    /// Makes a whole number whose range is the same in 2020 and now.
    #[must_use]
    pub const fn whole(unit: &'static str, range: &RangeInclusive<i64>) -> Self {
        Self::whole_by_era(unit, range, range)
    }

    /// Makes a whole number with its ranges in 2020 and now.
    #[must_use]
    pub const fn whole_by_era(unit: &'static str, then: &RangeInclusive<i64>, now: &RangeInclusive<i64>) -> Self {
        Self::Integer { unit, min: (*then.start(), *now.start()), max: (*then.end(), *now.end()) }
    }
}

impl OneOfSpec {
    /// Returns the form of a value; `None` where it is none of those that are known.
    #[must_use]
    pub fn form_of(&self, value: &Properties) -> Option<&'static FormSpec> {
        match (self.tag, value.get(self.tag).text()) {
            ("", _) => self
                .forms
                .iter()
                .find(|form| !form.key.is_empty() && value.find(form.key).is_some())
                .or_else(|| self.forms.iter().find(|form| form.key.is_empty())),
            (_, None) => self.forms.first().filter(|_| value.is_absent()),
            (_, Some(name)) => self.forms.iter().find(|form| form.key == name),
        }
    }
}

/// An entry of a resource's properties that makes a wire.
#[derive(Debug)]
pub struct EntrySpec {
    /// The kind of the wire.
    pub kind: &'static str,
    /// The lists in which such entries stand.
    pub lists: &'static [&'static str],
    /// What can be set of one.
    pub fields: &'static [FieldSpec],
}

/// A resource that is no node: it sets something of one, or stands on its wires.
#[derive(Debug)]
pub struct PartSpec {
    /// AWS's type: `AWS::Lambda::EventInvokeConfig`.
    pub type_name: &'static str,
    /// What a person calls it: `Asynchronous invocation`.
    pub title: &'static str,
    /// The property that names the node, or the part of it, to which it belongs; empty where a part names it.
    pub owner: &'static str,
    /// What SAM calls the block of the node's own properties that makes it; empty where there is none. A node without
    /// such a part shows its fields all the same, because setting one makes it.
    pub block: &'static str,
    /// What can be set.
    pub fields: &'static [FieldSpec],
}

/// When a setting does something, and why not otherwise.
#[derive(Debug)]
pub struct Effect {
    /// The properties with all that stands below them; a parameter of an action follows its name and a dot:
    /// `SendMessage.DelaySeconds`.
    pub fields: &'static [&'static str],
    /// Tells whether they do something.
    pub needs: fn(&Surroundings<'_>) -> bool,
    /// Why they do nothing otherwise, in one sentence.
    pub reason: &'static str,
    /// The rule behind it.
    pub rule: Option<&'static Rule>,
}

impl FieldSpec {
    /// Makes a setting that people look for often.
    #[must_use]
    pub const fn new(name: &'static str, kind: FieldKind, default: &'static str, help: &'static str) -> Self {
        Self { name, kind, default, help, group: Group::Common }
    }

    /// Makes it one that people look for seldom; within a form it is seen only where it is written.
    #[must_use]
    pub const fn seldom(self) -> Self {
        Self { group: Group::More, ..self }
    }
}

impl Effect {
    /// Tells whether it is about a property.
    #[must_use]
    pub fn is_about(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|field| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

/// Returns why a setting does nothing where it stands, if it does nothing.
#[must_use]
pub fn idle<'e>(effects: &'e [Effect], name: &str, around: &Surroundings<'_>) -> Option<&'e Effect> {
    effects.iter().find(|effect| effect.is_about(name) && !(effect.needs)(around))
}

/// What decides whether a setting does something: the settings beside it, and what it is wired to.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Which AWS.
    pub profile: Profile,
    /// The properties of the node.
    pub node: &'a Properties,
    /// The properties of the resource that is set: of the node itself, or of a part of it.
    pub own: &'a Properties,
    /// How wires and clients invoke it; empty where nobody does.
    pub invoked: BTreeSet<Style>,
    /// The kinds of the wires that end here.
    pub kinds_in: BTreeSet<&'static str>,
    /// The kinds of the wires that begin here.
    pub kinds_out: BTreeSet<&'static str>,
    /// The resources at the other ends, and those that the part names.
    pub peers: Vec<&'a Resource>,
}

impl Surroundings<'_> {
    /// Tells whether the rules of today hold.
    #[must_use]
    pub fn is_now(&self) -> bool {
        self.profile.is_now()
    }

    /// Tells whether a property of the node is true.
    #[must_use]
    pub fn node_flag(&self, name: &str) -> bool {
        self.node.at_path(name).boolean() == Some(true)
    }

    /// Tells whether a property of what is set is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        !self.own.at_path(name).is_absent()
    }

    /// Tells whether it is invoked in one way and no other.
    #[must_use]
    pub fn is_only(&self, style: Style) -> bool {
        self.invoked.len() == 1 && self.invoked.contains(&style)
    }

    /// Tells whether an asynchronous event may reach it; where nobody invokes it, a person may send one.
    #[must_use]
    pub fn may_be_asynchronous(&self) -> bool {
        self.invoked.is_empty() || self.invoked.contains(&Style::Async)
    }

    /// Returns the properties of a resource of a type that it is wired to.
    #[must_use]
    pub fn peer(&self, type_name: &str) -> Option<&Properties> {
        self.peers.iter().find(|peer| &*peer.type_name == type_name).map(|peer| &peer.properties)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_is_about_a_property_and_what_stands_below_it() {
        let effect = Effect { fields: &["ScalingConfig"], needs: |_| false, reason: "", rule: None };
        assert!(effect.is_about("ScalingConfig") && effect.is_about("ScalingConfig.MaximumConcurrency"));
        assert!(!effect.is_about("ScalingConfigs"));
    }
}
