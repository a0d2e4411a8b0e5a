// The rows of the ballot: marking by touch, mouse and keyboard, and the limit of approvals.
import { fill } from "./words.js";

const APPROVE = 1;

/**
 * The marks of the ballot in the page. They live in this object and in the page's form, nowhere else.
 * `changed()` is called after every mark.
 */
export function setUpMarks(form, { seats, cap, names, marking }, words, changed) {
  const rows = [...form.querySelectorAll("[data-row]")];
  // Whoever only chooses says nothing about the others; elsewhere a row without a mark is pointed out.
  const untouched = marking === "choose" ? 0 : null;
  const values = rows.map(() => untouched);
  const limit = document.querySelector("#limit");
  const radios = (row) => [...rows[row].querySelectorAll("input")];
  // In a rating every grade counts as an answer.
  const counts = (value) => (marking === "grade" ? value !== null : value === APPROVE);
  const approvals = () => values.filter(counts).length;
  const rowOf = (element) => Number(element.closest("[data-row]")?.dataset.row ?? -1);
  const mayApprove = (row) => !cap || values[row] === APPROVE || approvals() < seats;

  const show = (row) => radios(row).forEach((radio) => (radio.checked = Number(radio.value) === values[row]));
  const refuse = (row) => {
    limit.textContent = fill(words.full, { max: seats, name: names[row] });
    limit.hidden = false;
    show(row);
  };
  const mark = (row, value) => {
    if (value === APPROVE && !mayApprove(row)) {
      refuse(row);
      return false;
    }
    values[row] = value;
    limit.hidden = true;
    show(row);
    changed();
    return true;
  };
  const focus = (row) => {
    const chosen = radios(row).find((radio) => radio.checked) ?? radios(row)[0];
    chosen.focus({ preventScroll: true });
    rows[row].scrollIntoView({ block: "nearest" });
  };
  const step = (row, by) => {
    const choices = radios(row);
    const at = choices.findIndex((radio) => radio.checked);
    let next = at < 0 ? (by > 0 ? -1 : 0) : at;
    // A full ballot passes over 赞成, but says so.
    for (let tries = 0; tries < choices.length; tries++) {
      next = (next + by + choices.length) % choices.length;
      const value = Number(choices[next].value);
      const said = value === APPROVE && !mayApprove(row);
      if (said) continue;
      mark(row, value);
      choices[next].focus();
      if (tries > 0) refuse(row);
      return;
    }
  };

  form.addEventListener("change", ({ target }) => mark(rowOf(target), Number(target.value)));
  form.addEventListener("click", ({ target }) => {
    if (!target.matches(".more")) return;
    const about = document.getElementById(target.getAttribute("aria-controls"));
    about.hidden = !about.hidden;
    target.setAttribute("aria-expanded", String(!about.hidden));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (row < 0 || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = radios(row)[Number(event.key) - 1];
    if (event.key === "ArrowUp") focus(Math.max(0, row - 1));
    else if (event.key === "ArrowDown") focus(Math.min(rows.length - 1, row + 1));
    else if (event.key === "ArrowLeft") step(row, -1);
    else if (event.key === "ArrowRight") step(row, 1);
    else if (choice) {
      if (mark(row, Number(choice.value)) && row + 1 < rows.length) focus(row + 1);
    } else return;
    event.preventDefault();
  });

  /** Sign and word of a row's mark. */
  const spoken = (row) => {
    const label = radios(row).find((radio) => radio.checked)?.nextElementSibling;
    return label ? [...label.childNodes].map((node) => node.textContent.trim()).join(" ") : words.abstainUnmarked;
  };

  rows.forEach((_, row) => show(row));
  return {
    approvals,
    focus,
    /** Each row's mark in words, in the order of the ballot; `open` where nothing was marked. */
    lines: () => values.map((value, row) => ({ row, word: spoken(row), open: value === null })),
    /** How often each mark was given. */
    sums() {
      const sums = new Map();
      values.forEach((_, row) => sums.set(spoken(row), (sums.get(spoken(row)) ?? 0) + 1));
      return [...sums];
    },
    marks: () => values.map((value) => value ?? 0),
    unmarked: () => values.flatMap((value, row) => (value === null ? [row] : [])),
    /** Forget every choice. */
    clear() {
      values.fill(untouched);
      form.reset();
      rows.forEach((_, row) => show(row));
    },
  };
}
