//! The list: as high as all lines are, with rows only where it is seen.

use super::row::Row;
use crate::shell::{elements, size, use_dispatch, use_shell, use_slices};
use editor::RecordId;
use editor::actions::Pointer;
use editor::command::{Command, ViewCommand};
use editor::view::LogLine;
use editor::view::told::log::LogHead;
use leptos::html;
use leptos::prelude::*;

/// How high a row is: on one line, under a finger, and on two lines [CSS px].
const ROW_PX: usize = 26;
const TOUCH_ROW_PX: usize = 44;
const TALL_ROW_PX: usize = 56;
/// Below this width a row takes two lines [CSS px].
const NARROW_PX: f32 = 520.0;
/// How many rows are made beyond what is seen, on either side.
const BEYOND: usize = 6;

/// The list of lines.
#[component]
pub(super) fn Rows(
    /// How much log there is.
    head: Memo<LogHead>,
    /// Whether the list stays at its end.
    follows: RwSignal<bool>,
) -> impl IntoView {
    let dispatch = use_dispatch();
    let list = NodeRef::<html::Div>::new();
    let (width, seen) = (RwSignal::new(0.0), RwSignal::new((0_usize, 0_usize)));
    let narrow = Memo::new(move |_| (1.0..NARROW_PX).contains(&width.get()));
    let line_px = if elements::pointer() == Pointer::Finger { TOUCH_ROW_PX } else { ROW_PX };
    let row_px = Memo::new(move |_| if narrow.get() { TALL_ROW_PX } else { line_px });
    list.on_load(move |list| size::follow_width(list.into(), width));
    let look = move || {
        // It is called in a later frame, too, by when another panel may stand here.
        if let Some(list) = list.try_get_untracked().flatten() {
            seen.set(elements::seen_part(&list));
        }
    };
    stay_at_end(list, head, follows, look);
    // The row that has the focus, by its record and its place among all lines that ever were.
    let held = RwSignal::new(None::<(RecordId, u64)>);
    let page = lines(head, seen, row_px, held);
    // The line that somebody was at last is in the order of the Tab key while it is there, else the newest.
    let visited = RwSignal::new(None::<RecordId>);
    let reachable = Memo::new(move |_| {
        let visited = visited.get();
        page.with(|page| {
            let line = page.iter().find(|(_, line)| Some(line.record) == visited).or(page.last());
            line.map(|(_, line)| line.record)
        })
    });
    let stop = move || follows.set(false);
    let on_scroll = move |_| {
        look();
        if list.get_untracked().is_some_and(|list| elements::is_at_end(&list)) {
            follows.set(true);
        }
    };
    let dark = move || dispatch(Command::View(ViewCommand::Light(None)));
    // The log may be folded while a line of it lights something.
    on_cleanup(dark);
    // Who is on a line reads it: it neither moves away nor goes.
    let hold = move |ev: leptos::ev::FocusEvent| {
        let place = elements::data_around(ev.target(), "data-row").and_then(|row| row.parse::<usize>().ok());
        let line = place.and_then(|place| page.with_untracked(|page| page.iter().find(|it| it.0 == place).cloned()));
        if let Some((place, line)) = line {
            stop();
            held.set(Some((line.record, place as u64 + head.with_untracked(|head| head.dropped))));
        }
    };
    let leave = move |ev: leptos::ev::FocusEvent| {
        if elements::keeps_focus(&ev) {
            return;
        }
        // A line that is put elsewhere loses the focus for a moment and has it again in this frame.
        request_animation_frame(move || {
            if list.try_get_untracked().flatten().is_some_and(|list| !elements::has_focus(&list)) {
                held.set(None);
                dark();
            }
        });
    };
    let place_of = move |record: RecordId, known: usize| {
        Memo::new(move |before: Option<&usize>| {
            let place = page.with(|page| page.iter().find(|(_, line)| line.record == record).map(|(place, _)| *place));
            place.or(before.copied()).unwrap_or(known)
        })
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if matches!(ev.key().as_str(), "ArrowUp" | "PageUp" | "Home") {
            stop();
        }
        elements::move_in_rows(&ev, head.with_untracked(|head| head.lines), row_px.get_untracked());
    };
    view! {
        <div
            class="log__lines"
            role="grid"
            tabindex="0"
            aria-label="What happened"
            aria-rowcount=move || head.with(|head| head.lines).to_string()
            data-narrow=move || narrow.get().to_string()
            style:--log-row=move || format!("{}px", row_px.get())
            node_ref=list
            on:scroll=on_scroll
            on:wheel=move |ev| if ev.delta_y() < 0.0 { stop() }
            on:touchmove=move |_| stop()
            // On the list itself, not on a line, there is only its scroll bar.
            on:pointerdown=move |ev| if elements::is_own(&ev) { stop() }
            on:pointerleave=move |_| dark()
            on:focusin=hold
            on:focusout=leave
            on:keydown=on_key
        >
            <div class="log__all" role="rowgroup" style:--log-height=move || format!("{}px", head.with(|head| head.lines) * row_px.get())>
                <For
                    each=move || page.get()
                    key=move |(_, line)| line.record
                    children=move |(place, line)| {
                        let place = place_of(line.record, place);
                        view! { <Row line place row_px reachable visited /> }
                    }
                />
            </div>
        </div>
    }
}

/// Returns the lines that are seen, and a few beyond, each with its place; and the one that has the focus, wherever it is.
fn lines(
    head: Memo<LogHead>,
    seen: RwSignal<(usize, usize)>,
    row_px: Memo<usize>,
    held: RwSignal<Option<(RecordId, u64)>>,
) -> Memo<Vec<(usize, LogLine)>> {
    let shell = use_shell();
    let slices = use_slices();
    Memo::new(move |_| {
        slices.beat.track();
        head.with(|_| ());
        let ((top, height), row) = (seen.get(), row_px.get());
        let from = (top / row).saturating_sub(BEYOND);
        let count = height.div_ceil(row) + 2 * BEYOND;
        let page = shell.ask(|editor| editor.log_page(from, count));
        let mut lines: Vec<(usize, LogLine)> = (from..).zip(page).collect();
        let held = held.get().and_then(|(record, place)| {
            let place = usize::try_from(place.checked_sub(head.with(|head| head.dropped))?).ok()?;
            let is_seen = lines.iter().any(|(_, line)| line.record == record);
            let line = (!is_seen).then(|| shell.ask(|editor| editor.log_page(place, 1)).into_iter().next())??;
            (line.record == record).then_some((place, line))
        });
        // Above the others where it is above: a row that is put elsewhere loses the focus.
        let at = held.as_ref().map_or(0, |(place, _)| lines.partition_point(|(other, _)| other < place));
        lines.splice(at..at, held);
        lines
    })
}

/// Keeps the list at its end while it follows, and where the person reads while older lines are forgotten.
fn stay_at_end(
    list: NodeRef<html::Div>,
    head: Memo<LogHead>,
    follows: RwSignal<bool>,
    look: impl Fn() + Copy + 'static,
) {
    Effect::new(move |before: Option<u64>| {
        let dropped = head.with(|head| head.dropped);
        let gone = before.map_or(0, |before| dropped.saturating_sub(before));
        if let Some(list) = list.get() {
            let follow = follows.get();
            request_animation_frame(move || {
                if follow {
                    elements::scroll_to_end(&list);
                } else if gone > 0 {
                    elements::scroll_rows(&list, gone);
                }
                look();
            });
        }
        dropped
    });
}
