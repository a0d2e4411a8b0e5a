/**
 * The files of an archive `.bel`: an old-style tar with one grammar.
 *
 * Every header is written anew from name, length and the archive's one time, and compared byte for byte; so there is no
 * room for other times, links, owners, extensions, padding or an end that the content does not give.
 */
import { Invalid } from "./errors.js";

const BLOCK = 512;
const MAX_SIZE = 128 * 1024 * 1024;
const SIZE = /^[0-7]{11}\0$/;
const FIRST = /^\{"version":1,"timestamp":"(0|[1-9][0-9]{0,9})"\}$/;

const latin = (bytes) => String.fromCharCode(...bytes);

function write(block, place, text) {
  for (let i = 0; i < text.length; i++) block[place + i] = text.charCodeAt(i);
}

const octal = (number, digits) => number.toString(8).padStart(digits, "0");

function header(name, size, timestamp) {
  const block = new Uint8Array(BLOCK);
  write(block, 0, name);
  write(block, 100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`);
  write(block, 124, `${octal(size, 11)}\0${octal(timestamp, 11)}\0${" ".repeat(8)}0`);
  write(block, 148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

const wrong = (place, why) => new Invalid("archive", `byte ${place}`, why);

/** Name, content and place of every file as far as the headers tell; nothing but lengths is looked at. */
function* blocks(bytes) {
  for (let place = 0; place < bytes.length; ) {
    const head = bytes.subarray(place, place + BLOCK);
    const size = head.length === BLOCK ? latin(head.subarray(124, 136)) : "";
    if (!SIZE.test(size)) throw wrong(place, "not an archive, or damaged");
    const start = place + BLOCK;
    const end = start + Number.parseInt(size, 8);
    const next = start + BLOCK * Math.ceil((end - start) / BLOCK);
    if (next > bytes.length) throw wrong(place, "the archive was cut off");
    const name = latin(head.subarray(0, 100)).replace(/\0+$/, "");
    yield { name, content: bytes.subarray(start, end), head, padding: bytes.subarray(end, next), place };
    place = next;
  }
}

/**
 * The files after the first, which tells the version and the time; throws `Invalid` with archive.
 * @param {Uint8Array} bytes
 * @returns {Iterable<{name: string, content: Uint8Array}>}
 */
export function* files(bytes) {
  if (bytes.length > MAX_SIZE) throw wrong(MAX_SIZE, "larger than any archive");
  let timestamp = null;
  for (const { name, content, head, padding, place } of blocks(bytes)) {
    const first = timestamp === null;
    if (first) {
      const [, told] = (name === "BELENIOS" && content.length < 99 && FIRST.exec(latin(content))) || [];
      if (!told || Number(told) >= 8 ** 11) throw wrong(place, "not a Belenios archive");
      timestamp = Number(told);
    }
    const written = header(name, content.length, timestamp);
    if (!written.every((byte, i) => byte === head[i])) throw wrong(place, "a header that the content does not give");
    if (padding.some((byte) => byte !== 0)) throw wrong(place, "something is hidden behind a file's end");
    if (!first) yield { name, content };
  }
  if (timestamp === null) throw wrong(0, "empty");
}
