"""The launcher: starts database, queue, web and workers as children of one process and keeps them alive."""
