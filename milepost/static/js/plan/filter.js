// The filter above a view of the plan (ui/list/filter-bar.html): its query goes with what the view reads, and with the
// links to the other views.

/** Call `take(query)` with what the filter asks: now, and whenever that is another. */
export function onFilter(take) {
  let query = null;
  const look = () => {
    const now = document.getElementById("list")?.dataset.query ?? "";
    if (now === query) return;
    query = now;
    for (const link of document.querySelectorAll("[data-view]")) link.search = query;
    take(query);
  };
  document.addEventListener("htmx:afterSettle", look);
  look();
}
