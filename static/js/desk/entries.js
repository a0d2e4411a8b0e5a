// Rows of quick entry: another row when the last one is begun, and Ctrl+Enter saves.
const form = document.querySelector("#entry-form");
const list = document.querySelector("#entries");
const more = document.querySelector("#more-rows");
const most = Number(list.dataset.most);

/** A copy of the last row, emptied and renumbered; what is chosen as a place stays. */
function add() {
  const rows = list.querySelectorAll(".entry");
  if (rows.length >= most) return null;
  const row = rows[rows.length - 1].cloneNode(true);
  const [from, to] = [rows.length - 1, rows.length];
  row.dataset.row = to;
  for (const part of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace(`-${from}`, `-${to}`));
    }
    part.removeAttribute("aria-invalid");
  }
  for (const wrong of row.querySelectorAll(".wrong")) wrong.remove();
  for (const cell of row.querySelectorAll(".field-wrong")) cell.classList.remove("field-wrong");
  for (const field of row.querySelectorAll("input, textarea")) field.value = "";
  const last = rows[rows.length - 1];
  for (const select of row.querySelectorAll("select")) {
    const before = last.querySelector(`#${select.id.replace(`-${to}`, `-${from}`)}`);
    select.value = select.id.startsWith("place") ? before.value : "";
  }
  for (const word of row.querySelectorAll("legend, .visually-hidden")) {
    word.textContent = word.textContent.replace(String(to), String(to + 1));
  }
  list.append(row);
  return row;
}

if (more) {
  more.hidden = false;
  more.addEventListener("click", () => add()?.querySelector("textarea").focus());
  list.addEventListener("input", (event) => {
    if (event.target.closest(".entry") === list.lastElementChild) add();
  });
}
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  // Enter in a cell of a row would send a half-filled page.
  else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) event.preventDefault();
});
