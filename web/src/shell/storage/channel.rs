//! How the tabs of one browser tell each other which document each has open.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "lambdarium.documents";
/// Asks about all documents.
pub(super) const ANY: &str = "*";

/// What a tab says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Who has this document open?
    Who(String),
    /// I have it open.
    Mine(String),
    /// I no longer have it open.
    Gone(String),
}

/// The way to the other tabs. A browser without one still keeps documents apart, by who wrote them last.
#[derive(Debug)]
pub(super) struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

#[wasm_bindgen]
extern "C" {
    /// Whether the browser knows the thing at all; constructing it would throw where it does not.
    #[wasm_bindgen(thread_local_v2, js_namespace = globalThis, js_name = BroadcastChannel)]
    static BROADCAST_CHANNEL: Option<js_sys::Object>;
}

impl Channel {
    /// Opens it; `on_word` hears what other tabs say, with the name of the page that says it.
    pub(super) fn open(on_word: impl Fn(Word, String) + 'static) -> Option<Self> {
        BROADCAST_CHANNEL.with(Option::is_some).then_some(())?;
        let channel = BroadcastChannel::new(NAME).ok()?;
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |ev: MessageEvent| {
            if let Some((word, from)) = ev.data().as_string().as_deref().and_then(read) {
                on_word(word, from);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Says something to all other tabs.
    pub(super) fn say(&self, word: &Word, from: &str) {
        let (verb, id) = match word {
            Word::Who(id) => ("who", id),
            Word::Mine(id) => ("mine", id),
            Word::Gone(id) => ("gone", id),
        };
        // It fails only on a closed channel, and this one is closed with the page.
        let _ = self.channel.post_message(&JsValue::from_str(&format!("{verb} {id} {from}")));
    }
}

fn read(text: &str) -> Option<(Word, String)> {
    let mut parts = text.split(' ');
    let (verb, id, from) = (parts.next()?, parts.next()?.to_owned(), parts.next()?.to_owned());
    let word = match verb {
        "who" => Word::Who(id),
        "mine" => Word::Mine(id),
        "gone" => Word::Gone(id),
        _ => return None,
    };
    Some((word, from))
}
