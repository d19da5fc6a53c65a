// <toast-stack>: short messages that leave by themselves.
// Event taken: `toast` on any element, detail {text, tone: "success" | "info" | "danger"} (the HX-Trigger header makes it).
// Inputs: [data-toast] children drawn by the server (django messages); data-offline, data-failed: words for htmx's failures.
import { topLayer } from "./dialogs.js";

const SECONDS = { success: 5, info: 7, danger: 12 };

class ToastStack extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    for (const message of this.querySelectorAll("[data-toast]")) {
      message.remove();
      this.show(message.textContent, message.dataset.tone);
    }
    document.addEventListener("toast", ({ detail }) => this.show(detail.text, detail.tone));
    document.addEventListener("htmx:sendError", (event) => this.fail(event, this.dataset.offline));
    document.addEventListener("htmx:timeout", (event) => this.fail(event, this.dataset.offline));
    document.addEventListener("htmx:responseError", (event) => {
      // A refusal of ours brings its own words; this is for what a proxy or a crash answers.
      const told = event.detail.xhr.getResponseHeader("HX-Trigger") ?? "";
      if (!told.includes('"toast"')) this.fail(event, this.dataset.failed);
    });
  }

  fail(event, text) {
    // What asks by itself again and again ([data-quiet]) will ask once more; nobody waits for this one answer.
    if (!event.target.closest?.("[data-quiet]")) this.show(text, "danger");
  }

  show(text, tone = "success") {
    const kind = { error: "danger", warning: "info", debug: "info" }[tone] ?? tone;
    // Whatever lies outside an open modal is inert: the stack moves into it.
    const host = topLayer();
    if (this.parentElement !== host) host.append(this);
    const card = this.querySelector("template").content.firstElementChild.cloneNode(true);
    card.dataset.tone = kind;
    card.querySelector("p").textContent = text;
    card.querySelector("button").addEventListener("click", () => card.remove());
    this.append(card);
    this.leave(card, (SECONDS[kind] ?? SECONDS.info) * 1000);
  }

  leave(card, milliseconds) {
    let timer = setTimeout(() => card.remove(), milliseconds);
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("focusin", () => clearTimeout(timer));
    card.addEventListener("pointerleave", () => (timer = setTimeout(() => card.remove(), 3000)));
  }
}

customElements.define("toast-stack", ToastStack);

/** Show a toast from a script. */
export function toast(text, tone = "success") {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));
}
