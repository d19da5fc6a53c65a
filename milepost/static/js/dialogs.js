// Opening native dialogs: focus goes back where it was, a click beside the dialog closes it.

/** Open `dialog` as a modal; `onClose` runs once it has closed, however that came about. */
export function openModal(dialog, onClose = () => {}) {
  if (dialog.open) return;
  const before = document.activeElement;
  dialog.addEventListener(
    "close",
    () => {
      if (before?.isConnected) before.focus({ preventScroll: true });
      onClose();
    },
    { once: true },
  );
  dialog.showModal();
}

/** Close `dialog` when the pointer went down and up on its backdrop. */
export function closeOnBackdrop(dialog, close = () => dialog.close()) {
  let downOutside = false;
  dialog.addEventListener("pointerdown", (event) => (downOutside = event.target === dialog && isOutside(dialog, event)));
  dialog.addEventListener("click", (event) => {
    if (downOutside && event.target === dialog && isOutside(dialog, event)) close();
    downOutside = false;
  });
}

function isOutside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

/** Return the uppermost open modal, or the body. */
export function topLayer() {
  return [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
}
