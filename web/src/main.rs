//! The page. It mounts the program's one view into the document.

use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <main><h1>"Lambdarium"</h1></main> });
}
