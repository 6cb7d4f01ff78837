//! The intrinsic functions themselves.

use super::{Resolver, TEXT_MAX, VALUE_SIZE};
use crate::source::{Content, Node};
use aws::diagnostics::{Diagnostic, Span};
use aws::payload::physical;
use aws::service::properties::{Properties, Value};
use std::sync::Arc;

impl Resolver<'_> {
    /// Calls a function; none stands for `AWS::NoValue`.
    pub(super) fn call(&mut self, name: &str, argument: &Node, at: Span) -> Option<Value> {
        match name {
            "Ref" => self.ref_(argument, at),
            "Fn::GetAtt" => self.get_att(argument, at),
            "Fn::Sub" => self.sub(argument, at),
            "Fn::Join" => self.join(argument, at),
            "Fn::Select" => self.select(argument, at),
            "Fn::Split" => self.split(argument, at),
            "Fn::If" => self.if_(argument, at),
            "Fn::FindInMap" => self.find_in_map(argument, at),
            "Fn::ImportValue" => Some(self.import(argument, at)),
            "Fn::Base64" => self.base64(argument),
            "Fn::Cidr" => self.cidr(argument, at),
            "Fn::GetAZs" => Some(self.zones()),
            "Fn::Length" => self.length(argument, at),
            "Fn::ToJsonString" => Some(self.json_text(argument)),
            "Fn::Equals" => Some(Value::Bool(self.equal(argument, at))),
            "Fn::And" | "Fn::Or" | "Fn::Not" => Some(Value::Unresolved(name.into())),
            "Fn::Transform" => {
                let message = "the macro of 'Fn::Transform' is not run";
                let hint = "macros run in your account only; write out what it makes to simulate it";
                self.diagnostics.push(Diagnostic::info("macro-not-run", at, message).hint(hint));
                Some(Value::Unresolved("!Transform".into()))
            }
            _ => {
                let message = format!("CloudFormation has no function '{name}'");
                let hint = "use one of the intrinsic functions, such as Fn::Sub or Fn::GetAtt";
                self.diagnostics.push(Diagnostic::error("unknown-function", at, message).hint(hint));
                Some(Value::Unresolved(name.into()))
            }
        }
    }

    fn ref_(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let Some(name) = self.name_argument(argument) else {
            return self.refused("Ref", at, "takes the name of a parameter or resource", "write !Ref Name");
        };
        self.named(&name, at)
    }

    /// Returns what `Ref` of a name gives; none for `AWS::NoValue`.
    fn named(&mut self, name: &str, at: Span) -> Option<Value> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(value) = self.pseudo(name) {
            return Some(value);
        }
        if let Some(parameter) = self.parameters.iter().find(|parameter| &*parameter.name == name) {
            let (value, place) = (parameter.value.clone(), parameter.at);
            if matches!(value, Value::Unresolved(_)) {
                let message = format!("the parameter '{name}' has no value here, so what depends on it is unknown");
                let diagnostic = Diagnostic::info("parameter-without-value", place, message)
                    .hint("give the parameter a default, or a value for this simulation")
                    .path(format!("Parameters.{name}"));
                self.report_once(name, diagnostic);
            }
            if let Value::List(items) = &value
                && !self.affords(items.len() * VALUE_SIZE, at)
            {
                return Some(Value::Unresolved(format!("!Ref {name}").into()));
            }
            return Some(value);
        }
        Some(self.resource_value(name, None, at))
    }

    /// Makes a reference to a resource, unless its condition is false.
    fn resource_value(&mut self, id: &str, attribute: Option<&str>, at: Span) -> Value {
        if self.absent.contains(id) {
            let message = format!("'{id}' is mentioned, but its condition is false");
            let hint = "wrap the mention in Fn::If with the same condition";
            self.report_once(id, Diagnostic::warning("reference-to-absent", at, message).hint(hint));
            return Value::Unresolved(match attribute {
                None => format!("!Ref {id}").into(),
                Some(attribute) => format!("!GetAtt {id}.{attribute}").into(),
            });
        }
        Value::Reference { id: id.into(), attribute: attribute.map(Arc::from) }
    }

    fn pseudo(&self, name: &str) -> Option<Value> {
        let text = |text: &str| Some(Value::Text(text.into()));
        match name {
            "AWS::Region" => text(&self.region),
            "AWS::AccountId" => text(physical::ACCOUNT),
            "AWS::Partition" => text(physical::PARTITION),
            "AWS::URLSuffix" => text(physical::URL_SUFFIX),
            "AWS::StackName" => text(physical::STACK_NAME),
            "AWS::StackId" => text(&format!(
                "arn:aws:cloudformation:{}:{}:stack/{}/51af3dc0-da77-11e4-872e-1234567db123",
                self.region,
                physical::ACCOUNT,
                physical::STACK_NAME
            )),
            "AWS::NotificationARNs" => Some(Value::List(Vec::new())),
            _ => None,
        }
    }

    fn get_att(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let joined = match &argument.content {
            Content::Scalar { text, .. } => Some(text.to_string()),
            Content::List(items) => {
                let parts: Vec<String> = items.iter().filter_map(|item| self.name_argument(item)).collect();
                (parts.len() == items.len()).then(|| parts.join("."))
            }
            Content::Map(_) => None,
        };
        let parts = joined.as_deref().and_then(|joined| joined.split_once('.'));
        match parts {
            Some((id, attribute)) if !id.is_empty() && !attribute.is_empty() => {
                Some(self.resource_value(id, Some(attribute), at))
            }
            _ => self.refused(
                "Fn::GetAtt",
                at,
                "takes a resource and an attribute",
                "write !GetAtt Resource.Attribute, for example !GetAtt Queue.Arn",
            ),
        }
    }

    fn sub(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let (template, variables) = match (&argument.content, argument.items()) {
            (Content::Scalar { text, .. }, _) => (text.clone(), None),
            (_, [template, variables]) if template.scalar().is_some() => {
                (template.scalar().unwrap_or_default().into(), Some(variables))
            }
            _ => return self.refused("Fn::Sub", at, "takes a text, or a text and a map", "write !Sub 'text ${Name}'"),
        };
        let pieces = pieces(&template);
        if let [Piece::Name(name)] = pieces[..] {
            let value = self.sub_value(name, variables, at);
            // The whole is only that mention: it stays one.
            if let Some(Value::Reference { .. } | Value::Unresolved(_)) = value {
                return value;
            }
        }
        let mut out = String::new();
        let mut known = true;
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => {
                    let value = self.sub_value(name, variables, at);
                    match value.as_ref().and_then(|value| self.text_of(value)) {
                        Some((text, whole)) => {
                            out.push_str(&text);
                            known &= whole;
                        }
                        None if value.is_none() => {}
                        None => {
                            let message = format!("cannot put '{name}' into a text, it is none");
                            return self.refused("Fn::Sub", at, &message, "join a list with Fn::Join first");
                        }
                    }
                }
            }
            if out.len() > TEXT_MAX || !self.affords(out.len() / 8, at) {
                return self.refused("Fn::Sub", at, "makes too long a text", "shorten it");
            }
        }
        Some(if known { Value::Text(out.into()) } else { Value::Unresolved(out.into()) })
    }

    fn sub_value(&mut self, name: &str, variables: Option<&Node>, at: Span) -> Option<Value> {
        if let Some(node) = variables.and_then(|variables| variables.get(name)) {
            return self.resolve(node).map(|value| value.value);
        }
        match name.split_once('.') {
            Some((id, attribute)) => Some(self.resource_value(id, Some(attribute), at)),
            None => self.named(name, at),
        }
    }

    fn join(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let hint = "write !Join [\",\", [values]]";
        let [delimiter, list] = argument.items() else {
            return self.refused("Fn::Join", at, "takes a delimiter and a list", hint);
        };
        let delimiter = delimiter.scalar().unwrap_or_default().to_owned();
        let list = self.resolve(list)?;
        let items = match &list.value {
            Value::List(items) => items,
            Value::Unresolved(text) => return Some(Value::Unresolved(text.clone())),
            _ => return self.refused("Fn::Join", at, "takes a delimiter and a list", hint),
        };
        if let [Properties { value: value @ Value::Reference { .. }, .. }] = &items[..] {
            return Some(value.clone());
        }
        let mut texts = Vec::with_capacity(items.len());
        let mut known = true;
        for item in items {
            let Some((text, whole)) = self.text_of(&item.value) else {
                return self.refused("Fn::Join", at, "can join texts only", hint);
            };
            texts.push(text);
            known &= whole;
        }
        let length = texts.iter().map(|text| text.len() + delimiter.len()).sum();
        if length > TEXT_MAX || !self.affords(length, at) {
            return self.refused("Fn::Join", at, "makes too long a text", "shorten it");
        }
        let text: Arc<str> = texts.join(&delimiter).into();
        Some(if known { Value::Text(text) } else { Value::Unresolved(text) })
    }

    fn select(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let hint = "write !Select [index, [values]], the index from 0";
        let [index, list] = argument.items() else {
            return self.refused("Fn::Select", at, "takes an index and a list", hint);
        };
        let index = self.resolve(index).and_then(|index| index.integer());
        let list = self.resolve(list)?;
        if let Value::Unresolved(text) = &list.value {
            return Some(Value::Unresolved(text.clone()));
        }
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
            return self.refused("Fn::Select", at, "takes an index and a list", hint);
        };
        match list.items().get(index) {
            Some(item) => Some(item.value.clone()),
            None => self.refused("Fn::Select", at, &format!("finds nothing at index {index}"), hint),
        }
    }

    fn split(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let hint = "write !Split [\",\", text]";
        let [delimiter, text] = argument.items() else {
            return self.refused("Fn::Split", at, "takes a delimiter and a text", hint);
        };
        let delimiter = delimiter.scalar().unwrap_or_default().to_owned();
        let value = self.resolve(text)?;
        let Some((text, known)) = self.text_of(&value.value).filter(|_| !delimiter.is_empty()) else {
            return self.refused("Fn::Split", at, "takes a delimiter and a text", hint);
        };
        if !self.affords(text.len() * VALUE_SIZE / delimiter.len(), at) {
            return Some(Value::Unresolved("!Split".into()));
        }
        let part = |part: &str| {
            let value = if known { Value::Text(part.into()) } else { Value::Unresolved(part.into()) };
            Properties { value, at }
        };
        Some(Value::List(text.split(&delimiter).map(part).collect()))
    }

    fn if_(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let [condition, then, otherwise] = argument.items() else {
            return self.refused("Fn::If", at, "takes a condition and two values", "write !If [Name, value, value]");
        };
        let name = match condition.intrinsic() {
            Some(("Condition", name)) => name.scalar(),
            _ => condition.scalar(),
        };
        let Some(name) = name else {
            return self.refused("Fn::If", at, "takes the name of a condition first", "name one of 'Conditions'");
        };
        let chosen = if self.condition(name, condition.at) { then } else { otherwise };
        self.resolve(chosen).map(|value| value.value)
    }

    fn find_in_map(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let hint = "write !FindInMap [Map, first key, second key] with keys of 'Mappings'";
        let (keys, default) = match argument.items() {
            [keys @ .., default] if keys.len() == 3 => (keys, default.get("DefaultValue")),
            keys if keys.len() == 3 => (keys, None),
            _ => return self.refused("Fn::FindInMap", at, "takes a map and two keys", hint),
        };
        let mut path = Vec::new();
        for key in keys {
            match self.resolve(key).and_then(|value| self.text_of(&value.value)) {
                Some((text, true)) => path.push(text),
                Some((text, false)) => return Some(Value::Unresolved(format!("!FindInMap {text}").into())),
                None => return self.refused("Fn::FindInMap", at, "takes a map and two keys", hint),
            }
        }
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match self.mappings.and_then(|mappings| mappings.at_path(&path)).or(default) {
            Some(node) if self.affords(node.count() * VALUE_SIZE, at) => self.resolve(node).map(|value| value.value),
            Some(_) => Some(Value::Unresolved("!FindInMap".into())),
            None => {
                let path = path.join(".");
                let message = format!("the template has no mapping '{path}'");
                let diagnostic = Diagnostic::warning("unknown-mapping", at, message).hint(hint);
                self.report_once(&path, diagnostic);
                Some(Value::Unresolved(format!("!FindInMap {path}").into()))
            }
        }
    }

    fn import(&mut self, argument: &Node, at: Span) -> Value {
        let value = self.resolve_or_null(Some(argument));
        let name = self.text_of(&value.value).map_or_else(String::new, |(text, _)| text);
        let message = format!("'{name}' is imported from another stack, so what depends on it is unknown");
        let hint = "what stands outside the template is not simulated; put the resource in to simulate it";
        self.report_once(&name, Diagnostic::info("import", at, message).hint(hint));
        Value::Unresolved(format!("!ImportValue {name}").into())
    }

    fn base64(&mut self, argument: &Node) -> Option<Value> {
        let value = self.resolve(argument)?;
        let (text, known) = self.text_of(&value.value)?;
        Some(if known { Value::Text(encoded(text.as_bytes()).into()) } else { Value::Unresolved(text.into()) })
    }

    fn cidr(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let hint = "write !Cidr [10.0.0.0/16, count, host bits]";
        let [block, count, rest @ ..] = argument.items() else {
            return self.refused("Fn::Cidr", at, "takes a block, a count and a number of host bits", hint);
        };
        let block = self.resolve(block)?;
        let count = self.resolve(count).and_then(|count| count.integer());
        let bits = match rest.first() {
            Some(bits) => self.resolve(bits).and_then(|bits| bits.integer()),
            None => Some(8),
        };
        let numbers = count.zip(bits);
        let blocks = block.text().zip(numbers).and_then(|(block, (count, bits))| blocks(block, count, bits));
        match (blocks, &block.value) {
            (Some(blocks), _) => Some(Value::List(blocks.iter().map(|text| Properties::text_of(text)).collect())),
            // The block of a network that the template makes, or imports, is unknown.
            (None, Value::Reference { .. } | Value::Unresolved(_)) => Some(Value::Unresolved("!Cidr".into())),
            (None, _) => self.refused("Fn::Cidr", at, "cannot split this block", hint),
        }
    }

    fn zones(&self) -> Value {
        Value::List(["a", "b", "c"].iter().map(|zone| Properties::text_of(&format!("{}{zone}", self.region))).collect())
    }

    fn length(&mut self, argument: &Node, at: Span) -> Option<Value> {
        let value = self.resolve(argument)?;
        match &value.value {
            Value::List(items) => Some(Value::Integer(items.len() as i64)),
            Value::Unresolved(text) => Some(Value::Unresolved(text.clone())),
            _ => self.refused("Fn::Length", at, "takes a list", "write Fn::Length: [values]"),
        }
    }

    fn json_text(&mut self, argument: &Node) -> Value {
        let mut value = self.resolve_or_null(Some(argument));
        let known = self.mentions_to_text(&mut value);
        let text: Arc<str> = value.json().to_string().into();
        if !self.affords(text.len(), argument.at) {
            return Value::Unresolved("!ToJsonString".into());
        }
        if known { Value::Text(text) } else { Value::Unresolved(text) }
    }

    /// Replaces references by the texts that they give; tells whether all of them are known.
    fn mentions_to_text(&mut self, value: &mut Properties) -> bool {
        match &mut value.value {
            // No short cut: every item is replaced, known or not.
            Value::List(items) => {
                items.iter_mut().map(|item| self.mentions_to_text(item)).filter(|known| !known).count() == 0
            }
            Value::Map(entries) => {
                entries.iter_mut().map(|(_, item)| self.mentions_to_text(item)).filter(|known| !known).count() == 0
            }
            Value::Reference { id, attribute } => {
                let text = self.mention(id, attribute.as_deref());
                value.value = Value::Text(text.into());
                true
            }
            Value::Unresolved(_) => false,
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Text(_) => true,
        }
    }

    /// Returns a name: a text, or what a function gives where one may stand.
    fn name_argument(&mut self, node: &Node) -> Option<String> {
        if let Some(text) = node.scalar() {
            return Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        let value = self.resolve(node)?;
        value.text().map(str::to_owned)
    }
}

/// A part of what `Fn::Sub` puts together.
enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        let name = &rest[at + 2..end];
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        if name.starts_with('!') {
            // `${!Name}` is how `${Name}` is written that stays as it is.
            pieces.push(Piece::Text("${"));
            pieces.push(Piece::Text(&rest[at + 3..=end]));
        } else {
            pieces.push(Piece::Name(name.trim()));
        }
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn encoded(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let used = digit <= chunk.len();
            out.push(if used { char::from(DIGITS[(bits >> (18 - 6 * digit)) as usize & 63]) } else { '=' });
        }
    }
    out
}

fn blocks(block: &str, count: i64, bits: i64) -> Option<Vec<String>> {
    let (address, prefix) = block.split_once('/')?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
    let address: std::net::Ipv4Addr = address.parse().ok()?;
    // Bits behind the prefix are no part of the network.
    let base = u64::from(address.to_bits()) >> (32 - prefix) << (32 - prefix);
    let bits = u32::try_from(bits).ok().filter(|bits| *bits <= 32 - prefix)?;
    let count = u64::try_from(count).ok().filter(|count| (1..=256).contains(count))?;
    let all = (0..count).map(|index| {
        let at = base + (index << bits);
        (at < base + (1u64 << (32 - prefix)))
            .then(|| format!("{}.{}.{}.{}/{}", at >> 24 & 255, at >> 16 & 255, at >> 8 & 255, at & 255, 32 - bits))
    });
    all.collect()
}
