//! Who wants to hear of what, and how often.
