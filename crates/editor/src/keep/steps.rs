//! The steps of a document's history as a text, with what stands beside its text now, so that a reload forgets none of
//! the last ones.

use super::pack::{pack, unpack};
use super::place::Place;
use crate::document::{Document, Step};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many steps on either side survive a reload.
const STEPS_MAX: usize = 60;
/// How much their texts may take together, before they are packed [bytes].
const BYTES_MAX: usize = 600_000;

/// What a reload leaves of a document besides its text.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// Steps that can be taken back, the nearest last.
    pub(crate) past: Vec<Step>,
    /// Steps that can be done again, the nearest last.
    pub(crate) future: Vec<Step>,
    /// Values of parameters as they are now.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// Writes the last steps of a document's history, and the values of its parameters.
#[must_use]
pub(crate) fn packed(document: &Document) -> String {
    let (past, future) = document.steps();
    pack(&json!({ "past": entries(past), "future": entries(future), "parameters": document.parameters }))
}

/// Reads what [`packed`] wrote. What cannot be read is no step.
#[must_use]
pub(crate) fn from_packed(packed: &str) -> Left {
    let value = unpack(packed).unwrap_or_default();
    let side = |name: &str| value[name].as_array().map(|list| list.iter().filter_map(step).collect());
    Left {
        past: side("past").unwrap_or_default(),
        future: side("future").unwrap_or_default(),
        parameters: parameters(&value["parameters"]),
    }
}

fn parameters(value: &Value) -> BTreeMap<String, String> {
    let values = value.as_object().into_iter().flatten();
    values.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// Takes the nearest steps, as many as there is room for; the nearest stand at the end of the list.
fn entries(steps: &[Step]) -> Vec<Value> {
    let mut room = BYTES_MAX;
    let fits = |step: &&Step| {
        let fits = step.text.len() <= room;
        room = room.saturating_sub(step.text.len());
        fits
    };
    let nearest: Vec<&Step> = steps.iter().rev().take(STEPS_MAX).take_while(fits).collect();
    let entry = |it: &Step| {
        let place = it.place.as_ref().map(Place::json);
        json!([&*it.label, &*it.id, &*it.name, &*it.text, &it.parameters, place])
    };
    nearest.into_iter().rev().map(entry).collect()
}

fn step(entry: &Value) -> Option<Step> {
    let text = |place: usize| Some(entry.get(place)?.as_str()?.into());
    Some(Step {
        label: text(0)?,
        id: text(1)?,
        name: text(2)?,
        text: text(3)?,
        awaited: None,
        parameters: parameters(&entry[4]),
        merge: None,
        place: Place::from_json(&entry[5]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_survive_and_lead_to_the_same_texts() {
        let mut document = Document::open("test", "0");
        (1..100).for_each(|number| document.change(&format!("step {number}"), &number.to_string(), None));
        document.undo();
        let left = from_packed(&packed(&document));
        assert_eq!((left.past.len(), left.future.len()), (STEPS_MAX, 1));
        let mut again = Document::open("test", &document.text());
        again.take_left(left);
        assert_eq!(again.undo_label(), document.undo_label());
        assert!(again.redo());
        assert_eq!(&*again.text(), "99");
        assert!(again.undo() && again.undo());
        assert_eq!(&*again.text(), "97");
        assert_eq!(from_packed("no such thing").past.len(), 0);
    }

    #[test]
    fn parameters_survive_with_the_steps_that_set_them() {
        let text = "Parameters: { Stage: { Type: String, Default: dev } }\nResources: {}\n";
        let mut document = Document::open("test", text);
        document.set_parameter("Stage", "test");
        document.set_parameter("Stage", "live");
        let mut again = Document::open("test", text);
        again.take_left(from_packed(&packed(&document)));
        let value = |document: &Document| document.scenario().template.parameters[0].value.clone();
        assert_eq!(
            (again.parameters.get("Stage").map(String::as_str), value(&again)),
            (Some("live"), value(&document))
        );
        assert!(again.undo());
        assert_eq!(again.parameters.get("Stage").map(String::as_str), Some("test"));
        assert!(again.undo() && again.parameters.is_empty());
    }

    #[test]
    fn large_texts_are_fewer() {
        let mut document = Document::open("test", &"x".repeat(400_000));
        document.change("large", &"y".repeat(400_000), None);
        document.change("small", "z", None);
        assert_eq!(from_packed(&packed(&document)).past.len(), 1);
    }
}
