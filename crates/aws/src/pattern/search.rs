//! Looks for values in an event, consistently over arrays.
//!
//! An array matches if one of its elements does, and all keys below one array have to be met by the **same**
//! element: `{"a": {"x": [1], "y": [2]}}` does not match `{"a": [{"x": 1}, {"y": 2}]}`.
//! So the search goes key by key in the order of their paths, remembers which element of which array it is in,
//! and steps back where a later key cannot be met. The order matters only for `exists: false`, which asks about
//! the elements chosen so far, and is the library's.
//! What it remembers lives on the call stack: nothing is allocated.

use serde_json::Value;

use super::condition::Leaf;
use super::explain::Found;
use super::value::number::Rounding;
use super::{Field, Pattern};

/// The element that the search is in, of one array; a chain of them leads outwards.
#[derive(Clone, Copy)]
struct Element<'a> {
    array: *const Value,
    index: usize,
    outer: Option<&'a Element<'a>>,
}

type Elements<'a> = Option<&'a Element<'a>>;

/// Where the search is: what is left of the path, and the elements that it went through.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    path: Option<&'a str>,
    elements: Elements<'a>,
}

impl<'a> Cursor<'a> {
    fn start(field: &'a Field, elements: Elements<'a>) -> Self {
        Self { path: Some(&field.path), elements }
    }

    fn with_path(self, path: Option<&'a str>) -> Self {
        Self { path, ..self }
    }
}

type Visit<'v> = &'v mut dyn FnMut(&Value, Elements<'_>) -> bool;

pub(crate) fn matches(pattern: &Pattern, event: &Value) -> bool {
    let rounding = Rounding::of(pattern.dialect, pattern.profile);
    pattern.branches.iter().any(|branch| {
        let search = Search { pattern, branch, event, rounding };
        search.matches_from(0, None)
    })
}

/// Returns what stands in an event under a key.
pub(crate) fn found(pattern: &Pattern, field: &Field, event: &Value) -> Found {
    let rounding = Rounding::of(pattern.dialect, pattern.profile);
    let mut values = Vec::new();
    let mut accepted = false;
    walk(event, Cursor::start(field, None), &mut |value, _| {
        accepted |= Leaf::from_json(value, rounding).is_some_and(|leaf| field.accepts(leaf));
        values.push(value.to_string());
        false
    });
    Found { accepted: accepted || (values.is_empty() && field.accepts_absence()), values }
}

struct Search<'p> {
    pattern: &'p Pattern,
    branch: &'p [usize],
    event: &'p Value,
    rounding: Rounding,
}

impl Search<'_> {
    /// Tells whether the keys from one on can be met within the elements chosen.
    fn matches_from(&self, key: usize, elements: Elements<'_>) -> bool {
        let Some(index) = self.branch.get(key) else {
            return true;
        };
        let field = &self.pattern.fields[*index];
        let start = Cursor::start(field, elements);
        if field.accepts_absence() && !walk(self.event, start, &mut |_, _| true) && self.matches_from(key + 1, elements)
        {
            return true;
        }
        walk(self.event, start, &mut |value, elements| {
            Leaf::from_json(value, self.rounding).is_some_and(|leaf| field.accepts(leaf))
                && self.matches_from(key + 1, elements)
        })
    }
}

/// Visits the plain values under a path until a visit returns true, and returns whether one did.
///
/// A dot in the path may lie between keys of the event or within one, so every split is tried.
fn walk(value: &Value, at: Cursor<'_>, visit: Visit<'_>) -> bool {
    match (value, at.path) {
        (Value::Array(items), _) => {
            for (index, item) in items.iter().enumerate() {
                let met = if item.is_array() || item.is_object() {
                    walk_element(value, index, at, visit)
                } else {
                    // Plain values are not bound to their place: two keys cannot both lead here.
                    at.path.is_none() && visit(item, at.elements)
                };
                if met {
                    return true;
                }
            }
            false
        }
        (Value::Object(keys), Some(path)) => {
            let whole = keys.get(path).is_some_and(|inner| walk(inner, at.with_path(None), visit));
            whole
                || path.match_indices('.').any(|(dot, _)| {
                    let rest = at.with_path(Some(&path[dot + 1..]));
                    keys.get(&path[..dot]).is_some_and(|inner| walk(inner, rest, visit))
                })
        }
        (_, None) if !value.is_object() => visit(value, at.elements),
        _ => false,
    }
}

/// Walks an element of an array, unless the search is in another element of the same array already.
fn walk_element(array: &Value, index: usize, at: Cursor<'_>, visit: Visit<'_>) -> bool {
    let item = &array[index];
    let array = std::ptr::from_ref(array);
    let mut outer = at.elements;
    while let Some(element) = outer {
        if std::ptr::eq(element.array, array) {
            return element.index == index && walk(item, at, visit);
        }
        outer = element.outer;
    }
    let entered = Element { array, index, outer: at.elements };
    walk(item, Cursor { path: at.path, elements: Some(&entered) }, visit)
}
