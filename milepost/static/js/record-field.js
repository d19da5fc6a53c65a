// A field edited in place on a record's page: Esc puts it back, and the editor takes the focus.

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
