//! A document as a small picture.

use crate::widgets::icon;
use crate::widgets::mark::tone_name;
use editor::geometry::Point;
use editor::scene::Tone;
use editor::view::thumbnail::{Thumbnail as Picture, ThumbnailCard};
use leptos::prelude::*;
use std::fmt::Write;
use std::sync::Arc;

/// An icon's side, and its room at the left of a card [world px].
const ICON: f32 = 72.0;

/// The picture. It says nothing to a screen reader: the document's name stands beside it.
#[component]
pub(crate) fn Thumbnail(
    /// What it shows.
    picture: Arc<Picture>,
) -> impl IntoView {
    let seen = picture.seen;
    let view_box = format!("{} {} {} {}", seen.origin.x, seen.origin.y, seen.width.max(1.0), seen.height.max(1.0));
    view! {
        <svg class="thumbnail" viewBox=view_box preserveAspectRatio="xMidYMid meet" aria-hidden="true" focusable="false">
            {picture.wires.iter().map(|(points, tone)| wire(points, *tone)).collect_view()}
            {picture.cards.iter().map(card).collect_view()}
        </svg>
    }
}

fn wire(points: &[Point], tone: Tone) -> impl IntoView + use<> {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        // Writing into a text cannot fail.
        let _ = write!(path, "{}{:.0} {:.0}", if index == 0 { 'M' } else { 'L' }, point.x, point.y);
    }
    view! { <path class="thumbnail__wire" data-tone=tone_name(tone) d=path></path> }
}

fn card(card: &ThumbnailCard) -> impl IntoView + use<> {
    let rect = card.rect;
    let (x, y) = (rect.center().x - ICON / 2.0, rect.center().y - ICON / 2.0);
    view! {
        <rect
            class="thumbnail__card"
            data-simulated=card.simulated.to_string()
            x=rect.origin.x
            y=rect.origin.y
            width=rect.width
            height=rect.height
            rx="16"
        ></rect>
        <path
            class="thumbnail__icon"
            transform=format!("translate({x} {y}) scale({})", ICON / 24.0)
            d=icon::drawing(card.icon)
        ></path>
    }
}
