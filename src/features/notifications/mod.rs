//! What each person is told: on the site and by mail.
