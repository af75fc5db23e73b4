"""Pages of this room: the queue, the case, all lists, and the job runs."""
