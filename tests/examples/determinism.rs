//! Tells the hashes of the suite: on a terminal by printing them, as WASM by setting `globalThis.hashes`.
//!
//! A program rather than a library with an exported function, because an export would need `unsafe`, which the
//! workspace forbids. `cargo xtask test determinism` builds both forms and compares them.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    print!("{}", suite::hashes());
}

#[cfg(target_arch = "wasm32")]
fn main() {
    let set = js_sys::Reflect::set(&js_sys::global(), &"hashes".into(), &suite::hashes().into());
    set.expect("the global object takes new properties");
}
