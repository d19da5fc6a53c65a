// A list: conditions, columns, editing in place, selection, keys. Everything is found anew in #list, which htmx replaces.
// Inputs: #list[data-base][data-columns][data-query], tr[data-row], td[data-edit], [data-condition], [data-bulk].
// Keys: j and k go through the rows, x selects, Enter opens, e edits, / finds, Escape gives up an edit; the key of
// a row's button ([data-row-act]) presses it.
import { openDrawer } from "./drawer.js";

const list = () => document.getElementById("list");
const rows = () => [...document.querySelectorAll("#list tr[data-row]")];
const selected = new Set();
let everything = false; // all rows that match, on every page
let anchor = null; // the box from which Shift selects
let inside = ""; // the filter for which the selection was made

// A piece of the list has no address of its own: the page's stays.
const load = (url, target, swap = "innerHTML") => htmx.ajax("GET", url, { target, swap, source: target, push: "false" });

// ---- Editing in place ----
function edit(cell) {
  if (!cell || cell.querySelector("[data-editor]")) return;
  const row = cell.closest("tr");
  const url = `${list().dataset.base}rows/${row.dataset.row}/${cell.dataset.edit}/?columns=${list().dataset.columns}`;
  return load(url, cell);
}

async function cancel(editor) {
  const row = editor.closest("tr");
  const key = row.dataset.row;
  await load(`${list().dataset.base}rows/${key}/?columns=${list().dataset.columns}`, row, "outerHTML");
  if (document.activeElement === document.body) document.querySelector(`#list tr[data-row="${CSS.escape(key)}"]`)?.focus();
}

// ---- Selection ----
function showSelection() {
  const bar = document.querySelector("[data-bulk-bar]");
  for (const row of rows()) {
    const on = everything || selected.has(row.dataset.row);
    row.toggleAttribute("data-selected", on);
    const box = row.querySelector("[data-select]");
    if (box) box.checked = on;
  }
  if (!bar) return;
  const all = bar.querySelector("[data-select-all]");
  bar.hidden = !everything && selected.size === 0;
  bar.querySelector("[data-selected]").textContent = everything ? all.dataset.total : selected.size;
  if (all) all.hidden = everything || selected.size === Number(all.dataset.total);
  const page = document.querySelector("[data-select-page]");
  const count = rows().filter((row) => row.hasAttribute("data-selected")).length;
  if (page) Object.assign(page, { checked: count > 0 && count === rows().length, indeterminate: count > 0 && count < rows().length });
}

function select(row, on) {
  everything = false;
  if (on) selected.add(row.dataset.row);
  else selected.delete(row.dataset.row);
}

function selectNone() {
  everything = false;
  selected.clear();
  showSelection();
}

function onBox(box, shift) {
  const all = rows();
  const row = box.closest("tr");
  const from = shift && anchor ? all.findIndex((other) => other.dataset.row === anchor) : -1;
  const to = all.indexOf(row);
  const range = from < 0 ? [row] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of range) select(one, box.checked);
  anchor = row.dataset.row;
  showSelection();
}

function openBulk(button) {
  const query = new URLSearchParams(list().dataset.query);
  if (everything) query.set("all", "1");
  else for (const key of selected) query.append("id", key);
  openDrawer(`${button.dataset.bulk}?${query}`);
}

// ---- Conditions and columns ----
function openCondition(url, box) {
  return load(url, box);
}

function showInputs(form) {
  const op = form.querySelector("[data-op]").value;
  const value = form.querySelector("[data-value]");
  const none = form.dataset.noValue.split(" ").includes(op);
  value.hidden = none;
  const shown = form.querySelector("[data-period]")?.value ?? op;
  for (const piece of value.querySelectorAll("[data-shows]")) piece.hidden = !piece.dataset.shows.split(" ").includes(shown);
  for (const input of value.querySelectorAll("input, select")) input.disabled = none || !!input.closest("[hidden]");
}

function startAlternative(button) {
  const fields = document.querySelector("#list [data-fields]");
  fields.dataset.join = button.dataset.or;
  // After this click, which closes every menu that it was not made in.
  setTimeout(() => fields.previousElementSibling.click());
}

function resetFields(menu) {
  menu.querySelector("[data-condition-form]").replaceChildren();
  menu.querySelector(".condition-fields").hidden = false;
  const search = menu.querySelector("[data-field-search]");
  search.hidden = false;
  search.value = "";
  findField(search);
}

function findField(search) {
  const text = search.value.trim().toLowerCase();
  for (const item of search.parentElement.querySelectorAll("[data-condition]")) item.hidden = !item.textContent.toLowerCase().includes(text);
}

function move(button) {
  const item = button.closest("li");
  const other = button.dataset.move === "1" ? item.nextElementSibling : item.previousElementSibling;
  if (!other) return;
  if (button.dataset.move === "1") other.after(item);
  else other.before(item);
  button.focus();
}

// ---- Events ----
const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

function onClick(event) {
  const target = event.target;
  if (!target.closest?.("#list")) return;
  const found = (selector) => target.closest(selector);
  if (found("[data-cancel]")) return cancel(found("[data-editor]"));
  if (found("[data-select]")) return onBox(found("[data-select]"), event.shiftKey);
  if (found("[data-select-page]")) {
    for (const row of rows()) select(row, target.checked);
    return showSelection();
  }
  if (found("[data-select-all]")) {
    everything = true;
    return showSelection();
  }
  if (found("[data-select-none]")) return selectNone();
  if (found("[data-bulk]")) return openBulk(found("[data-bulk]"));
  if (found("[data-move]")) return move(found("[data-move]"));
  if (found("[data-or]")) return startAlternative(found("[data-or]"));
  if (found("button[data-condition]")) return chooseField(found("button[data-condition]"));
  if (found("td[data-edit]") && !found("a, form")) return edit(found("td[data-edit]"));
  // A click on what is no control of its own opens the row, unless text was marked.
  if (found("tr[data-row]") && !found("a, button, input, label, form, .list-check") && !String(getSelection())) {
    found("tr[data-row]").querySelector("a[data-drawer]")?.click();
  }
}

async function chooseField(button) {
  const menu = button.closest("[data-fields]");
  const join = menu.dataset.join ? `&join=${menu.dataset.join}` : "";
  menu.querySelector(".condition-fields").hidden = true;
  menu.querySelector("[data-field-search]").hidden = true;
  await openCondition(button.dataset.condition + join, menu.querySelector("[data-condition-form]"));
}

function step(by) {
  const all = rows();
  const now = all.indexOf(document.activeElement.closest?.("tr[data-row]"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (!list() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.matches?.("[data-field-search]")) {
    event.preventDefault();
    return event.target.parentElement.querySelector("[data-condition]:not([hidden])")?.click();
  }
  // Wherever the focus is: it enters the editor only a moment after it is drawn.
  const editor = event.target.closest?.("[data-editor]") ?? list().querySelector("[data-editor]");
  if (event.key === "Escape" && editor) {
    event.preventDefault();
    return cancel(editor);
  }
  if (isTyping(event.target) && event.target.type !== "checkbox") return;
  const row = event.target.closest?.("tr[data-row]");
  const button = row?.querySelector(`[data-row-act="${CSS.escape(event.key)}"]`);
  if (button) return button.click();
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => list().querySelector("[data-list-search]")?.focus(),
    x: () => row?.querySelector("[data-select]")?.click(),
    e: () => edit(row?.querySelector("td[data-edit]")),
    Enter: () => event.target === row && row.querySelector("a[data-drawer]")?.click(),
  };
  if (!(event.key in actions) || (row === null && "xe".includes(event.key))) return;
  if (event.key === "Enter" && event.target !== row) return;
  event.preventDefault();
  event.stopPropagation(); // "/" finds in this list, not everywhere
  actions[event.key]();
}

function onSettled({ detail }) {
  const form = detail.target?.querySelector?.("form.condition");
  if (form) {
    showInputs(form);
    form.querySelector("[data-value] :is(input, select):not([hidden], [type=hidden]), [data-op]")?.focus();
  }
  const focus = detail.target?.closest?.("#list") && detail.target.querySelector?.("[data-editor] [autofocus]");
  focus?.focus();
  if (focus?.select) focus.select();
  if (list()) {
    // Another filter is another selection.
    const now = filterOf(list().dataset.query);
    if (now !== inside) selectNone();
    inside = now;
    showSelection();
  }
}

function filterOf(query) {
  const params = new URLSearchParams(query);
  for (const name of ["sort", "columns", "view", "after"]) params.delete(name);
  return params.toString();
}

function onShown(event) {
  const menu = event.target.parentElement?.querySelector(".condition-menu");
  if (menu?.matches("[data-condition]") && !menu.childElementCount) openCondition(menu.dataset.condition, menu);
  if (menu?.matches("[data-fields]")) {
    resetFields(menu);
    menu.querySelector("[data-field-search]").focus();
  }
}

if (list()) {
  inside = filterOf(list().dataset.query);
  // In the capture phase for keys: "/" finds in this list rather than everywhere.
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("input", ({ target }) => target.matches?.("[data-field-search]") && findField(target));
  document.addEventListener("change", ({ target }) => target.closest?.("form.condition") && showInputs(target.closest("form.condition")));
  document.addEventListener("htmx:afterSettle", onSettled);
  document.addEventListener("shown.bs.dropdown", onShown);
  document.addEventListener("hidden.bs.dropdown", ({ target }) => delete target.parentElement?.querySelector("[data-fields]")?.dataset.join);
  // What was written in the drawer shows in the list below it.
  document.addEventListener("drawer:closed", (event) => {
    if (!event.detail.changed) return;
    event.preventDefault();
    refresh();
  });
  document.addEventListener("list:refresh", refresh);
}

function refresh() {
  if (list()) load(location.pathname + location.search, list(), "outerHTML");
}
