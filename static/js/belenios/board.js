/** The board: the append-only, hash-chained archive `.bel` (specification §4.4), read in the browser. */
import { bytesToHex, sha256 } from "../../vendor/noble-curves/noble.js";
import { dumps, fields, loadsExact } from "./encoding.js";
import { Invalid } from "./errors.js";
import { files } from "./tar.js";

const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;

/** The types of events in the order in which they come. */
export const TYPES = [
  "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
];

const BARE = ["EndBallots", "EndShuffles"];
/** Bytes of the longest event, and of the longest data that only name other data. */
const MAX_SMALL = 1024;

/** For each type whose data name other data: the check of its form, its fields, how many of the last are hashes. */
const REFERRING = {
  Setup: ["setup-form", ["election", "trustees", "credentials"], 3],
  EncryptedTally: ["tally-form", ["num_tallied", "total_weight", "encrypted_tally"], 1],
  Shuffle: ["shuffle-form", ["owner", "payload"], 1],
  PartialDecryption: ["decryption-form", ["owner", "payload"], 1],
};

/** An archive that was read: its chain is whole, its contents are not yet checked. */
class Board {
  constructor() {
    this.events = [];
    this.data = new Map();
  }

  /** Hash of the last event. */
  get head() {
    return this.events[this.events.length - 1].hash;
  }

  /** Data by its hash as text; `check` fails when it is no UTF-8. */
  text(hash, check, where) {
    const content = this.data.get(hash);
    if (!content) throw new Invalid("chain", where, "refers to data that is not in the archive");
    return decoded(content, check, where);
  }

  /** The events of one type, in order. */
  of(type) {
    return this.events.filter((event) => event.type === type);
  }
}

function decoded(content, check, where) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Invalid(check, where, "not UTF-8");
  }
}

/** What an event says if it is to the byte what its parts give; throws `Invalid("chain", …)`. */
function readEvent(content, board, hash) {
  const height = board.events.length;
  const where = `event ${height}`;
  const wrong = (why) => new Invalid("chain", where, why);
  if (content.length > MAX_SMALL) throw wrong("not an event: too long");
  const text = decoded(content, "chain", where);
  const { type, payload } = loadsExact(text, "chain", where) ?? {};
  const told = { ...(height ? { parent: board.head } : {}), height, type, ...(payload === undefined ? {} : { payload }) };
  if (!TYPES.includes(type) || dumps(told) !== text) throw wrong("not an event, or it does not follow the one before");
  if (BARE.includes(type) ? payload !== undefined : typeof payload !== "string") throw wrong("has a wrong payload");
  return { type, payload, hash, height, where, values: [] };
}

/** Exactly the data that an event refers to stand in front of it; notes what they say that name other data. */
function checkReferred(event, board, before) {
  const { type, where } = event;
  const [form, names, count] = REFERRING[type] ?? ["", [], 0];
  if (before.length !== (BARE.includes(type) ? 0 : 1 + count)) {
    throw new Invalid("archive", where, "other data stand before it than belong to it");
  }
  const other = new Invalid("chain", where, "refers to data that is not in front of it");
  if (before[before.length - 1] !== event.payload) throw other;
  if (!count) return;
  if (board.data.get(event.payload).length > MAX_SMALL) throw new Invalid(form, where, "too long");
  event.values = fields(loadsExact(board.text(event.payload, form, where), form, where), names, form, where);
  const referred = event.values.slice(-count);
  if (!referred.every((hash, i) => hash === before[i])) throw other;
}

/**
 * Read an archive and check its grammar: every file's name and header, the chain, and that before each event stands
 * exactly the data that it refers to. Throws `Invalid` with archive, file-name, chain, or a form check of a payload.
 *
 * Each event has type, height, hash, payload, where it stands, and the payload's `values` where these refer to other data.
 * @param {Uint8Array} bytes
 */
export function readBoard(bytes) {
  const board = new Board();
  let before = [];
  for (const { name, content } of files(bytes)) {
    const where = `event ${board.events.length}`;
    const [, hash, kind] = NAME.exec(name) ?? [];
    if (!hash || bytesToHex(sha256(content)) !== hash) throw new Invalid("file-name", where, "not the hash of its content");
    if (kind === "data") {
      board.data.set(hash, content);
      before.push(hash);
      continue;
    }
    const event = readEvent(content, board, hash);
    checkReferred(event, board, before);
    board.events.push(event);
    before = [];
  }
  if (!board.events.length) throw new Invalid("archive", "", "holds no event");
  if (before.length) throw new Invalid("archive", "", "data follows the last event");
  return board;
}
