/** The board: the append-only, hash-chained archive `.bel` (specification §4.4), read in the browser. */
import { bytesToHex, sha256 } from "../../vendor/noble-curves/noble.js";
import { fields, loadsExact } from "./encoding.js";
import { Invalid } from "./errors.js";

const BLOCK = 512;
const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;
const TYPES = [
  "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
];
const FIELDS = ["parent", "height", "type", "payload"];

const ascii = (bytes) => String.fromCharCode(...bytes).replace(/\0.*$/s, "");
const octal = (bytes) => {
  const text = ascii(bytes).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : -1;
};

function* entries(bytes) {
  let place = 0;
  while (place < bytes.length && bytes[place] !== 0) {
    const header = bytes.subarray(place, place + BLOCK);
    const size = header.length === BLOCK ? octal(header.subarray(124, 136)) : -1;
    const start = place + BLOCK;
    if (size < 0 || start + size > bytes.length) throw new Invalid("archive", "", "not an archive, or cut off");
    yield [ascii(header.subarray(0, 100)), bytes.subarray(start, start + size)];
    place = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/**
 * Read an archive and check every name and the chain; throws `Invalid` with archive, file-name or chain.
 * @param {Uint8Array} bytes
 * @returns {{events: object[], head: string, data: (hash: string, where?: string) => string}}
 */
export function readBoard(bytes) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts = new Map();
  const events = [];
  let head = null;
  for (const [name, content] of entries(bytes)) {
    if (name === "BELENIOS") continue;
    const [, hash, kind] = NAME.exec(name) ?? [];
    const where = `event ${events.length}`;
    if (!hash || bytesToHex(sha256(content)) !== hash) throw new Invalid("file-name", where, "not the hash of its content");
    const text = decoder.decode(content);
    if (kind === "data") {
      texts.set(hash, text);
      continue;
    }
    const event = loadsExact(text, "chain", where);
    const known = event !== null && typeof event === "object" && Object.keys(event).every((key) => FIELDS.includes(key));
    const follows = known && (event.parent ?? null) === head && event.height === events.length;
    if (!follows || !TYPES.includes(event.type)) throw new Invalid("chain", where, "does not follow the event before it");
    events.push(event);
    head = hash;
  }
  if (!events.length) throw new Invalid("archive", "", "holds no event");
  const data = (hash, where = "") => {
    if (!texts.has(hash)) throw new Invalid("chain", where, "refers to data that is not in the archive");
    return texts.get(hash);
  };
  return { events, head, data };
}

/** Texts of election and trustees, and the public credentials, from the first event. */
export function setupOf(board) {
  const text = board.data(board.events[0].payload, "event 0");
  const hashes = fields(loadsExact(text, "setup-form", "event 0"), ["election", "trustees", "credentials"], "setup-form", "event 0");
  const [election, trustees, credentials] = hashes.map((hash) => board.data(hash, "event 0"));
  return { election, trustees, credentials: JSON.parse(credentials) };
}

/** The texts that events of one type refer to, each with where it stands. */
export const payloadsOf = (board, type) =>
  board.events
    .filter((event) => event.type === type)
    .map((event) => ({ text: board.data(event.payload, `event ${event.height}`), where: `event ${event.height}` }));

/** Payloads that a trustee owns: owner (from 1), text and place. */
export const ownedOf = (board, type, check) =>
  payloadsOf(board, type).map(({ text, where }) => {
    const [owner, hash] = fields(loadsExact(text, check, where), ["owner", "payload"], check, where);
    return { owner, text: board.data(hash, where), where: `${where}, trustee ${owner}` };
  });
