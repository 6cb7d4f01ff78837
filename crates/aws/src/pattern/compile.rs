//! Turns JSON into a [`Pattern`]: nested keys into paths, `$or` into alternatives.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::condition::Condition;
use super::operators::Grammar;
use super::value::wildcard::{Wildcard, is_too_complex};
use super::{Dialect, Field, Pattern, PatternError};
use crate::profile::Profile;

/// Largest filter policy of SNS [unit: bytes] (SNS-12).
const SNS_SIZE_MAX: usize = 256 * 1024;
/// Most keys of a filter policy; of nested keys only the outermost counts (SNS-12).
const SNS_KEYS_MAX: usize = 5;
/// Most combinations of values in a filter policy (SNS-12).
const SNS_COMBINATIONS_MAX: usize = 150;
/// Most alternatives that the `$or` of a pattern may multiply to (assumed).
const BRANCHES_MAX: usize = 1000;
const TOO_MANY_BRANCHES: &str = "Rule is too complex";

/// Keys that `$or` may not hold, because a match expression with such a key in an array is older than `$or`.
const RESERVED_IN_OR: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Path to field: a key written again replaces the earlier one, as in the library.
type Branch = BTreeMap<String, usize>;

/// Refuses a text that is too long before it is read.
pub(crate) fn check_size(bytes: usize, dialect: Dialect) -> Result<(), PatternError> {
    if dialect.is_sns() && bytes > SNS_SIZE_MAX {
        return Err(PatternError::new(dialect, "Filter policy is too large"));
    }
    Ok(())
}

/// Compiles a pattern.
pub(crate) fn compile(json: &Value, dialect: Dialect, profile: Profile) -> Result<Pattern, PatternError> {
    let error = |reason: String| PatternError::new(dialect, reason);
    check_profile(dialect, profile).map_err(error)?;
    let Value::Object(keys) = json else {
        return Err(error("Filter is not an object".to_owned()));
    };
    if keys.is_empty() && dialect.is_sns() {
        return Ok(Compiler::new(dialect, profile, Or::Key).finish(Vec::new()));
    }
    if dialect.is_sns() && keys.len() > SNS_KEYS_MAX {
        return Err(error(format!("Filter policy can not have more than {SNS_KEYS_MAX} keys")));
    }
    let pattern = read(keys, dialect, profile).map_err(error)?;
    if dialect == Dialect::SnsAttributes && pattern.fields.iter().any(|field| field.depth > 1) {
        return Err(PatternError::nested_in_attributes());
    }
    check_limits(&pattern).map_err(error)?;
    Ok(pattern)
}

fn check_profile(dialect: Dialect, profile: Profile) -> Result<(), String> {
    match (dialect, profile) {
        (Dialect::SnsBody, Profile::Aws2020) => Err("FilterPolicyScope came in November 2022".to_owned()),
        (Dialect::LambdaFilter, Profile::Aws2020) => Err("FilterCriteria came in November 2021".to_owned()),
        _ => Ok(()),
    }
}

/// Reads the keys, with `$or` if that works out, else as an ordinary key: patterns from before `$or` stay valid,
/// and AWS words a mistake from the second reading.
fn read(keys: &Map<String, Value>, dialect: Dialect, profile: Profile) -> Result<Pattern, String> {
    let attempt = |or: Or| {
        let mut compiler = Compiler::new(dialect, profile, or);
        let mut branches = vec![Branch::new()];
        compiler.object(keys, &Place::default(), &mut branches)?;
        Ok(compiler.finish(branches))
    };
    match profile {
        Profile::Aws2020 => attempt(Or::Key),
        Profile::Aws2026 => attempt(Or::Alternatives).or_else(|reason: String| match reason.as_str() {
            TOO_MANY_BRANCHES => Err(reason),
            _ => attempt(Or::Key),
        }),
    }
}

/// What `$or` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Or {
    Alternatives,
    Key,
}

/// Where the reader is.
#[derive(Clone, Debug, Default)]
struct Place {
    path: String,
    depth: usize,
    inside_or: bool,
}

impl Place {
    fn below(&self, key: &str) -> Self {
        let path = if self.depth == 0 { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { path, depth: self.depth + 1, inside_or: self.inside_or }
    }
}

struct Compiler {
    grammar: Grammar,
    or: Or,
    fields: Vec<Field>,
}

impl Compiler {
    fn new(dialect: Dialect, profile: Profile, or: Or) -> Self {
        Self { grammar: Grammar::new(dialect, profile), or, fields: Vec::new() }
    }

    fn finish(self, branches: Vec<Branch>) -> Pattern {
        Pattern {
            dialect: self.grammar.dialect,
            profile: self.grammar.profile,
            fields: self.fields,
            branches: branches.into_iter().map(|branch| branch.into_values().collect()).collect(),
        }
    }

    fn object(&mut self, keys: &Map<String, Value>, place: &Place, branches: &mut Vec<Branch>) -> Result<(), String> {
        if keys.is_empty() {
            return Err("Empty objects are not allowed".to_owned());
        }
        for (key, value) in keys {
            if key == "$or" && self.or == Or::Alternatives {
                self.alternatives(value, place, branches)?;
                continue;
            }
            if place.inside_or && RESERVED_IN_OR.contains(&key.as_str()) {
                return Err(format!("{key} is Ruler reserved fieldName which cannot be used inside $or."));
            }
            match value {
                Value::Object(inner) => self.object(inner, &place.below(key), branches)?,
                Value::Array(values) => self.field(values, place.below(key), branches)?,
                _ => return Err(format!("\"{key}\" must be an object or an array")),
            }
        }
        Ok(())
    }

    fn field(&mut self, values: &[Value], place: Place, branches: &mut [Branch]) -> Result<(), String> {
        let conditions = values.iter().map(|value| self.grammar.condition(value)).collect::<Result<Vec<_>, _>>()?;
        if conditions.is_empty() {
            return Err("Empty arrays are not allowed".to_owned());
        }
        let index = self.fields.len();
        for branch in branches {
            branch.insert(place.path.clone(), index);
        }
        self.fields.push(Field { path: place.path, depth: place.depth, conditions });
        Ok(())
    }

    /// Multiplies the branches so far by the alternatives.
    fn alternatives(&mut self, value: &Value, place: &Place, branches: &mut Vec<Branch>) -> Result<(), String> {
        let Value::Array(alternatives) = value else {
            return Err("It must be an Array followed with $or.".to_owned());
        };
        let place = Place { inside_or: true, ..place.clone() };
        let before = std::mem::take(branches);
        for alternative in alternatives {
            let Value::Object(keys) = alternative else {
                return Err("Only JSON object is allowed in array of $or relationship.".to_owned());
            };
            let mut extended = before.clone();
            self.object(keys, &place, &mut extended)?;
            branches.append(&mut extended);
            if branches.len() > BRANCHES_MAX {
                return Err(TOO_MANY_BRANCHES.to_owned());
            }
        }
        if alternatives.len() < 2 {
            return Err("There must have at least 2 Objects in $or relationship.".to_owned());
        }
        Ok(())
    }
}

fn check_limits(pattern: &Pattern) -> Result<(), String> {
    if pattern.dialect.is_sns() && combinations(pattern) > SNS_COMBINATIONS_MAX {
        return Err("Filter policy is too complex".to_owned());
    }
    let complex = |field: &Field| is_too_complex(&wildcards(&field.conditions));
    if pattern.dialect == Dialect::EventBridge && pattern.fields.iter().any(complex) {
        return Err("Rule is too complex - try using fewer wildcard characters or fewer \
                    repeating character sequences after a wildcard character"
            .to_owned());
    }
    Ok(())
}

/// SNS-12: the product of the arrays' lengths, each times the depth of its key; alternatives add up.
fn combinations(pattern: &Pattern) -> usize {
    let weight = |index: &usize| {
        let field = &pattern.fields[*index];
        field.conditions.len() * field.depth
    };
    pattern.branches.iter().fold(0, |sum: usize, branch| {
        let product = branch.iter().map(weight).fold(1, |product: usize, factor| product.saturating_mul(factor));
        sum.saturating_add(product)
    })
}

fn wildcards(conditions: &[Condition]) -> Vec<&Wildcard> {
    let mut found = Vec::new();
    for condition in conditions {
        match condition {
            Condition::Wildcard(wildcard) => found.push(wildcard),
            Condition::AnythingBut(inner) => found.extend(wildcards(inner)),
            _ => {}
        }
    }
    found
}
