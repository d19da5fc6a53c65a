// The palette: Ctrl/Cmd-K, "/" or [data-palette-open] opens it; what is typed goes to data-url?q=… and comes back as options.
// The combobox pattern: focus stays in the input, aria-activedescendant names the option that Enter opens.
// Recent choices stay in this browser, by person, and leave with them (the sign-out form clears them).
import { closeOnBackdrop, openModal } from "./dialogs.js";
import { openDrawer } from "./drawer.js";

const PAUSE = 120; // milliseconds between the last key and the question
const SLOW = 250; // milliseconds after which the spinner turns
const RECENT = 5;

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const storeKey = `milepost.recent.${dialog?.dataset.person}`;
let asking = null; // the AbortController of the question under way
let timer = 0;

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => list.querySelector("[aria-selected=true]");

function select(option) {
  current()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function show(nodes) {
  list.replaceChildren(...nodes);
  // Words are no option: a message stands beside the listbox, which then is not there.
  dialog.querySelector(".palette-note").replaceChildren(...list.querySelectorAll(".palette-empty"));
  const count = options().length;
  list.hidden = !count;
  input.setAttribute("aria-expanded", String(count > 0));
  const status = dialog.querySelector("[role=status]");
  status.textContent = `${count} ${status.dataset.words}`;
  select(options()[0]);
}

async function ask() {
  const text = input.value.trim();
  asking?.abort();
  const mine = (asking = new AbortController());
  const spinner = dialog.querySelector(".spinner");
  const slow = setTimeout(() => (spinner.hidden = false), SLOW);
  try {
    const url = `${dialog.dataset.url}?q=${encodeURIComponent(text)}`;
    const answer = await fetch(url, { signal: mine.signal, headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected) return location.reload(); // the session has ended
    if (!answer.ok) throw new Error(answer.status);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (mine === asking) show([...(text ? [] : recent()), ...found.childNodes]);
  } catch (error) {
    if (error.name !== "AbortError") show([dialog.querySelector("[data-failed]").content.cloneNode(true)]);
  } finally {
    clearTimeout(slow);
    if (mine === asking) spinner.hidden = true;
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(storeKey)) ?? [];
  } catch {
    return []; // storage is off or holds something else: there is nothing recent
  }
}

function remember(option) {
  const { label, icon } = option.dataset;
  const entry = { label, icon, url: option.getAttribute("href"), drawer: option.hasAttribute("data-drawer") };
  const others = stored().filter(({ url }) => url !== entry.url);
  try {
    localStorage.setItem(storeKey, JSON.stringify([entry, ...others].slice(0, RECENT)));
  } catch {
    // Storage is off: nothing is remembered.
  }
}

function recent() {
  const entries = stored();
  if (!entries.length) return [];
  const group = dialog.querySelector("[data-recent]").content.firstElementChild.cloneNode(true);
  entries.forEach(({ label, icon, url, drawer }, place) => {
    const item = dialog.querySelector("[data-recent-item]").content.firstElementChild.cloneNode(true);
    const use = item.querySelector("use");
    use.setAttribute("href", `${use.dataset.sprite}#${icon}`);
    item.querySelector(".palette-words").textContent = label;
    item.id = `palette-recent-${place}`;
    item.href = url;
    item.toggleAttribute("data-drawer", drawer);
    Object.assign(item.dataset, { label, icon });
    group.append(item);
  });
  return [group];
}

function follow(option, event) {
  remember(option);
  const url = option.getAttribute("href");
  if (event?.metaKey || event?.ctrlKey) return window.open(url, "_blank", "noopener");
  dialog.close();
  if (option.hasAttribute("data-drawer")) openDrawer(url);
  else location.assign(url);
}

function onKey(event) {
  const all = options();
  const place = all.indexOf(current());
  const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined && all.length && !(["Home", "End"].includes(event.key) && input.value)) {
    event.preventDefault();
    select(all.at(to % all.length));
  } else if (event.key === "Enter" && current()) {
    event.preventDefault();
    follow(current(), event);
  }
}

function open() {
  input.value = "";
  openModal(dialog, () => asking?.abort());
  input.focus();
  ask();
}

function onPageKey(event) {
  const typing = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing && !document.querySelector("dialog[open]");
  if (!asked && !slash) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
}

if (dialog?.dataset.url) {
  closeOnBackdrop(dialog);
  document.addEventListener("keydown", onPageKey);
  input.addEventListener("keydown", onKey);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== current()) select(option);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return option && remember(option);
    event.preventDefault();
    event.stopPropagation(); // a link with data-drawer is followed here, once the palette is closed
    follow(option);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) open();
    else if (event.target.closest("[data-palette-close]")) dialog.close();
  });
  document.addEventListener("submit", ({ target }) => target.hasAttribute("data-sign-out") && localStorage.removeItem(storeKey));
}
