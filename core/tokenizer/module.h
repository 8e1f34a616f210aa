/// Placeholder header while the module is being written.
