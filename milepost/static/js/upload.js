// <upload-form>: a form with one file that shows how far its upload is.
// Inputs: form with input[type=file], progress[hidden]. Nothing to tell: the answer replaces the page, as without script.

class UploadForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const progress = form.querySelector("progress");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("button").disabled = true;
      progress.hidden = false;
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (step) => {
        if (step.lengthComputable) progress.value = (100 * step.loaded) / step.total;
      });
      request.addEventListener("load", () => this.show(request));
      request.addEventListener("error", () => form.submit()); // the browser then says what is wrong
      request.open("POST", form.action);
      request.send(new FormData(form));
    });
  }

  show(request) {
    if (request.responseURL !== this.querySelector("form").action) {
      location.assign(request.responseURL); // stored: it led on
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const answer = page.querySelector("upload-form");
    if (answer) this.replaceWith(answer);
    else location.reload();
  }
}

customElements.define("upload-form", UploadForm);
