// Forms are sent once: from the first send until the answer their buttons are busy.
// Input: every form; data-resend on one that may be sent again meanwhile (a search, a download). Nothing to tell.

const buttons = (form) => form.querySelectorAll("button:not([type=button]), input[type=submit]");

function busy(form, on) {
  form.toggleAttribute("data-sent", on);
  for (const button of buttons(form)) {
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

function onceOnly(event) {
  if (!event.target.hasAttribute("data-sent")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-resend")) return;
  // After this event, so that the button's own name and value are still sent.
  setTimeout(() => busy(form, true));
}

const onHtmx = (on) => (event) => {
  const form = event.detail.elt;
  if (form.matches("form:not([data-resend])")) busy(form, on);
};

document.addEventListener("submit", onceOnly, true);
document.addEventListener("submit", onSubmit);
document.addEventListener("htmx:beforeRequest", onHtmx(true));
document.addEventListener("htmx:afterRequest", onHtmx(false));
// A page that comes back from the browser's cache is ready again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => busy(form, false)));
