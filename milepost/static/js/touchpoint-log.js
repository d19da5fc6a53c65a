// <touchpoint-log>: the line in which one logs. "l" goes to it, a letter chooses the kind, Enter sends, @ completes names.
// Inputs: data-draft, data-people (address that answers {people: [{name, hint}]}), data-most and data-too-long; in it the
// form with fieldset .log-kinds, textarea, .log-people, [data-warning], a[data-more]. Drafts as in drafts.js.
import { DraftForm, wasTaken } from "./drafts.js";

const KINDS = { c: "call", m: "meeting", e: "email", t: "training", i: "check-in", n: "note" };
const MENTION = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,40}|)$/u;
const TYPED_MOST = 4000; // characters that an address carries over to the full form
const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
const isTouch = () => matchMedia("(pointer: coarse)").matches;
let refocus = "";

class TouchpointLog extends DraftForm {
  connectedCallback() {
    if (this.ready) return;
    super.connectedCallback();
    this.text = this.querySelector("textarea");
    this.list = this.querySelector(".log-people");
    this.list.id ||= `${this.text.id}-people`;
    this.text.setAttribute("aria-autocomplete", "list");
    this.text.setAttribute("aria-controls", this.list.id);
    this.text.addEventListener("keydown", (event) => this.onKey(event));
    this.text.addEventListener("input", () => this.suggest());
    this.text.addEventListener("blur", () => setTimeout(() => this.closeList(), 150));
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
    if (event.isComposing) return;
    if (!this.list.hidden && this.onListKey(event)) return;
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

  // ---- Names behind an @ ----
  typed() {
    return MENTION.exec(this.text.value.slice(0, this.text.selectionStart));
  }

  async suggest() {
    const typed = this.typed();
    if (!typed) return this.closeList();
    const asked = (this.asked = typed[1]);
    const answer = await fetch(`${this.dataset.people}?q=${encodeURIComponent(asked)}`).catch(() => null);
    if (this.asked !== asked || !answer?.ok || answer.redirected) return;
    const { people } = await answer.json();
    this.showList(people);
  }

  showList(people) {
    this.list.replaceChildren(...people.map((one, number) => this.option(one, number)));
    this.list.hidden = people.length === 0;
    this.choose(0);
  }

  option({ name, hint }, number) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${number}`;
    item.role = "option";
    item.dataset.name = name;
    item.append(name, Object.assign(document.createElement("small"), { textContent: hint }));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.take(item);
    });
    return item;
  }

  choose(number) {
    const items = [...this.list.children];
    this.chosen = items.length ? (number + items.length) % items.length : -1;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.chosen)));
    if (this.chosen >= 0) this.text.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  onListKey(event) {
    const acts = {
      ArrowDown: () => this.choose(this.chosen + 1),
      ArrowUp: () => this.choose(this.chosen - 1),
      Enter: () => this.take(this.list.children[this.chosen]),
      Tab: () => this.take(this.list.children[this.chosen]),
      Escape: () => this.closeList(),
    };
    if (!(event.key in acts) || event.shiftKey) return false;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
    return true;
  }

  take(item) {
    const end = this.text.selectionStart;
    const start = end - this.typed()[1].length;
    this.text.setRangeText(`${item.dataset.name} `, start, end, "end");
    this.closeList();
    this.text.focus();
    this.later();
  }

  closeList() {
    this.asked = null;
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }
}

customElements.define("touchpoint-log", TouchpointLog);
