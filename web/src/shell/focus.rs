//! Where the focus goes when what has it goes away: one rule for the whole page, so that no panel has to think of it.
//!
//! A row of a list leaves it to its neighbour, a field inside of something to that. What is only put elsewhere keeps it.
//! What was opened over or beside something else and says so by [`BACK`] gives it back to what had it before. Whoever has
//! a better place in mind puts the focus there; this rule holds only where nothing has it after that.

use leptos::prelude::{
    StoredValue, UpdateValue, document, on_cleanup, request_animation_frame, window, window_event_listener_untyped,
};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FocusEvent, HtmlElement, MutationObserver, MutationObserverInit, MutationRecord, Node};

/// What gives the focus back when it closes.
const BACK: &str = "[data-focus=back]";
/// What can take it by the Tab key.
const FOCUSABLE: &str = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
/// Where it goes if all else is gone.
const GROUND: &str = "[data-keys=ground]";
/// How many elements are remembered that had it.
const TRAIL_MAX: usize = 32;

#[wasm_bindgen]
extern "C" {
    /// An element that can take the focus without being scrolled to.
    type Quiet;
    #[wasm_bindgen(method)]
    fn focus(this: &Quiet, options: &js_sys::Object);
}

thread_local! {
    /// What had the focus, the last of them last.
    static TRAIL: RefCell<Vec<HtmlElement>> = const { RefCell::new(Vec::new()) };
    /// What has it.
    static OWNER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Where something was that had the focus.
#[derive(Debug)]
struct Place {
    around: Option<Element>,
    before: Option<Node>,
    after: Option<Node>,
    gives_back: bool,
}

/// Follows the focus for as long as the page lives.
pub(crate) fn follow() {
    let on_take = window_event_listener_untyped("focusin", |ev| {
        if let Some(element) = ev.target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            remember(element);
        }
    });
    let on_leave = window_event_listener_untyped("focusout", |ev| {
        if ev.dyn_ref::<FocusEvent>().is_some_and(|ev| ev.related_target().is_none()) {
            request_animation_frame(look_after_leaving);
        }
    });
    let listener = Closure::<dyn FnMut(js_sys::Array)>::new(|records: js_sys::Array| look_after_removal(&records));
    let observer = MutationObserver::new(listener.as_ref().unchecked_ref()).ok().zip(document().body());
    if let Some((observer, body)) = &observer {
        let options = MutationObserverInit::new();
        options.set_child_list(true);
        options.set_subtree(true);
        // It fails only for options that ask for nothing.
        let _ = observer.observe_with_options(body, &options);
    }
    let kept = StoredValue::new_local(Some((observer, listener)));
    on_cleanup(move || {
        on_take.remove();
        on_leave.remove();
        kept.try_update_value(Option::take);
    });
}

fn remember(element: HtmlElement) {
    TRAIL.with_borrow_mut(|trail| {
        trail.retain(|known| *known != element && known.is_connected());
        trail.push(element.clone());
        if trail.len() > TRAIL_MAX {
            trail.remove(0);
        }
    });
    OWNER.set(Some(element));
}

/// Tells whether nothing has the focus, as after what had it is gone.
fn is_lost() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Something lost the focus to nothing: a person clicked beside everything, or it can no longer be seen or used.
fn look_after_leaving() {
    let owner = OWNER.with_borrow(Clone::clone).filter(|owner| is_lost() && owner.is_connected());
    let Some(owner) = owner else { return };
    OWNER.set(None);
    let style = window().get_computed_style(&owner).ok().flatten();
    let is_hidden = style.is_some_and(|style| style.get_property_value("visibility").is_ok_and(|it| it == "hidden"))
        || owner.get_client_rects().length() == 0;
    if is_hidden || owner.matches(":disabled").unwrap_or(false) {
        let (before, after) = (owner.previous_sibling(), owner.next_sibling());
        Place { around: owner.parent_element(), before, after, gives_back: false }.take_over();
    }
}

/// Elements came or went; the one that has the focus may be among them.
fn look_after_removal(records: &js_sys::Array) {
    let Some(owner) = OWNER.with_borrow(Clone::clone) else { return };
    let mut records = records.iter().filter_map(|record| record.dyn_into::<MutationRecord>().ok());
    let took = |record: &MutationRecord| {
        let gone = record.removed_nodes();
        let target = record.target().is_some_and(|target| target.is_connected());
        target && (0..gone.length()).filter_map(|n| gone.get(n)).any(|node| node.contains(Some(owner.as_ref())))
    };
    if owner.is_connected() {
        // A list puts its rows elsewhere, and the browser takes the focus from what is taken out on the way.
        if is_lost() && records.any(|record| took(&record)) {
            take(&owner);
        }
        return;
    }
    OWNER.set(None);
    let Some(record) = records.rfind(took) else { return };
    let gives_back = owner.closest(BACK).is_ok_and(|found| found.is_some());
    let (before, after) = (record.previous_sibling(), record.next_sibling());
    let around = record.target().and_then(|it| it.dyn_into::<Element>().ok());
    let place = Place { around, before, after, gives_back };
    // Whoever took it away may know better and has two frames to say so.
    request_animation_frame(move || request_animation_frame(move || place.take_over()));
}

impl Place {
    /// Puts the focus where it belongs now, unless something has it.
    fn take_over(&self) {
        let _ = !is_lost()
            || self.gives_back && take_from_trail()
            || self.take_beside()
            || take_from_trail()
            || document().query_selector(GROUND).ok().flatten().is_some_and(|ground| take(&ground));
    }

    /// Puts it on the nearest neighbour: what follows, what stands before, what is around, and so on outwards.
    fn take_beside(&self) -> bool {
        let forward = |from: &Option<Node>| take_one_of(from.clone(), Node::next_sibling, false);
        let backward = |from: &Option<Node>| take_one_of(from.clone(), Node::previous_sibling, true);
        if forward(&self.after) || backward(&self.before) {
            return true;
        }
        let mut around = self.around.clone();
        while let Some(element) = around.filter(|element| element.tag_name() != "BODY") {
            let can_take = element.matches(FOCUSABLE).unwrap_or(false);
            if can_take && take(&element) || forward(&element.next_sibling()) || backward(&element.previous_sibling()) {
                return true;
            }
            around = element.parent_element();
        }
        false
    }
}

/// Goes from sibling to sibling until one takes the focus, or something inside of it does.
fn take_one_of(from: Option<Node>, next: fn(&Node) -> Option<Node>, from_end: bool) -> bool {
    let siblings = std::iter::successors(from, next).filter_map(|node| node.dyn_into::<Element>().ok());
    siblings.filter(|element| element.is_connected()).any(|element| {
        let inside = element.query_selector_all(FOCUSABLE).ok();
        let mut inside: Vec<Element> =
            inside.iter().flat_map(|list| (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok())).collect();
        if from_end {
            inside.reverse();
        }
        element.matches(FOCUSABLE).unwrap_or(false) && take(&element) || inside.iter().any(take)
    })
}

fn take_from_trail() -> bool {
    let trail = TRAIL.with_borrow(Clone::clone);
    trail.iter().rev().filter(|element| element.is_connected()).any(|element| take(element))
}

/// Puts the focus on an element, and tells whether it took it: what is hidden, disabled or behind a dialog does not.
fn take(element: &Element) -> bool {
    let Some(element) = element.dyn_ref::<HtmlElement>() else { return false };
    // Where a person looks is theirs to say.
    let options = js_sys::Object::new();
    if js_sys::Reflect::set(&options, &JsValue::from_str("preventScroll"), &JsValue::TRUE).is_ok() {
        element.unchecked_ref::<Quiet>().focus(&options);
    }
    document().active_element().as_ref() == Some(element.as_ref())
}
