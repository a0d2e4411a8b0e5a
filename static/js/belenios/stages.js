/** The checks of an archive, one stage after the other; each throws `Invalid` naming the check that failed. */
import { checkBallot } from "./ballot.js";
import { TYPES } from "./board.js";
import { readCiphertexts } from "./ciphertexts.js";
import { checkPartial, openedPoints, readBallots } from "./decryption.js";
import { CARD_LIST, cardListOf, parseElection } from "./election.js";
import { dumps, fields, list, loadsExact } from "./encoding.js";
import { Invalid } from "./errors.js";
import { exactInts, points, product } from "./group.js";
import { checkOpening, readProofs } from "./opening.js";
import { checkShuffle } from "./shuffle.js";
import { checkPublicKey } from "./trustee.js";

const START = "event 0";
const ONCE = ["Setup", "EndBallots", "EncryptedTally", "EndShuffles", "Result"];

/** Events come in the order of the protocol, none is skipped, and those that come once come once. */
export function checkOrder(board) {
  const seen = new Set();
  let last = 0;
  for (const { type, where } of board.events) {
    const wrong = (why) => new Invalid("order", where, `${type} ${why}`);
    const place = TYPES.indexOf(type);
    if (place < last || (ONCE.includes(type) && seen.has(type))) throw wrong("comes too late or twice");
    if (TYPES.slice(0, place).some((one) => ONCE.includes(one) && !seen.has(one))) throw wrong("comes too early");
    last = place;
    seen.add(type);
  }
}

function readTrustees(text) {
  const form = "trustee-form";
  const value = loadsExact(text, form, START);
  if (!Array.isArray(value) || !value.length) throw new Invalid(form, START, "no trustees");
  const keys = value.map((pair, i) => {
    const where = `${START}, trustee ${i + 1}`;
    const [kind, key] = list(pair, 2, form, where);
    if (kind !== "Single") throw new Invalid(form, where, "not a trustee whose key is needed");
    return { hex: key?.public_key, point: checkPublicKey(key, where) };
  });
  // Without the sign a key and its inverse are one: who holds one holds the other, and they cancel out.
  const plain = keys.map(({ hex }) => BigInt(`0x${hex}`) & (2n ** 255n - 1n));
  plain.forEach((key, i) => {
    if (plain.indexOf(key) < i) {
      throw new Invalid("trustee-twice", `${START}, trustee ${i + 1}`, "has another's key, or one that cancels it out");
    }
  });
  return keys;
}

function readCards(text) {
  const check = "credentials";
  const cards = loadsExact(text, check, START);
  if (!Array.isArray(cards)) throw new Invalid(check, START, "not a list");
  points(cards, check, START);
  const listed = new Set(cards);
  if (listed.size !== cards.length) throw new Invalid(check, START, "a card is listed twice");
  return listed;
}

/**
 * Election, trustees and cards.
 * @returns {{election: object, keys: {hex: string, point: object}[], listed: Set<string>, cardList: string,
 *   named: string | null}} `cardList` is the SHA-256 of the list, `named` the one in the election's description
 */
export function readSetup(board) {
  const [election, trustees, cards] = board.events[0].values;
  const setup = {
    election: parseElection(board.text(election, "election-form", START)),
    keys: readTrustees(board.text(trustees, "trustee-form", START)),
    cardList: cards,
  };
  if (!product(setup.keys.map((key) => key.point)).equals(setup.election.key)) {
    throw new Invalid("election-key", START, "the election's key is not the product of the trustees' keys");
  }
  setup.listed = readCards(board.text(cards, "credentials", START));
  setup.named = cardListOf(setup.election.description);
  if (setup.election.description.includes(CARD_LIST) && setup.named !== cards) {
    throw new Invalid("credentials-description", START, "the election names another card list");
  }
  return setup;
}

/** Every ballot; returns their number. One card, one ballot. */
export function checkBallots(board, { election, listed }, progress = () => {}) {
  const cards = new Set();
  const ballots = board.of("Ballot");
  ballots.forEach(({ payload, where }, i) => {
    const { credential } = checkBallot(election, board.text(payload, "ballot-form", where), listed, where);
    if (cards.has(credential)) throw new Invalid("ballot-card-twice", where, "a card has two ballots");
    cards.add(credential);
    if (i % 8 === 7) progress(i / ballots.length);
  });
  return ballots.length;
}

/** That the encrypted tally is made of the ballots in the box, which were checked; returns its ciphertexts. */
export function checkTally(board) {
  const [{ values, where }] = board.of("EncryptedTally");
  const [count, weight, hash] = values;
  const items = readCiphertexts(board.text(hash, "tally-form", where), "tally-form", where);
  const pairs = board.of("Ballot").map((event) => {
    const { alpha, beta } = JSON.parse(board.text(event.payload, "ballot-form", event.where)).answers[0].choices;
    return `${alpha},${beta}`;
  });
  if (items.map(({ alpha, beta }) => `${alpha},${beta}`).sort().join() !== pairs.sort().join()) {
    throw new Invalid("tally-ballots", where, "the encrypted tally is not made of the ballots in the box");
  }
  if (count !== pairs.length || weight !== pairs.length) {
    throw new Invalid("tally-count", where, "counts other ballots than the box holds");
  }
  return items;
}

/** Owner, exact text, its hash and place of the payloads that trustees own; each owner is a trustee and comes once. */
export function ownedOf(board, type, trustees) {
  const [form, check] = type === "Shuffle" ? ["shuffle-form", "shuffle-owner"] : ["decryption-form", "decryption-owner"];
  const owners = new Set();
  return board.of(type).map(({ values: [owner, hash], where }) => {
    if (!Number.isSafeInteger(owner)) throw new Invalid(form, where, "no owner");
    if (owner < 1 || owner > trustees || owners.has(owner)) {
      throw new Invalid(check, where, "not a trustee, or one who has done so already");
    }
    owners.add(owner);
    const place = `${where}, trustee ${owner}`;
    return { owner, hash, text: board.text(hash, form, place), where: place };
  });
}

/** Every mix so far, from the tally's ciphertexts; returns the ciphertexts after the last one. */
export function checkMixes(election, items, mixes, progress = () => {}) {
  mixes.forEach(({ text, where }, i) => {
    items = checkShuffle(election, items, text, where, (share) => progress((i + share) / mixes.length));
  });
  return items;
}

/** Every share, by the proofs that the protocol has; returns each with its factors as points. */
export function checkShares(board, { election, keys }, items, progress = () => {}) {
  const shares = ownedOf(board, "PartialDecryption", keys.length);
  return shares.map((share, i) => {
    const done = (part) => progress((i + part) / shares.length);
    return { ...share, factors: checkPartial(election, items, keys[share.owner - 1].hex, share.text, share.where, done) };
  });
}

/**
 * The shares that are there before all are: each by the protocol's proofs and by its batched one. Only a box of an
 * earlier version, whose text names no card list, may hold a share that has no batched proof yet.
 */
export function checkSharesSoFar(board, setup, items, proofs, progress = () => {}) {
  for (const { owner, factors, where } of checkShares(board, setup, items, progress)) {
    const proof = proofs[owner];
    if (proof) checkOpening(setup.election, items, factors, setup.keys[owner - 1].hex, proof, where);
    else if (setup.named) throw new Invalid("opening-proof-missing", where, "a share without the proof over all factors");
  }
}

/** The batched proofs beside the archive; returns the places of void ballots that the proofs file tells. */
function checkProofs(text, { election, keys }, items, shares) {
  const told = readProofs(text);
  if (told.election !== election.fingerprint) throw new Invalid("opening-proof", "", "made for another election");
  if (told.proofs.size !== keys.length) throw new Invalid("opening-proof", "", "not one proof of every trustee");
  for (const { owner, factors, where } of shares) {
    checkOpening(election, items, factors, keys[owner - 1].hex, told.proofs.get(owner), where);
  }
  return told.void;
}

function readResult(board, where, payload) {
  const form = "result-form";
  const [value] = fields(loadsExact(board.text(payload, form, where), form, where), ["result"], form, where);
  const [ballots] = list(value, 1, form, where);
  const shaped = Array.isArray(ballots) && ballots.every((one) => Array.isArray(one) && one.every(Number.isSafeInteger));
  if (!shaped) throw new Invalid(form, where, "not the ballots of one question");
  return ballots;
}

/**
 * That the result, where there is one, is what the shares open, and which ballots are void: points that are no encoding
 * of marks. With all batched proofs good these are their voters' doing; without the proofs file the archive is not
 * valid, for nobody knows whose doing they are.
 * @param {object[]} shares from `checkShares`, of every trustee
 * @param {string | null} proofsText the proofs file
 * @returns {{opened: number[][], void: number[]}} the ballots' integers, and places from 1
 */
export function checkOpened(board, setup, items, shares, proofsText, progress = () => {}) {
  const stated = proofsText === null ? null : checkProofs(proofsText, setup, items, shares);
  const points = openedPoints(items, shares.map((share) => share.factors));
  const opened = readBallots(setup.election, points);
  for (const { payload, where } of board.of("Result")) {
    if (dumps(readResult(board, where, payload)) !== dumps(opened)) {
      throw new Invalid("result", where, "not what the shares open");
    }
  }
  const places = [];
  points.forEach((one, i) => {
    if (!exactInts(one, setup.election.answers.length)) places.push(i + 1);
    if (i % 8 === 7) progress(i / points.length);
  });
  if (stated === null && places.length) {
    const why = "not the encoding of marks, and there are no proofs to tell whose doing it is";
    throw new Invalid("opening-not-a-ballot", `ballot ${places[0]} of the result`, why);
  }
  if (stated !== null && stated.join() !== places.join()) {
    throw new Invalid("opening-void", "", "other ballots are void than the proofs file tells");
  }
  return { opened, void: places };
}
