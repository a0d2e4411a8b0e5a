// What the deputy takes away: the tracker, short and whole, and as a QR code that opens the public board.
import { encode } from "../../vendor/uqr/uqr.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4;

function drawing(text) {
  const { size, data } = encode(text, { ecc: "M", border: 0 });
  const svg = document.createElementNS(SVG, "svg");
  const side = size + 2 * QUIET;
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", text);
  const path = document.createElementNS(SVG, "path");
  const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  path.setAttribute("d", squares.join(""));
  const paper = document.createElementNS(SVG, "rect");
  paper.setAttribute("width", side);
  paper.setAttribute("height", side);
  paper.setAttribute("fill", "#fff");
  svg.append(paper, path);
  return svg;
}

/** Fill the last page. */
export function showReceipt(tracker, board) {
  document.querySelector("#short-code").textContent = `${tracker.slice(0, 4)} ${tracker.slice(4, 8)}`;
  document.querySelector("#tracker").textContent = tracker;
  document.querySelector("#tracker-qr").replaceChildren(drawing(`${board}?tracker=${encodeURIComponent(tracker)}`));
}
