// The command palette (placeholder of the list; see below).
