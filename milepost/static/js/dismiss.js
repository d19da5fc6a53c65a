// A button with data-dismiss="selector" takes the closest element of that selector off the page.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-dismiss]");
  button?.closest(button.dataset.dismiss)?.remove();
});
