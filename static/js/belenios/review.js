/** What a trustee's browser looks at before it opens anything with its key. */
import { checkBallot } from "./ballot.js";
import { ownedOf, payloadsOf, readBoard, setupOf } from "./board.js";
import { readCiphertexts } from "./ciphertexts.js";
import { parseElection } from "./election.js";
import { fields, loadsExact, sha256Hex } from "./encoding.js";
import { Invalid } from "./errors.js";
import { product } from "./group.js";
import { checkShuffle } from "./shuffle.js";
import { checkPublicKey } from "./trustee.js";

/** The keys of `Single` trustees in order, their proofs checked; throws `Invalid`. */
function keysOf(text) {
  return loadsExact(text, "trustee-form").map(([kind, value], i) => {
    if (kind !== "Single") throw new Invalid("trustee-form", `trustee ${i + 1}`, "not supported");
    return { hex: value.public_key, point: checkPublicKey(value, `trustee ${i + 1}`) };
  });
}

function checkBallots(board, election, listed, progress) {
  const kept = new Map();
  const events = payloadsOf(board, "Ballot");
  events.forEach(({ text, where }, i) => {
    const ballot = checkBallot(election, text, listed, where);
    kept.set(ballot.credential, `${ballot.alpha},${ballot.beta}`);
    if (i % 8 === 7) progress(i / events.length);
  });
  return [...kept.values()];
}

function checkTally(board, pairs) {
  const [{ text, where }] = payloadsOf(board, "EncryptedTally");
  const names = ["num_tallied", "total_weight", "encrypted_tally"];
  const [count, , hash] = fields(loadsExact(text, "tally-form", where), names, "tally-form", where);
  const items = readCiphertexts(board.data(hash, where), "tally-form", where);
  const found = items.map(({ alpha, beta }) => `${alpha},${beta}`);
  if (found.sort().join() !== pairs.sort().join()) {
    throw new Invalid("tally-ballots", where, "the encrypted tally is not made of the ballots in the box");
  }
  if (count !== pairs.length) throw new Invalid("tally-count", where, "counts other ballots than the box holds");
  return items;
}

/**
 * Check an archive whose mixing has ended, for the trustee with this public key: the chain; that the election's key is
 * made of the trustees' keys and this one is among them; every ballot; that the tally is those ballots; that every
 * trustee has mixed once and every proof holds. Throws `Invalid` naming the check.
 *
 * `own` says whether this trustee's mix in the chain is one that this device made: `same`, `other`, or `unknown` when
 * the device remembers none. Only the person can judge the last two: they may have mixed on another device.
 * @param {Uint8Array} bytes the archive
 * @param {string} publicKey the trustee's, on the wire
 * @param {string[]} mixes SHA-256 of the shuffles that this device handed in
 * @param {(share: number) => void} progress
 * @returns {{election: string, ciphertexts: string, ballots: number, trustees: number, head: string, own: string}}
 */
export function reviewBeforeOpening(bytes, publicKey, mixes, progress = () => {}) {
  const board = readBoard(bytes);
  const setup = setupOf(board);
  const election = parseElection(setup.election);
  const keys = keysOf(setup.trustees);
  if (!product(keys.map((key) => key.point)).equals(election.key)) {
    throw new Invalid("election-key", "event 0", "the election's key is not the product of the trustees' keys");
  }
  const owner = 1 + keys.findIndex((key) => key.hex === publicKey);
  if (!owner) throw new Invalid("own-key", "event 0", "this key is not among the trustees of the election");
  progress(0.05);

  const pairs = checkBallots(board, election, new Set(setup.credentials), (share) => progress(0.05 + 0.4 * share));
  let items = checkTally(board, pairs);
  progress(0.5);

  const shuffles = ownedOf(board, "Shuffle", "shuffle-form");
  const mixed = new Set(shuffles.map((step) => step.owner));
  const everyone = keys.every((_, i) => mixed.has(i + 1));
  const ended = board.events.some((event) => event.type === "EndShuffles");
  if (!everyone || shuffles.length !== keys.length || !ended) {
    throw new Invalid("shuffle-owner", "", "not exactly one mix of every trustee");
  }
  shuffles.forEach(({ text, where }, i) => {
    const done = (share) => progress(0.5 + (0.5 * (i + share)) / shuffles.length);
    items = checkShuffle(election, items, text, where, done);
  });
  const own = shuffles.find((step) => step.owner === owner);
  const remembered = mixes.includes(sha256Hex(own.text)) ? "same" : "other";
  return {
    election: setup.election,
    ciphertexts: shuffles.at(-1).text,
    ballots: pairs.length,
    trustees: keys.length,
    head: board.head,
    own: mixes.length ? remembered : "unknown",
  };
}
