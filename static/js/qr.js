// QR codes drawn in the page, as vectors; nothing leaves it.
import { encode } from "../vendor/uqr/uqr.js";

const SVG = "http://www.w3.org/2000/svg";

/** The text as an SVG element with its quiet zone. */
export function draw(text) {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((black, x) => (black ? [`M${x} ${y}h1.02v1.02h-1.02z`] : [])));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path.join(""));
  svg.append(shape);
  return svg;
}
