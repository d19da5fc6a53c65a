// <touchpoint-log>: the line in which one logs. "l" goes to it, a letter chooses the kind, Enter sends, @ completes names.
// Inputs: data-draft, data-people (address that answers {people: [{name, hint}]}), data-most and data-too-long; in it the
// form with fieldset .log-kinds, textarea, .log-people, [data-warning], a[data-more]. Drafts as in drafts.js.
import { DraftForm, wasTaken } from "./drafts.js";
import { Names } from "./names.js";

const KINDS = { c: "call", m: "meeting", e: "email", t: "training", i: "check-in", n: "note" };
const TYPED_MOST = 4000; // characters that an address carries over to the full form
const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
const isTouch = () => matchMedia("(pointer: coarse)").matches;
let refocus = "";

class TouchpointLog extends DraftForm {
  connectedCallback() {
    if (this.ready) return;
    super.connectedCallback();
    this.text = this.querySelector("textarea");
    this.names = new Names(this.text, this.querySelector(".log-people"), this.dataset.people, () => this.later());
    this.text.addEventListener("keydown", (event) => this.onKey(event));
    this.querySelector(".log-kinds").addEventListener("keydown", (event) => this.onKind(event));
    this.querySelector("[data-more]")?.addEventListener("click", (event) => this.carryOver(event.currentTarget));
    this.form.addEventListener("htmx:configRequest", (event) => this.check(event));
    this.onPage = (event) => this.onPageKey(event);
    document.addEventListener("keydown", this.onPage);
    if (refocus === this.key) this.text.focus({ preventScroll: true });
    refocus = "";
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onPage);
  }

  onPageKey(event) {
    if (event.key !== "l" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.scrollIntoView({ block: "center" });
    (this.querySelector(".log-kinds :checked") ?? this.text).focus({ preventScroll: true });
  }

  onKind(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = KINDS[event.key.toLowerCase()];
    const radio = kind && this.querySelector(`.log-kinds [value="${kind}"]`);
    if (!radio && event.key !== "Enter") return;
    event.preventDefault();
    if (radio) radio.click();
    this.text.focus();
  }

  onKey(event) {
    if (event.isComposing || this.names.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      if (this.text.value.trim()) this.form.requestSubmit();
    } else if (event.key === "Escape") this.text.blur();
  }

  // ---- Sending ----
  check(event) {
    const warning = this.querySelector("[data-warning]");
    const isLong = this.text.value.length > Number(this.dataset.most);
    warning.hidden = !isLong;
    warning.textContent = isLong ? this.dataset.tooLong : "";
    if (isLong) event.preventDefault();
  }

  onAnswer(event) {
    super.onAnswer(event);
    if (wasTaken(event.detail.xhr) && this.contains(document.activeElement)) refocus = this.key;
  }

  carryOver(link) {
    const query = new URLSearchParams({ text: this.text.value.slice(0, TYPED_MOST) });
    query.set("kind", this.querySelector(".log-kinds :checked")?.value ?? "");
    link.href = `${link.href.split("?")[0]}?${query}`;
  }
}

customElements.define("touchpoint-log", TouchpointLog);
