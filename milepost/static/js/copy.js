// <copy-text>: a text field and a button that copies it.
// Inputs: input or textarea [readonly], button with data-done (what it says once it is copied). Nothing to tell.

class CopyText extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input, textarea");
    const button = this.querySelector("button");
    const words = button.querySelector("span");
    const usual = words.textContent;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        document.execCommand("copy"); // no clipboard API over plain http
      }
      words.textContent = button.dataset.done;
      setTimeout(() => (words.textContent = usual), 2000);
    });
  }
}

customElements.define("copy-text", CopyText);
