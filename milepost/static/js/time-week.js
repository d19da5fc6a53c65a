// The week of one's time: arrow keys go from cell to cell, Enter goes down. Takes: table[data-time-week] .time-input.
const table = document.querySelector("[data-time-week]");

function cell(row, column) {
  return table.tBodies[0].rows[row]?.cells[column]?.querySelector(".time-input");
}

table?.addEventListener("keydown", (event) => {
  const input = event.target.closest(".time-input");
  if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = input.closest("tr").sectionRowIndex;
  const column = input.closest("td").cellIndex;
  const atStart = input.selectionStart === 0;
  const atEnd = input.selectionEnd === input.value.length;
  const next = {
    ArrowUp: () => cell(row - 1, column),
    ArrowDown: () => cell(row + 1, column),
    Enter: () => cell(row + 1, column) ?? input,
    ArrowLeft: () => atStart && cell(row, column - 1),
    ArrowRight: () => atEnd && cell(row, column + 1),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  if (next === input) input.blur();
  next.focus();
  next.select();
});
