//! The facilitators' desk: what waits.
