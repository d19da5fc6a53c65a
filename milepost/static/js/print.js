// A button with data-print prints the page; in the drawer it opens the drawer's address as a page first.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-print]");
  if (!button) return;
  const whole = button.closest("#drawer-body")?.querySelector("a[title]")?.href;
  if (!whole) return window.print();
  const page = window.open(whole, "_blank");
  page?.addEventListener("load", () => page.print());
});
