// The drawer: a link with data-drawer opens its address in #drawer, with that address in the bar.
// Inputs: a[data-drawer]; inside the drawer [data-drawer-close]. Esc, back and a click beside it close it.
// Events told, on document: `drawer:opened`, `drawer:closed` {detail: {changed}}; taken: `drawer:close`, `drawer:changed`
// (from HX-Trigger: the page below shows data that was written; it is told again when the drawer closes).
import { closeOnBackdrop, openModal } from "./dialogs.js";

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
let below = ""; // the address of the page below the drawer
let changed = false;

function wait() {
  body.replaceChildren(document.getElementById("drawer-waiting").content.cloneNode(true));
  body.setAttribute("aria-busy", "true");
}

async function load(url) {
  if (!drawer.open) {
    changed = false;
    openModal(drawer, closed);
  }
  wait();
  drawer.scrollTop = 0;
  await htmx.ajax("GET", url, { target: "#drawer-body", swap: "innerHTML", source: body });
}

function closed() {
  body.replaceChildren();
  if (history.state?.drawer) history.back();
  document.dispatchEvent(new CustomEvent("drawer:closed", { detail: { changed } }));
}

/** Open `url` in the drawer and put it into the address bar. */
export function openDrawer(url) {
  if (!drawer.open) below = location.href;
  const state = { drawer: url, below };
  if (history.state?.drawer) history.replaceState(state, "", url);
  else history.pushState(state, "", url);
  return load(url);
}

function onClick(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (event.target.closest("[data-drawer-close]")) return drawer.close();
  const link = event.target.closest("a[data-drawer]");
  if (!link) return;
  event.preventDefault();
  openDrawer(link.getAttribute("href"));
}

function onPopState(event) {
  if (event.state?.drawer) {
    // Forward into a drawer again, above the page that it belongs to; elsewhere its address is a page of its own.
    if (drawer.open || event.state.below === below) load(event.state.drawer);
    else location.reload();
    event.stopImmediatePropagation();
  } else if (below === location.href) {
    if (drawer.open) drawer.close();
    event.stopImmediatePropagation(); // the page below is still there; htmx need not fetch it
  }
}

function onSettled(event) {
  if (event.detail.target !== body) return;
  body.removeAttribute("aria-busy");
  if (!body.querySelector("[autofocus]")) body.querySelector("#drawer-title")?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("drawer:opened"));
}

if (drawer) {
  closeOnBackdrop(drawer);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSettle", onSettled);
  document.addEventListener("drawer:close", () => drawer.close());
  document.addEventListener("drawer:changed", () => (changed = true));
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, ({ detail }) => body.hasAttribute("aria-busy") && detail.target === body && drawer.close());
  }
  addEventListener("popstate", onPopState);
}
