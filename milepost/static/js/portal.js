// The portal's only script of its own: what the browser cannot do by itself.

// A notice that was read goes when somebody goes on.
document.addEventListener("click", (event) => {
  const notice = document.querySelector("#notice");
  if (notice && !notice.contains(event.target)) notice.replaceChildren();
});

// An answer in words (refused, not there) is shown; htmx would drop what is not a success.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
