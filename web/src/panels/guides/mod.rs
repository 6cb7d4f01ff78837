//! The lines at which moved cards line up with others.

use crate::gesture::use_gestures;
use editor::graph::guides::Guide;
use leptos::prelude::*;

/// The lines, in the world's coordinates.
#[component]
pub(crate) fn Guides() -> impl IntoView {
    let gestures = use_gestures();
    let line = |guide: Guide| {
        view! { <line class="guides__line" x1=guide.from.x y1=guide.from.y x2=guide.to.x y2=guide.to.y></line> }
    };
    view! {
        <svg class="guides" width="1" height="1" aria-hidden="true">
            {move || gestures.guides.get().into_iter().map(line).collect_view()}
        </svg>
    }
}
