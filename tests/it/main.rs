<<<<<<< HEAD
//! The one integration binary.

mod extract;
=======
//! The one integration test binary: stories told from outside.

mod mail;
mod support;
>>>>>>> mail
