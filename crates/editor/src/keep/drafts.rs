//! Changes of a template's text that are typed and not applied yet, one for each document.

use super::pack;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A change that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The document's text when the typing began.
    pub base: Arc<str>,
    /// The text as typed.
    pub text: Arc<str>,
}

impl Draft {
    /// Tells whether the document has changed since the typing began, so that applying would take that change back.
    #[must_use]
    pub fn is_behind(&self, text: &str) -> bool {
        *self.base != *text
    }
}

/// All drafts, by the document that each is for: in another document there is nothing to apply it to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    drafts: BTreeMap<Arc<str>, Draft>,
}

impl Drafts {
    /// Returns the draft for a document.
    #[must_use]
    pub fn of(&self, document: &str) -> Option<&Draft> {
        self.drafts.get(document)
    }

    /// Takes what is typed now into the text of a document. Who types back what stands there has no draft.
    pub fn put(&mut self, document: &Arc<str>, shown: &Arc<str>, text: &str) {
        let base = self.of(document).map_or_else(|| shown.clone(), |draft| draft.base.clone());
        if *text == **shown {
            self.drop_of(document);
        } else {
            self.drafts.insert(document.clone(), Draft { base, text: text.into() });
        }
    }

    /// Lets go of the draft for a document.
    pub fn drop_of(&mut self, document: &str) {
        self.drafts.remove(document);
    }

    /// Goes on with the draft of one document for another, which is a copy of it.
    pub fn hand_over(&mut self, from: &str, to: &Arc<str>) {
        if let Some(draft) = self.drafts.remove(from) {
            self.drafts.insert(to.clone(), draft);
        }
    }

    /// Writes them as a text, for a reload.
    #[must_use]
    pub fn packed(&self) -> String {
        let one = |(document, draft): (&Arc<str>, &Draft)| json!([**document, *draft.base, *draft.text]);
        pack::pack(&self.drafts.iter().map(one).collect())
    }

    /// Reads what [`packed`](Self::packed) wrote; what cannot be read is left out.
    #[must_use]
    pub fn from_packed(packed: &str) -> Self {
        let one = |value: &Value| {
            let part = |index: usize| value.get(index).and_then(Value::as_str).map(Arc::<str>::from);
            Some((part(0)?, Draft { base: part(1)?, text: part(2)? }))
        };
        let read = pack::unpack(packed);
        let drafts = read.as_ref().and_then(Value::as_array).into_iter().flatten().filter_map(one).collect();
        Self { drafts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(document: &str, shown: &str, text: &str) -> Drafts {
        let mut drafts = Drafts::default();
        drafts.put(&document.into(), &shown.into(), text);
        drafts
    }

    #[test]
    fn a_draft_is_for_the_document_that_it_was_typed_into() {
        let mut drafts = typed("a", "one", "two");
        assert_eq!(drafts.of("a").map(|draft| &*draft.text), Some("two"));
        assert_eq!(drafts.of("b"), None);
        drafts.hand_over("a", &"copy".into());
        assert!(drafts.of("a").is_none() && drafts.of("copy").is_some());
        drafts.drop_of("copy");
        assert_eq!(drafts, Drafts::default());
    }

    #[test]
    fn a_draft_knows_that_the_document_went_on() {
        let mut drafts = typed("a", "one", "two");
        assert!(!drafts.of("a").is_some_and(|draft| draft.is_behind("one")));
        drafts.put(&"a".into(), &"moved".into(), "three");
        assert!(drafts.of("a").is_some_and(|draft| draft.is_behind("moved")), "the typing began before the move");
        drafts.put(&"a".into(), &"moved".into(), "moved");
        assert_eq!(drafts.of("a"), None, "what stands there is no draft");
    }

    #[test]
    fn drafts_survive_a_reload() {
        let drafts = typed("a", "one\n", "two \u{1f41f}\n");
        assert_eq!(Drafts::from_packed(&drafts.packed()), drafts);
        assert_eq!(Drafts::from_packed("no drafts"), Drafts::default());
    }
}
