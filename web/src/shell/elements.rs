//! Small questions to the browser that have no better place: its window, its clock, its elements.

use editor::actions::{Keyboard, Pointer};
use editor::geometry::Rect;
use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// Takes away what the page showed before the program was there.
pub(crate) fn clear_body() {
    while let Ok(Some(skeleton)) = document().query_selector(".skeleton") {
        skeleton.remove();
    }
}

/// The browser's clock [ms]. Only the presentation reads it; the simulation has its own time.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Tells whether nobody can see the page.
pub(crate) fn is_hidden() -> bool {
    document().hidden()
}

/// Tells whether a media query holds.
pub(crate) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// What of the side scrolls.
const SCROLLS: &str = ".side__content";
/// Where the panels share one sheet, as the styles have it.
const LITTLE_ROOM: &str = "(width <= 45rem) or (height <= 30rem)";

/// Tells whether the panels share one sheet.
pub(crate) fn shares_sheet() -> bool {
    matches(LITTLE_ROOM)
}

/// Where a panel at each side would leave less to the canvas than both take.
const NARROW: &str = "(45rem < width <= 64rem) and (height > 30rem)";

/// Tells whether the canvas has room between a panel at each side; where they share one sheet, that is no question.
pub(crate) fn has_room_for_both_sides() -> bool {
    !matches(NARROW)
}

/// Tells whether the person wants no flights.
pub(crate) fn prefers_reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Shows a dialog over everything; the browser keeps the focus inside.
pub(crate) fn show_modal(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        // It fails only for a dialog that is not in the document, and this one has just been put there.
        let _ = dialog.show_modal();
    }
}

/// Tells whether an event happened on the very element that listens, not inside of it.
pub(crate) fn is_own(ev: &web_sys::Event) -> bool {
    ev.target().is_some() && ev.target() == ev.current_target()
}

/// Returns the nearest element around an event's target that carries a data attribute, and its value.
pub(crate) fn data_around(target: Option<EventTarget>, attribute: &str) -> Option<String> {
    let element = target?.dyn_into::<Element>().ok()?;
    element.closest(&format!("[{attribute}]")).ok().flatten()?.get_attribute(attribute)
}

/// Tells whether an event's target is inside something that matches a selector.
pub(crate) fn is_inside(target: Option<EventTarget>, selector: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Returns the first element of the page that matches a selector.
fn first(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Returns the elements inside another that match a selector, and which of them has the focus.
fn all_inside(around: &Element, selector: &str) -> (Vec<HtmlElement>, Option<usize>) {
    let found = around.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    let elements: Vec<HtmlElement> =
        (0..count).filter_map(|index| found.as_ref()?.get(index)?.dyn_into().ok()).collect();
    let own = document().active_element();
    let focused = elements.iter().position(|it| Some(it.as_ref()) == own.as_ref());
    (elements, focused)
}

/// Puts the focus on the first element that matches a selector.
pub(crate) fn focus(selector: &str) {
    first(selector).iter().for_each(focus_on);
}

/// Puts the focus on the element whose data attribute has a value.
pub(crate) fn focus_data(attribute: &str, value: &str) {
    let page = document().document_element();
    let all = page.map(|page| all_inside(&page, &format!("[{attribute}]")).0).unwrap_or_default();
    all.iter().find(|it| it.get_attribute(attribute).as_deref() == Some(value)).into_iter().for_each(focus_on);
}

/// Puts the focus on an element.
pub(crate) fn focus_on(element: &HtmlElement) {
    // An element that cannot take the focus leaves it where it is, which is right.
    let _ = element.focus();
}

/// Tells whether the person works by keyboard: what has the focus shows it, or has just gone away with it.
pub(crate) fn is_by_keyboard() -> bool {
    let active = document().active_element();
    active.is_none_or(|it| it.tag_name() == "BODY" || it.matches(":focus-visible").unwrap_or(false))
}

/// Puts the focus on a field and selects its text, so that typing replaces it.
pub(crate) fn focus_field(field: &HtmlInputElement) {
    focus_on(field);
    field.select();
}

/// Tells whether something has the focus of its page, though the window may not have it.
pub(crate) fn is_active(target: Option<&EventTarget>) -> bool {
    document().active_element().is_some_and(|active| target == Some(active.as_ref()))
}

/// Returns the text of a field.
pub(crate) fn typed_text(target: Option<EventTarget>) -> Option<String> {
    let target = target?;
    let line = target.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
    line.or_else(|| target.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value))
}

/// Tells whether a part of a field's text is selected, which the next letter replaces.
pub(crate) fn has_selection(target: Option<&EventTarget>) -> bool {
    let ends = |start: Result<Option<u32>, _>, end: Result<Option<u32>, _>| start.ok().flatten() != end.ok().flatten();
    let line = target.and_then(|it| it.dyn_ref::<HtmlInputElement>());
    let lines = target.and_then(|it| it.dyn_ref::<HtmlTextAreaElement>());
    line.is_some_and(|it| ends(it.selection_start(), it.selection_end()))
        || lines.is_some_and(|it| ends(it.selection_start(), it.selection_end()))
}

/// Puts a text into a field as if it were typed, with the caret behind so many of its UTF-16 units, and lets an event say
/// so: `input`, or `change` where it is to be set.
pub(crate) fn set_typed(target: Option<EventTarget>, text: &str, caret: u32, event: &str) {
    let Some(target) = target else { return };
    // A field that has gone meanwhile has no caret.
    if let Some(line) = target.dyn_ref::<HtmlInputElement>() {
        line.set_value(text);
        let _ = line.set_selection_range(caret, caret);
    } else if let Some(lines) = target.dyn_ref::<HtmlTextAreaElement>() {
        lines.set_value(text);
        let _ = lines.set_selection_range(caret, caret);
    }
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict(event, &init) {
        // Whether somebody prevents what the browser does by itself does not matter: it does nothing.
        let _ = target.dispatch_event(&event);
    }
}

/// Returns the data attribute around what has the focus, and a place just inside of that [CSS px of the window]. Where
/// nothing has the focus the place is in the middle of the canvas.
pub(crate) fn focused_data(attribute: &str) -> (Option<String>, (f64, f64)) {
    let active = document().active_element().filter(|it| it.tag_name() != "BODY");
    let around = active.as_ref().and_then(|it| it.closest(&format!("[{attribute}]")).ok().flatten());
    let canvas = || document().query_selector("main").ok().flatten();
    let frame = |element: &Element| element.get_bounding_client_rect();
    let place = match around.as_ref().map(frame) {
        Some(frame) => (frame.left() + 24.0, frame.top() + 40.0),
        None => canvas().map_or((0.0, 0.0), |canvas| {
            let frame = frame(&canvas);
            (frame.left() + frame.width() / 2.0, frame.top() + frame.height() / 3.0)
        }),
    };
    (around.and_then(|it| it.get_attribute(attribute)), place)
}

/// Returns what lies at a place of the window.
pub(crate) fn at_place(client_x: i32, client_y: i32) -> Option<EventTarget> {
    #[expect(clippy::cast_precision_loss, reason = "screens are small")]
    document().element_from_point(client_x as f32, client_y as f32).map(EventTarget::from)
}

/// Tells whether text of the page is selected, which is what copying then means.
pub(crate) fn has_selected_text() -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}

/// Returns which names the keyboard has on its keys.
pub(crate) fn keyboard() -> Keyboard {
    let platform = window().navigator().platform().unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { Keyboard::Mac } else { Keyboard::Pc }
}

/// Returns what the person points with, as far as the browser knows: a tablet with a mouse beside it has both.
pub(crate) fn pointer() -> Pointer {
    if matches("(pointer: coarse)") { Pointer::Finger } else { Pointer::Mouse }
}

/// Tells whether there is a mouse or a touchpad, and so a keyboard beside it, whatever else the person points with.
pub(crate) fn has_fine_pointer() -> bool {
    matches("(any-pointer: fine)")
}

/// Keeps a pointer's events at the element that listens, until the pointer goes up.
pub(crate) fn hold(ev: &web_sys::PointerEvent) {
    if let Some(element) = ev.current_target().and_then(|it| it.dyn_into::<Element>().ok()) {
        // A pointer that is already up cannot be held, and needs not be.
        let _ = element.set_pointer_capture(ev.pointer_id());
    }
}

/// Returns the point of a rectangle at which a pointer is, where the element that listens shows all of it.
pub(crate) fn part_of(ev: &web_sys::PointerEvent, shown: Rect) -> Option<(f32, f32)> {
    let element = ev.current_target().and_then(|it| it.dyn_into::<Element>().ok())?;
    let frame = element.get_bounding_client_rect();
    let (x, y) = place_in(&element, ev.client_x(), ev.client_y());
    let (x, y) = (x / frame.width().max(1.0), y / frame.height().max(1.0));
    #[expect(clippy::cast_possible_truncation, reason = "parts of one")]
    Some((shown.origin.x + shown.width * x as f32, shown.origin.y + shown.height * y as f32))
}

/// Scrolls the nearest list so that an element of an id is seen.
pub(crate) fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Clicks the first element that matches a selector, as a person would.
pub(crate) fn click_on(selector: &str) {
    if let Some(element) = first(selector) {
        element.click();
    }
}

/// Moves the focus among the elements inside the one that listens, up and down, round at the ends; a letter goes to the
/// next whose text begins with it.
pub(crate) fn move_in_menu(ev: &web_sys::KeyboardEvent, selector: &str) {
    let Some(menu) = ev.current_target().and_then(|menu| menu.dyn_into::<Element>().ok()) else { return };
    let (items, index) = all_inside(&menu, selector);
    let count = items.len().max(1);
    let begins = |index: &usize| {
        let text = items[*index].text_content().unwrap_or_default().trim().to_lowercase();
        text.starts_with(&ev.key().to_lowercase())
    };
    let next = match ev.key().as_str() {
        "ArrowDown" => index.map_or(0, |index| (index + 1) % count),
        "ArrowUp" => index.map_or(count - 1, |index| (index + count - 1) % count),
        "Home" => 0,
        "End" => count - 1,
        letter if letter.chars().count() == 1 && letter != " " => {
            let after = index.map_or(0, |index| index + 1);
            match (after..items.len()).chain(0..after.min(items.len())).find(begins) {
                Some(found) => found,
                None => return,
            }
        }
        _ => return,
    };
    if let Some(item) = items.get(next) {
        ev.prevent_default();
        focus_on(item);
    }
}

/// Scrolls an element so far from its beginning, once what it shows now is there [CSS px].
pub(crate) fn scroll_to(element: &Element, top: i32) {
    let element = element.clone();
    request_animation_frame(move || element.set_scroll_top(top));
}

/// Scrolls the beginning of what has just been chosen into view, once that is there: always where there is little room,
/// else only where its beginning is out of sight.
pub(crate) fn show_beginning(element: &Element) {
    let element = element.clone();
    request_animation_frame(move || {
        // What scrolls, and no more than that: `scrollIntoView` moves the whole page where there is too little below.
        let (Ok(Some(scroller)), Some(above)) = (element.closest(SCROLLS), element.previous_element_sibling()) else {
            return;
        };
        let top = |it: &Element| it.get_bounding_client_rect().top();
        let is_hidden = top(&element) + 1.0 < above.get_bounding_client_rect().bottom();
        if is_hidden || matches(LITTLE_ROOM) {
            // What stands above it sticks to the top.
            let far = top(&element) - top(&scroller) - above.get_bounding_client_rect().height();
            scroller.set_scroll_top(scroller.scroll_top() + far as i32);
        }
    });
}

/// Scrolls an element to its end.
pub(crate) fn scroll_to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}

/// Scrolls an element back by so many of its rows, because that many before them are gone.
pub(crate) fn scroll_rows(element: &Element, rows: u64) {
    let row = element.query_selector("[data-row]").ok().flatten().map_or(0, |row| row.client_height());
    let by = i32::try_from(rows).unwrap_or(i32::MAX).saturating_mul(row);
    element.set_scroll_top(element.scroll_top().saturating_sub(by).max(0));
}

/// Returns how far an element is scrolled, and how much of its content is seen at once [CSS px].
pub(crate) fn seen_part(element: &Element) -> (usize, usize) {
    let whole = |px: i32| usize::try_from(px).unwrap_or(0);
    (whole(element.scroll_top()), whole(element.client_height()))
}

/// Sets a choice back to its first option, after what was chosen has been done.
pub(crate) fn choose_first(ev: &web_sys::Event) {
    let select = ev.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
    if let Some(select) = select {
        select.set_selected_index(0);
    }
}

/// Moves the focus in a list of rows of equal height of which only those that are seen exist: up and down from row to
/// row, left and right inside of one.
pub(crate) fn move_in_rows(ev: &web_sys::KeyboardEvent, rows: usize, row_px: usize) {
    let Some(list) = ev.current_target().and_then(|list| list.dyn_into::<Element>().ok()) else { return };
    let index = data_around(ev.target(), "data-row").and_then(|index| index.parse::<usize>().ok());
    let Some(last) = rows.checked_sub(1) else { return };
    let index = index.unwrap_or(last);
    let page = (seen_part(&list).1 / row_px.max(1)).max(1);
    let next = match ev.key().as_str() {
        "ArrowUp" => index.saturating_sub(1),
        "ArrowDown" => (index + 1).min(last),
        "PageUp" => index.saturating_sub(page),
        "PageDown" => (index + page).min(last),
        "Home" => 0,
        "End" => last,
        _ => return move_focus_in(ev, &format!("[data-row=\"{index}\"]"), "button"),
    };
    ev.prevent_default();
    ev.stop_propagation();
    let (top, height) = seen_part(&list);
    let place = next * row_px;
    if place < top {
        list.set_scroll_top(i32::try_from(place).unwrap_or(i32::MAX));
    } else if place + row_px > top + height {
        list.set_scroll_top(i32::try_from((place + row_px).saturating_sub(height)).unwrap_or(i32::MAX));
    }
    // The row is there once the page has followed the scrolling.
    let focus_row = move || focus(&format!("[data-row=\"{next}\"] button"));
    request_animation_frame(move || request_animation_frame(focus_row));
}

/// Moves the focus among what matches a selector inside an element that matches another, by the arrow keys.
fn move_focus_in(ev: &web_sys::KeyboardEvent, inside: &str, selector: &str) {
    if let Ok(Some(row)) = document().query_selector(inside) {
        step_focus(ev, &row, selector, across(ev));
    }
}

/// Tells whether an element is scrolled to its end, or nearly.
pub(crate) fn is_at_end(element: &Element) -> bool {
    element.scroll_height() - element.scroll_top() - element.client_height() < 24
}

/// Returns the place of an event's pointer inside an element [CSS px].
pub(crate) fn place_in(element: &Element, client_x: i32, client_y: i32) -> (f64, f64) {
    let frame = element.get_bounding_client_rect();
    (f64::from(client_x) - frame.left(), f64::from(client_y) - frame.top())
}

/// Returns how far across the listening element a pointer is, from 0 to 1.
pub(crate) fn part_across(ev: &web_sys::PointerEvent) -> f64 {
    let element = ev.current_target().and_then(|it| it.dyn_into::<Element>().ok());
    element.map_or(0.0, |element| {
        let frame = element.get_bounding_client_rect();
        ((f64::from(ev.client_x()) - frame.left()) / frame.width().max(1.0)).clamp(0.0, 1.0)
    })
}

/// Tells whether the disclosure that listens is open.
pub(crate) fn is_details_open(ev: &web_sys::Event) -> bool {
    let details = ev.current_target().and_then(|it| it.dyn_into::<web_sys::HtmlDetailsElement>().ok());
    details.is_some_and(|details| details.open())
}

/// Moves the focus among the rows that match a selector, by the arrow keys up and down.
pub(crate) fn move_up_and_down(ev: &web_sys::KeyboardEvent, selector: &str) {
    let step = match ev.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    if let Some(list) = ev.current_target().and_then(|list| list.dyn_into::<Element>().ok()) {
        step_focus(ev, &list, selector, step);
    }
}

/// Clicks an element, as a person would.
pub(crate) fn click(element: &HtmlElement) {
    element.click();
}

/// Closes a disclosure.
pub(crate) fn close_details(details: &web_sys::HtmlDetailsElement) {
    details.set_open(false);
}

/// Tells whether the focus stays inside the element that listens.
pub(crate) fn keeps_focus(ev: &web_sys::FocusEvent) -> bool {
    let around = ev.current_target().and_then(|around| around.dyn_into::<web_sys::Node>().ok());
    let next = ev.related_target().and_then(|next| next.dyn_into::<web_sys::Node>().ok());
    around.is_some_and(|around| next.is_some_and(|next| around.contains(Some(&next))))
}

/// Tells whether an element has the focus, or something inside of it.
pub(crate) fn has_focus(element: &Element) -> bool {
    document().active_element().is_some_and(|active| element.contains(Some(&active)))
}

/// Moves the focus among the neighbours that match a selector, by the arrow keys.
pub(crate) fn move_focus(ev: &web_sys::KeyboardEvent, selector: &str) {
    if let Some(row) = ev.current_target().and_then(|row| row.dyn_into::<Element>().ok()) {
        step_focus(ev, &row, selector, across(ev));
    }
}

/// Returns where an arrow key leads in a row: to the next, to the one before, or nowhere.
fn across(ev: &web_sys::KeyboardEvent) -> isize {
    match ev.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => 0,
    }
}

fn step_focus(ev: &web_sys::KeyboardEvent, row: &Element, selector: &str, step: isize) {
    if step == 0 {
        return;
    }
    let (tabs, index) = all_inside(row, selector);
    let next = index.and_then(|index| index.checked_add_signed(step)).and_then(|next| tabs.get(next));
    if let Some(tab) = next {
        ev.prevent_default();
        focus_on(tab);
    }
}

/// Selects a line of a text field, from 1, and scrolls it into view.
pub(crate) fn show_line(field: &web_sys::HtmlTextAreaElement, line: u32, line_px: i32) {
    let text = field.value();
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    // The browser counts in units of UTF-16.
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let start: u32 = text.split('\n').take(before).map(|line| units(line) + 1).sum();
    let length = text.split('\n').nth(before).map_or(0, units);
    focus_on(field);
    // It fails only for fields that have no text to select.
    let _ = field.set_selection_range(start, start + length);
    let top = i32::try_from(before).unwrap_or(i32::MAX).saturating_mul(line_px);
    field.set_scroll_top(top - field.client_height() / 3);
}

/// Tells whether an event says that the browser shows a page again that it had put aside.
pub(crate) fn is_shown_again(ev: &web_sys::Event) -> bool {
    ev.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted)
}

/// The room that a hint needs below its element, and its distance from it [CSS px].
const HINT_PX: f64 = 80.0;
const GAP_PX: f64 = 6.0;
/// What is to be seen together with what has the focus in it.
const HINT_AROUND: &str = "[data-hint=around]";

/// What an element does, and where to say so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hint {
    /// The words.
    pub(crate) words: String,
    /// Below the element, or above it [CSS px of the window].
    pub(crate) place: (f64, f64),
    /// Whether they stand above it.
    pub(crate) above: bool,
}

/// Returns what the element with the focus does, where the person came to it by keyboard and it does not say so itself.
pub(crate) fn hint_of_focus() -> Option<Hint> {
    let active = document().active_element().filter(|it| it.matches(":focus-visible").unwrap_or(false))?;
    let words = active.get_attribute("title")?;
    let is_news = !words.is_empty() && active.text_content().is_none_or(|text| text.trim() != words);
    let own = active.get_bounding_client_rect();
    // Beside what belongs to it, as the error of a field and the other tabs of a row, as far as there is room.
    let around =
        active.closest(HINT_AROUND).ok().flatten().map_or_else(|| own.clone(), |it| it.get_bounding_client_rect());
    let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    let fits_below = |frame: &web_sys::DomRect| frame.bottom() <= height - HINT_PX;
    let (frame, above) = match (fits_below(&around), around.top() >= HINT_PX) {
        (true, _) => (around, false),
        (false, true) => (around, true),
        (false, false) => (own.clone(), !fits_below(&own)),
    };
    let y = if above { frame.top() - GAP_PX } else { frame.bottom() + GAP_PX };
    is_news.then_some(Hint { words, place: (own.left(), y), above })
}

#[wasm_bindgen]
extern "C" {
    /// An element that is shown over everything, dialogs included. Not every browser has it.
    type Popover;
    #[wasm_bindgen(method, catch, js_name = showPopover)]
    fn show_popover(this: &Popover) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = hidePopover)]
    fn hide_popover(this: &Popover) -> Result<(), JsValue>;
}

/// Shows an element over everything, or hides it again.
pub(crate) fn show_over_all(element: &HtmlElement, on: bool) {
    let popover = element.unchecked_ref::<Popover>();
    // A browser that does not know it shows no hint, which the title still gives.
    let _ = if on { popover.show_popover() } else { popover.hide_popover() };
}
