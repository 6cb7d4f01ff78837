//! The geometry of charts: figures in, lines and ticks out, in a picture's own units. Who shows it only draws.

pub mod curve;
pub mod gantt;
pub mod rate;
pub mod scale;
pub mod series;
pub mod timeline;
