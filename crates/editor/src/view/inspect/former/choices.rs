//! What can be chosen at a setting, and new items that have chosen already.

use super::Former;
use crate::view::inspect::fields::Subject;
use aws::behaviour::DATABASES;
use aws::service::properties::{Properties, Resource};
use aws::service::{FieldKind, FieldSpec, OneOfSpec};
use aws::services::descriptor_of;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// What a function can call that is no resource.
const OUTSIDE: &str = "Internet";
impl Former<'_> {
    /// Returns what a function can call, the Internet last.
    pub(super) fn callees(&self) -> Vec<Arc<str>> {
        let resources = &self.scenario.template.stack.resources;
        let takes = |resource: &&Resource| {
            DATABASES.contains(&&*resource.type_name)
                || descriptor_of(&resource.type_name).is_some_and(|it| !it.takes.is_empty())
        };
        resources.iter().filter(takes).map(|resource| resource.id.clone()).chain([OUTSIDE.into()]).collect()
    }

    /// Returns calls to begin with, one for each resource that takes any; not of the function itself.
    pub(super) fn new_calls(&self) -> impl Iterator<Item = (Arc<str>, Arc<str>)> {
        let own = match &self.of {
            Subject::Behaviour(id) | Subject::Resource(id) | Subject::Client(id) => id.clone(),
        };
        let resources = self.scenario.template.stack.resources.iter().filter(move |resource| resource.id != own);
        resources.filter_map(|resource| {
            let action = descriptor_of(&resource.type_name)?.actions.first()?;
            let input: serde_json::Value = serde_json::from_str(action.example).unwrap_or_default();
            let call = serde_json::json!({ "To": &*resource.id, "Action": action.name, "Input": input });
            Some((resource.id.clone(), call.to_string().into()))
        })
    }

    /// Returns the actions of the resource that is named beside.
    pub(super) fn actions_at(&self, holder: &Properties) -> Vec<Arc<str>> {
        let to = holder.get("To");
        let target = to.text().or_else(|| to.reference()).and_then(|id| self.scenario.resource(id));
        let takes = target.and_then(|target| descriptor_of(&target.type_name)).map_or(&[][..], |it| it.takes);
        takes.iter().map(|action| Arc::from(*action)).collect()
    }

    /// Returns what a setting can name, each with what is written for it.
    pub(super) fn nameable(&self, kind: &FieldKind) -> Vec<(Arc<str>, Json)> {
        let resources = &self.scenario.template.stack.resources;
        match kind {
            FieldKind::OneOfType(type_name) => {
                let those = resources.iter().filter(|resource| *resource.type_name == **type_name);
                those.map(|resource| (resource.id.clone(), json!({ "Ref": &*resource.id }))).collect()
            }
            FieldKind::OneOfItems(lists) => {
                let (Subject::Resource(own) | Subject::Behaviour(own) | Subject::Client(own)) = &self.of;
                let own = self.scenario.resource(own).into_iter();
                let items = own.flat_map(|own| lists.iter().flat_map(|list| own.properties.at_path(list).items()));
                let ids = items.filter_map(|item| item.get("Id").scalar_text());
                ids.map(|id| (id.as_str().into(), Json::from(id))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns a new item as JSON, with what its settings have to name.
    pub(super) fn begun(&self, item: &FieldKind, start: &str) -> Arc<str> {
        let form =
            |spec: &OneOfSpec| spec.form_of(&Properties::of_json(&serde_json::from_str(start).unwrap_or_default()));
        match item {
            FieldKind::Record(fields) => self.filled(start, fields),
            FieldKind::OneOf(spec) => form(spec).map_or(start.into(), |form| self.filled(start, form.fields)),
            _ => start.into(),
        }
    }

    /// Returns JSON with the first of what each setting can name that names nothing yet.
    pub(super) fn filled(&self, start: &str, fields: &[FieldSpec]) -> Arc<str> {
        let Ok(Json::Object(mut map)) = serde_json::from_str(start) else { return start.into() };
        for spec in fields {
            if let Some((_, first)) = self.nameable(&spec.kind).into_iter().next() {
                map.entry(spec.name).or_insert(first);
            }
        }
        Json::Object(map).to_string().into()
    }
}
