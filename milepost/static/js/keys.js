// Keys of the whole page: Ctrl/Cmd-K and "/" search, "g" and a letter go to a room ([data-go]), "?" helps.
// Never while somebody types, and single keys never while a dialog is open.
import { closeOnBackdrop, openModal } from "./dialogs.js";

const help = document.getElementById("keys");
const WAIT = 1200; // milliseconds that "g" waits for its letter
const NEVER = -WAIT; // so that no letter goes anywhere while a page is new
let went = NEVER;

const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

function go(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") openModal(help);
  else if (event.key === "g") went = event.timeStamp;
  else if (event.timeStamp - went < WAIT) {
    went = NEVER;
    go(event.key);
  }
}

if (help) {
  closeOnBackdrop(help);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => event.target.closest("[data-keys-open]") && openModal(help));
}
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("[data-mod-key]")) key.textContent = "⌘K";
}
