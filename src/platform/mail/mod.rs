//! Building letters and carrying them: SMTP, files in a folder, memory.
