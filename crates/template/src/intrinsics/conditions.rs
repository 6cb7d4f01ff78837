//! The template's conditions.

use super::Resolver;
use crate::source::Node;
use aws::diagnostics::{Diagnostic, Span};
use aws::service::properties::{Properties, Value};

impl Resolver<'_> {
    /// Decides a condition by name; one that cannot be decided counts as false.
    pub fn condition(&mut self, name: &str, at: Span) -> bool {
        match self.decided.get(name) {
            Some(Some(value)) => return *value,
            Some(None) => {
                let message = format!("the condition '{name}' depends on itself");
                let diagnostic = Diagnostic::error("circular-condition", at, message).hint("break the circle");
                self.report_once(name, diagnostic);
                return false;
            }
            None => {}
        }
        let Some(node) = self.conditions.and_then(|conditions| conditions.get(name)) else {
            let message = format!("the template has no condition '{name}'");
            let hint = "declare it in 'Conditions', or correct the name";
            self.report_once(name, Diagnostic::error("unknown-condition", at, message).hint(hint));
            return false;
        };
        self.decided.insert(name.into(), None);
        let value = self.holds(node);
        self.decided.insert(name.into(), Some(value));
        value
    }

    fn holds(&mut self, node: &Node) -> bool {
        let Some((function, argument)) = node.intrinsic() else {
            // A bare name where a condition is expected, or a truth value from a function.
            let value = self.resolve_or_null(Some(node));
            return value.boolean().unwrap_or_else(|| {
                let message = "this is no condition";
                let hint = "use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition";
                self.diagnostics.push(Diagnostic::error("bad-condition", node.at, message).hint(hint));
                false
            });
        };
        match function {
            "Condition" => argument.scalar().is_some_and(|name| self.condition(name, node.at)),
            "Fn::And" => argument.items().iter().all(|item| self.holds(item)),
            "Fn::Or" => argument.items().iter().any(|item| self.holds(item)),
            "Fn::Not" => argument.items().first().is_some_and(|item| !self.holds(item)),
            "Fn::Equals" => self.equal(argument, node.at),
            _ => self.resolve_or_null(Some(node)).boolean().unwrap_or(false),
        }
    }

    pub(super) fn equal(&mut self, argument: &Node, at: Span) -> bool {
        let [left, right] = argument.items() else {
            self.refused("Fn::Equals", at, "takes a list of two values", "write !Equals [value, value]");
            return false;
        };
        let left = self.resolve_or_null(Some(left));
        let right = self.resolve_or_null(Some(right));
        // What is unknown differs from everything but itself: most often it is compared with a special value.
        self.comparable(&left) == self.comparable(&right)
    }

    fn comparable(&mut self, value: &Properties) -> String {
        match &value.value {
            // CloudFormation compares a list parameter as the text that it was given as.
            Value::List(items) => {
                let texts: Vec<String> = items.iter().filter_map(Properties::scalar_text).collect();
                texts.join(",")
            }
            Value::Map(_) => value.json().to_string(),
            other => self.text_of(other).map_or_else(String::new, |(text, _)| text),
        }
    }
}
