"""The settings area: an index of the pages that the person may open; each page is a module of its own."""
