//! Texts that people read and write in parts: JSON as a form, lines of a template in colours.

pub mod broken;
pub mod draft;
pub mod form;
pub mod highlight;
pub(crate) mod lines;
pub(crate) mod list;
pub mod row_keys;
pub mod rows;
pub mod time_text;
pub mod typing;
