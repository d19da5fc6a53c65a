// <playbook-draft>: the outline of a draft, edited by keys, drag and the toolbar. Inputs: data-url, data-undo (addresses);
// in it #draft-outline with sections [data-phase] of rows [data-row] ([data-step] on steps), forms [data-act], buttons
// [data-act]. Every act is sent, and the outline drawn anew with what others did meanwhile; what is written in a field
// but not sent stays. Taken: `drawer:closed`; a button [data-insert] anywhere writes into the field used last.
class PlaybookDraft extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("change", ({ target }) => this.onChange(target));
    this.addEventListener("submit", (event) => this.onSubmit(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("focusin", ({ target }) => this.choose(target.closest("[data-row]")));
    for (const name of ["dragstart", "dragover", "drop", "dragend"]) this.addEventListener(name, (event) => this[name](event));
    document.addEventListener("drawer:closed", (event) => this.onDrawer(event));
    this.choose(null);
  }

  get outline() {
    return document.getElementById("draft-outline");
  }

  row(key) {
    return key && this.outline.querySelector(`[data-row="${key}"]`);
  }

  choose(row) {
    if (row) this.chosen = row.dataset.row;
    const current = this.row(this.chosen);
    for (const one of this.outline.querySelectorAll(".is-chosen")) one.classList.remove("is-chosen");
    current?.classList.add("is-chosen");
    const isStep = current?.hasAttribute("data-step");
    for (const button of this.querySelectorAll(".draft-tools [data-act]")) {
      const { act } = button.dataset;
      button.disabled = act === "undo" ? !this.outline.dataset.last : !current || (act === "split" && !isStep);
    }
  }

  /** Send one act; what others see of it comes back with what they did. */
  async send(values, url = this.dataset.url) {
    await this.sending;
    this.sending = this.post(values, url);
    return this.sending;
  }

  async post(values, url) {
    const focused = document.activeElement?.id;
    await htmx.ajax(values ? "POST" : "GET", url, { values: values ?? {}, target: "#draft-outline", swap: "outerHTML", source: this });
    const { moved } = this.outline.dataset;
    if (moved) this.chosen = moved;
    this.choose(null);
    const field = values?.act === "add" || values?.act === "phase" ? focused : this.wanted;
    this.wanted = null;
    if (field) document.getElementById(field)?.focus({ preventScroll: true });
  }

  act(name) {
    const key = this.chosen;
    if (name === "undo") return this.send({ seen: this.outline.dataset.last }, this.dataset.undo);
    if (!key) return;
    this.wanted = name === "remove" ? null : `title-${key}`;
    this.send({ act: name, key, title: this.row(key)?.querySelector(".draft-title").value ?? "" });
  }

  onClick({ target }) {
    const button = target.closest("button[data-act]");
    if (button) this.act(button.dataset.act);
  }

  onChange(field) {
    const row = field.closest("[data-row]");
    if (row && field.matches(".draft-title")) this.send({ act: "rename", key: row.dataset.row, title: field.value });
  }

  onSubmit(event) {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    const title = form.elements.title.value;
    if (!title.trim()) return;
    form.elements.title.value = "";
    this.send({ act: form.dataset.act, title, phase: form.closest("[data-phase]")?.dataset.phase ?? "" });
  }

  onKey(event) {
    const isWritten = event.target.matches("input") && event.target.value !== event.target.defaultValue;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isWritten) {
      event.preventDefault();
      return this.act("undo");
    }
    if (event.key === "Enter" && event.target.closest("[data-row]") && event.target.matches(".draft-title")) return event.target.blur();
    const act = event.altKey && { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "split", ArrowRight: "join", Delete: "remove" }[event.key];
    if (!act || !event.target.closest("[data-row]")) return;
    event.preventDefault();
    this.act(act);
  }

  onDrawer(event) {
    event.preventDefault(); // the outline is drawn anew, the page stays
    if (event.detail.changed) this.send(null, location.pathname);
  }

  // ---- Dragging ----
  dragstart(event) {
    this.held = event.target.closest?.("[data-step]");
    if (!this.held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.held.dataset.row);
    event.dataTransfer.setDragImage(this.held, 0, 0);
    this.held.classList.add("is-held");
  }

  dragover(event) {
    const phase = this.held && event.target.closest("[data-phase]");
    if (!phase) return;
    event.preventDefault();
    const rows = [...phase.querySelectorAll("[data-step]")].filter((row) => row !== this.held);
    const above = rows.filter((row) => event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2);
    this.place = { phase, after: above.at(-1) ?? null };
    this.unmark();
    (this.place.after ?? phase.querySelector("[data-row]")).classList.add("is-before");
  }

  drop(event) {
    if (!this.held || !this.place) return;
    event.preventDefault();
    const { phase, after } = this.place;
    this.send({ act: "move", key: this.held.dataset.row, phase: phase.dataset.phase, after: after?.dataset.row ?? "" });
  }

  dragend() {
    this.held?.classList.remove("is-held");
    this.held = this.place = null;
    this.unmark();
  }

  unmark() {
    for (const one of this.outline.querySelectorAll(".is-before")) one.classList.remove("is-before");
  }
}

// What is written but not sent survives that the outline is drawn anew.
let unsent = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "draft-outline") return;
  unsent = [...detail.target.querySelectorAll("input")].filter((field) => field.value !== field.defaultValue).map(({ id, value }) => [id, value]);
  const { activeElement } = document;
  if (activeElement?.id && detail.target.contains(activeElement)) unsent.focus = activeElement.id;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!document.getElementById("draft-outline")) return;
  for (const [id, value] of unsent) {
    const field = document.getElementById(id);
    if (field && field.defaultValue !== value) field.value = value;
  }
  if (unsent.focus) document.getElementById(unsent.focus)?.focus({ preventScroll: true });
  unsent = [];
});

// A variable goes where one wrote last.
let field = null;
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".drawer input[type=text], .drawer textarea, .page input[type=text], .page textarea")) field = target;
});
document.addEventListener("click", ({ target }) => {
  const text = target.closest("[data-insert]")?.dataset.insert;
  if (!text || !field?.isConnected) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
});

customElements.define("playbook-draft", PlaybookDraft);
