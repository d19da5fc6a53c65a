// The drawer: a link with data-drawer opens its address in #drawer, with that address in the bar.
// Inputs: a[data-drawer]; inside the drawer [data-drawer-close]. Esc, back and a click beside it close it.
// Events told, on document: `drawer:opened`; `drawer:closed` {changed}, whose default after a change is to load the page
// below anew (preventDefault() and refresh less). Taken: `drawer:close`; `drawer:changed` (from HX-Trigger) after a write.
import { closeOnBackdrop, openModal } from "./dialogs.js";

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const address = () => location.pathname + location.search;
let below = address(); // the address of the page that is shown, without the drawer
let changed = false;
let goingBack = false; // the drawer has closed and its address is about to leave the bar

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
  goingBack = Boolean(history.state?.drawer);
  if (goingBack) history.back();
  else tell();
}

// Once the address is the page's own again.
function tell() {
  const event = new CustomEvent("drawer:closed", { detail: { changed }, cancelable: true });
  if (document.dispatchEvent(event) && changed) location.reload();
}

/** Open `url` in the drawer and put it into the address bar. */
export function openDrawer(url) {
  if (!drawer.open) below = address();
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
  if (goingBack) {
    goingBack = false;
    event.stopImmediatePropagation();
    tell();
  } else if (event.state?.drawer) {
    // Forward into a drawer again, above the page that it belongs to; elsewhere its address is a page of its own.
    if (drawer.open || event.state.below === below) load(event.state.drawer);
    else location.reload();
    event.stopImmediatePropagation();
  } else if (below === address()) {
    if (drawer.open) drawer.close();
    event.stopImmediatePropagation(); // the page below is still there; htmx need not fetch it
  } else if (!event.state?.htmx) {
    location.reload(); // the drawer's address was loaded as a page, and this is the one from which it was opened
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
  // A field of what the drawer shows was edited in place.
  document.addEventListener("record-changed", ({ target }) => body.contains(target) && (changed = true));
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, ({ detail }) => body.hasAttribute("aria-busy") && detail.target === body && drawer.close());
  }
  addEventListener("popstate", onPopState);
  // A drawer's address that was loaded again is a page of its own.
  if (history.state?.drawer) history.replaceState(null, "");
  for (const moved of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
    document.addEventListener(moved, () => (below = address()));
  }
}
