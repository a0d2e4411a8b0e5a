// The rows of a ballot with priorities: a tap gives a project the next free number, another tap takes it away.
import { fill } from "./words.js";

/**
 * The priorities of the ballot in the page. `order` holds the ranked rows from the first on, so no two numbers are equal
 * and none is left out. `changed()` is called after every change.
 */
export function setUpRanks(form, { seats, names }, words, changed) {
  const rows = [...form.querySelectorAll("[data-row]")];
  const limit = document.querySelector("#limit");
  const order = [];
  const rowOf = (element) => Number(element.closest("[data-row]")?.dataset.row ?? -1);
  const rankOf = (row) => order.indexOf(row) + 1;
  const word = (row) => (rankOf(row) ? fill(words.rank, { n: rankOf(row) }) : words.notRanked);
  const button = (row) => rows[row].querySelector(".rank");

  const show = () => {
    rows.forEach((element, row) => {
      const rank = rankOf(row);
      element.classList.toggle("ranked", rank > 0);
      element.querySelector(".rank-no").textContent = rank || "";
      button(row).setAttribute("aria-pressed", String(rank > 0));
      button(row).setAttribute("aria-label", `${names[row]}，${word(row)}`);
      element.querySelector(".earlier").disabled = rank < 2;
      element.querySelector(".later").disabled = !rank || rank === order.length;
    });
    limit.hidden = true;
    changed();
  };
  const toggle = (row) => {
    if (rankOf(row)) order.splice(rankOf(row) - 1, 1);
    else if (order.length < seats) order.push(row);
    else {
      limit.textContent = fill(words.full, { max: seats, name: names[row] });
      limit.hidden = false;
      return;
    }
    show();
  };
  // Puts a row at a rank; the others move by one.
  const place = (row, rank) => {
    const before = rankOf(row);
    if (!before && order.length >= seats) {
      toggle(row);
      return;
    }
    if (before) order.splice(before - 1, 1);
    order.splice(Math.min(Math.max(rank, 1), order.length + 1) - 1, 0, row);
    show();
  };
  const focus = (row) => {
    button(row).focus({ preventScroll: true });
    rows[row].scrollIntoView({ block: "nearest" });
  };
  const move = (row, by, pressed) => {
    place(row, rankOf(row) + by);
    if (pressed.disabled) focus(row);
  };

  form.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button");
    if (!pressed) return;
    const row = rowOf(pressed);
    if (pressed.matches(".rank")) toggle(row);
    else if (pressed.matches(".earlier")) move(row, -1, pressed);
    else if (pressed.matches(".later")) move(row, 1, pressed);
    else if (pressed.matches(".more")) {
      const about = document.getElementById(pressed.getAttribute("aria-controls"));
      about.hidden = !about.hidden;
      pressed.setAttribute("aria-expanded", String(!about.hidden));
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (row < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (event.key === "ArrowUp") focus(Math.max(0, row - 1));
    else if (event.key === "ArrowDown") focus(Math.min(rows.length - 1, row + 1));
    else if (event.key === "ArrowLeft" && rankOf(row)) place(row, rankOf(row) - 1);
    else if (event.key === "ArrowRight" && rankOf(row)) place(row, rankOf(row) + 1);
    else if (digit) place(row, digit);
    else return;
    event.preventDefault();
  });

  const marks = () => rows.map((_, row) => rankOf(row));
  return {
    approvals: () => order.length,
    focus,
    marks,
    unmarked: () => [],
    /** The ranked rows from the first on, then the others as they stand on the ballot. */
    lines: () =>
      [...order, ...[...rows.keys()].filter((row) => !rankOf(row))].map((row) => ({ row, word: word(row), open: false })),
    sums: () => [[words.ranked, order.length], [words.notRanked, rows.length - order.length]],
    /** Forget every number. */
    clear() {
      order.length = 0;
      show();
    },
  };
}
