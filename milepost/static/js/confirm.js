// The question before something that cannot be undone.
// Inputs, on a button, link or htmx element: data-confirm (the title), data-confirm-text (what will happen),
// data-confirm-yes (the verb on the button), data-confirm-tone="danger". Nothing happens unless the person says yes.
import { closeOnBackdrop, openModal } from "./dialogs.js";

const dialog = document.getElementById("confirm");
let agreed = null;

/** Ask, and resolve to true or false. */
export function ask({ title, text = "", yes, tone }) {
  const heading = dialog.querySelector("#confirm-title");
  const button = dialog.querySelector("[data-confirm-yes]");
  heading.textContent = title || heading.dataset.default;
  dialog.querySelector("#confirm-text").textContent = text;
  button.textContent = yes || button.dataset.default;
  button.className = tone === "danger" ? "btn btn-danger" : "btn btn-primary";
  dialog.returnValue = "";
  return new Promise((resolve) => openModal(dialog, () => resolve(dialog.returnValue === "yes")));
}

function askFor(element) {
  const { confirm, confirmText, confirmYes, confirmTone } = element.dataset;
  return ask({ title: confirm, text: confirmText, yes: confirmYes, tone: confirmTone });
}

async function onClick(event) {
  const element = event.target.closest?.("[data-confirm]");
  if (!element || element === agreed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await askFor(element))) return;
  agreed = element;
  element.click();
  agreed = null;
}

if (dialog) {
  closeOnBackdrop(dialog);
  // In the capture phase: before htmx and before the browser's own default.
  document.addEventListener("click", onClick, true);
}
