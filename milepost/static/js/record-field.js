// A field edited in place on a record's page: Esc puts it back, the editor takes the focus, and the heading follows.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const editor = event.target.closest?.("[data-field-editor]");
  if (!editor) return;
  event.stopPropagation();
  editor.querySelector("[data-field-cancel]").click();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const field = detail.elt?.closest?.(".record-field");
  field?.querySelector("[autofocus]")?.focus();
});

// What the heading says may be what was edited: it is read anew, from the page or from what the drawer shows.
document.addEventListener("record-changed", async ({ target }) => {
  const drawer = target.closest?.("#drawer-body");
  const words = drawer ? drawer.querySelector(".drawer-head .page-words") : document.querySelector("main .page-head .page-words");
  if (!words) return;
  const headers = drawer ? { "HX-Request": "true", "HX-Target": "drawer-body" } : {};
  const answer = await fetch(location.pathname + location.search, { headers });
  if (!answer.ok || !words.isConnected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".page-words");
  for (const part of ["h1", "h2", ".page-lede"]) {
    const [shown, stored] = [words.querySelector(part), fresh?.querySelector(part)];
    if (shown && stored && shown.textContent !== stored.textContent) shown.replaceChildren(...stored.childNodes);
  }
});
