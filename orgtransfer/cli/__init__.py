"""The command line: one module a command, `main` the group, `exits` the exit codes."""
