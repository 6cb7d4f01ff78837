//! What functions write: errors, records of outcomes, batch responses, answers at the edge.

mod batch;
mod edge;
mod error;
mod record;
mod returned;

pub(super) use batch::BatchFailures;
pub(super) use edge::EdgeAnswer;
pub(super) use error::{Flaw, FunctionError};
pub(super) use record::{Condition, InvocationRecord};
pub(super) use returned::Returned;
