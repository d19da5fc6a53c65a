// <comment-box>: a form with a text in which @ completes names; Ctrl or ⌘ and Enter send it.
// Inputs: data-people (see names.js), data-draft as in drafts.js (none: nothing is kept); in it a form with textarea and
// .log-people. Nothing to tell.
import { DraftForm } from "./drafts.js";
import { Names } from "./names.js";

class CommentBox extends DraftForm {
  connectedCallback() {
    if (this.ready) return;
    super.connectedCallback();
    const text = this.querySelector("textarea");
    this.names = new Names(text, this.querySelector(".log-people"), this.dataset.people, () => this.later());
    text.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if (event.isComposing || this.names.onKey(event)) return;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (event.target.value.trim()) this.form.requestSubmit();
  }
}

customElements.define("comment-box", CommentBox);
