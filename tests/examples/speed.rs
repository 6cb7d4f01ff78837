//! Measures the engine as WASM and sets `globalThis.speed` to a line of JSON for each figure.
//!
//! A program rather than a library with an exported function, because an export would need `unsafe`, which the
//! workspace forbids. `cargo xtask bench` builds it and opens it in Chromium.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this measures WASM; `cargo xtask bench --native` measures the native engine");
}

#[cfg(target_arch = "wasm32")]
fn main() {
    let lines = suite::speed::engine(|| js_sys::Date::now() / 1_000.0, true);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let set = js_sys::Reflect::set(&js_sys::global(), &"speed".into(), &text.into());
    set.expect("the global object takes new properties");
}
