// <draft-form>: what is typed in its form stays in this browser until it was sent: through a session that ended, a failed
// send, a closed tab. Inputs: data-draft (the key of the draft: person and record; none: nothing is kept); words data-restored, data-discard.
// Event taken, on document: `draft:sent` {key} (from HX-Trigger) when it went out by another form.

const PREFIX = "milepost:draft:";
const PENDING = "milepost:draft-sent";
const KEPT_DAYS = 14;
const SIGN_IN = "/sign-in/";

const isKept = (field) => field.name && !/^(hidden|file|submit|button)$/.test(field.type);
const fieldsOf = (form) => [...form.elements].filter(isKept);
const isBox = (field) => field.type === "checkbox" || field.type === "radio";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(key, values) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values }));
  } catch {
    // Full or forbidden: the form itself still holds what was typed.
  }
}

/** Say whether the answer means that the form was taken; one that leads to the sign-in page means that nobody read it. */
export function wasTaken(xhr) {
  return xhr.status >= 200 && xhr.status < 300 && !(xhr.getResponseHeader("HX-Redirect") ?? "").startsWith(SIGN_IN);
}

/** Forget a draft, as it was sent or is not wanted any more. */
export function forget(key) {
  localStorage.removeItem(PREFIX + key);
}

function sweep() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const age = Date.now() - (read(name.slice(PREFIX.length))?.at ?? 0);
    if (age > KEPT_DAYS * 864e5) localStorage.removeItem(name);
  }
}

// A form that a page sent by itself: the next page tells whether it arrived.
function settlePending() {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  if (!pending) return;
  sessionStorage.removeItem(PENDING);
  if (location.pathname !== pending.path && !location.pathname.startsWith(SIGN_IN)) forget(pending.key);
}

export class DraftForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.key = this.dataset.draft;
    if (!this.form || this.ready) return;
    this.ready = true;
    if (!this.key) return;
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.form.addEventListener("htmx:beforeOnLoad", (event) => this.onAnswer(event));
    if (!this.form.querySelector(".is-invalid, .errorlist:not([hidden])")) this.restore();
  }

  disconnectedCallback() {
    if (this.timer) this.save();
  }

  later() {
    if (!this.key) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 200);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = null;
    const values = fieldsOf(this.form).map((field) => [field.name, field.value, isBox(field) ? field.checked : null]);
    write(this.key, values);
  }

  restore() {
    const draft = read(this.key);
    if (!draft) return;
    let changed = false;
    for (const [name, value, on] of draft.values) {
      const field = fieldsOf(this.form).find((one) => one.name === name && (on === null || one.value === value));
      if (!field) continue;
      if (on === null ? field.value !== value : field.checked !== on) changed = true;
      if (on === null) field.value = value;
      else field.checked = on;
    }
    if (changed && this.dataset.restored) this.tell();
  }

  tell() {
    const note = document.createElement("p");
    note.className = "draft-note";
    note.textContent = this.dataset.restored;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = this.dataset.discard;
    button.addEventListener("click", () => this.discard(note));
    note.append(" ", button);
    this.prepend(note);
  }

  discard(note) {
    this.clear();
    this.form.reset();
    note.remove();
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = null;
    forget(this.key);
  }

  onSubmit(event) {
    if (this.timer) this.save();
    if (event.defaultPrevented || this.form.hasAttribute("hx-post")) return;
    sessionStorage.setItem(PENDING, JSON.stringify({ key: this.key, path: new URL(this.form.action).pathname }));
  }

  // Before the answer is put in place, where the same form may stand again.
  onAnswer({ detail, target }) {
    if (target === this.form && wasTaken(detail.xhr)) this.clear();
  }
}

try {
  settlePending();
  sweep();
} catch {
  // Storage is forbidden here: nothing is kept, and nothing breaks.
}
customElements.define("draft-form", DraftForm);
document.addEventListener("draft:sent", ({ detail }) => forget(detail.key));
addEventListener("pagehide", () => document.querySelectorAll("draft-form, touchpoint-log, comment-box").forEach((one) => one.timer && one.save()));
