//! Reading the text out of foreign files, in a child process with limits.
