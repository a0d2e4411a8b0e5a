/**
 * What a scrutineer's browser looks at before it locks a box, mixes, opens, and confirms a result. Each throws `Invalid`
 * naming the check that failed; `progress` is told the share that is done.
 */
import { readBoard } from "./board.js";
import { wire } from "./ciphertexts.js";
import { dumps, sha256Hex } from "./encoding.js";
import { Invalid } from "./errors.js";
import {
  checkBallots, checkMixes, checkOpened, checkOrder, checkShares, checkSharesSoFar, checkTally, ownedOf, readSetup,
} from "./stages.js";

const silent = () => {};
const part = (progress, from, to) => (share) => progress(from + (to - from) * share);

function begin(bytes) {
  const board = readBoard(bytes);
  checkOrder(board);
  return board;
}

function ownerOf(keys, publicKey) {
  const owner = 1 + keys.findIndex((key) => key.hex === publicKey);
  if (!owner) throw new Invalid("own-key", "event 0", "this key is not among the trustees of the election");
  return owner;
}

/** The event that ended the ballots: what is locked is everything up to it. */
function closing(board) {
  const [end] = board.of("EndBallots");
  if (!end) throw new Invalid("order", "", "the box is not closed");
  return end;
}

/** An archive whose beginning is the box that was locked: what that holds has been reviewed then. */
function continued(bytes, locked) {
  const board = begin(bytes);
  if (closing(board).hash !== locked.head) {
    throw new Invalid("locked-head", closing(board).where, "this is not the box that was locked");
  }
  return { board, setup: readSetup(board) };
}

function everyoneMixed(board, mixes, trustees) {
  if (mixes.length !== trustees || !board.of("EndShuffles").length) {
    throw new Invalid("mixers", "", "not exactly one mix of every trustee");
  }
}

/**
 * A box as it was set up, before or after the vote: for the comparison with the zero report.
 * @param {Uint8Array} bytes the archive
 * @param {string} publicKey the trustee's own
 * @returns {{uuid: string, fingerprint: string, cardList: string, named: boolean}} `uuid` is the election's, and the
 *   round's; `named`: the election's text names the card list; boxes that an earlier version of the program set up do not
 */
export function reviewSetup(bytes, publicKey) {
  const setup = readSetup(begin(bytes));
  ownerOf(setup.keys, publicKey);
  const { uuid, fingerprint } = setup.election;
  return { uuid, fingerprint, cardList: setup.cardList, named: setup.named !== null };
}

/**
 * A closed box, before it is locked: the whole grammar, that all trustees are different, make the election's key and
 * have this one among them, that the election's description names the card list, every ballot, and one ballot a card.
 * A box that does not name its card list is taken only by somebody who knows the list. What follows the close is not
 * looked at.
 * @param {Uint8Array} bytes the archive
 * @param {object} known `publicKey`: the trustee's own, on the wire; `fingerprint` and `cardList`: what is known of the
 *   round from elsewhere, compared where given
 * @returns {{fingerprint: string, head: string, ballots: number, trustees: number, owner: number, cardList: string,
 *   election: string}} `head` is that of the close
 */
export function reviewBox(bytes, { publicKey, fingerprint = null, cardList = null }, progress = silent) {
  const board = begin(bytes);
  const end = closing(board);
  const setup = readSetup(board);
  const { election, keys } = setup;
  const owner = ownerOf(keys, publicKey);
  if (fingerprint !== null && fingerprint !== election.fingerprint) {
    throw new Invalid("fingerprint", "event 0", "this is the box of another election");
  }
  if (cardList === null && !setup.named) {
    throw new Invalid("credentials-description", "event 0", "the election names no card list");
  }
  if (cardList !== null && cardList !== setup.cardList) {
    throw new Invalid("credentials-description", "event 0", "another card list than is known");
  }
  progress(0.05);
  const ballots = checkBallots(board, setup, part(progress, 0.05, 1));
  progress(1);
  return {
    fingerprint: election.fingerprint, head: end.hash, ballots, trustees: keys.length, owner,
    cardList: setup.cardList, election: election.text,
  };
}

/**
 * What this trustee is to mix: the chain continues the locked box, the tally is that box's ballots, the trustees before
 * have mixed in turn and their proofs hold, and nobody else has.
 * @param {Uint8Array} bytes the archive
 * @param {{head: string}} locked from `reviewBox`
 * @param {string} publicKey the trustee's own
 * @returns {{election: string, ciphertexts: string, owner: number, mixes: number, ballots: number, head: string}}
 */
export function reviewBeforeMixing(bytes, locked, publicKey, progress = silent) {
  const { board, setup } = continued(bytes, locked);
  const owner = ownerOf(setup.keys, publicKey);
  const mixes = ownedOf(board, "Shuffle", setup.keys.length);
  const inTurn = mixes.every((mix, i) => mix.owner === i + 1);
  if (!inTurn || owner !== mixes.length + 1 || !board.of("EncryptedTally").length) {
    throw new Invalid("shuffle-owner", "", "it is not this trustee's turn to mix");
  }
  progress(0.1);
  const items = checkMixes(setup.election, checkTally(board), mixes, part(progress, 0.1, 1));
  progress(1);
  return {
    election: setup.election.text, ciphertexts: dumps(wire(items)), owner, mixes: mixes.length, ballots: items.length,
    head: board.head,
  };
}

/**
 * What this trustee is to open: the chain continues the locked box, the tally is that box's ballots, and exactly one mix
 * of every trustee is there, with proofs that hold; so do the shares of the others, as far as they are there already.
 *
 * `own` says whether this trustee's mix in the chain is one that this device made: `same`, `other`, or `unknown` when
 * the device remembers none.
 * @param {Uint8Array} bytes the archive
 * @param {{head: string}} locked from `reviewBox`
 * @param {string} publicKey the trustee's own
 * @param {string[]} mixes SHA-256 of the shuffles that this device handed in
 * @param {Object<string, string>} proofs by owner, the batched proofs of the shares that are there
 * @returns {{election: string, fingerprint: string, ciphertexts: string, list: string, ballots: number,
 *   trustees: number, owner: number, head: string, own: string, ownMix: string}} `list` is the SHA-256 of the ciphertexts' text
 */
export function reviewBeforeOpening(bytes, locked, publicKey, mixes, proofs = {}, progress = silent) {
  const { board, setup } = continued(bytes, locked);
  const { election, keys } = setup;
  const owner = ownerOf(keys, publicKey);
  const made = ownedOf(board, "Shuffle", keys.length);
  everyoneMixed(board, made, keys.length);
  progress(0.1);
  const items = checkMixes(election, checkTally(board), made, part(progress, 0.1, 0.8));
  checkSharesSoFar(board, setup, items, proofs, part(progress, 0.8, 1));
  progress(1);
  const own = made.find((mix) => mix.owner === owner);
  const remembered = mixes.includes(own.hash) ? "same" : "other";
  const ciphertexts = dumps(wire(items));
  return {
    election: election.text, fingerprint: election.fingerprint, ciphertexts, list: nameOf(items),
    ballots: items.length, trustees: keys.length, owner, head: board.head, own: mixes.length ? remembered : "unknown",
    ownMix: own.hash,
  };
}

/** The list after the last mix, by the name that a device remembers. */
const nameOf = (items) => sha256Hex(dumps(wire(items)));

function checkKnown({ election, cardList }, { fingerprint, cardList: list }) {
  if (fingerprint && fingerprint !== election.fingerprint) {
    throw new Invalid("fingerprint", "event 0", "this is the archive of another election");
  }
  if (list && list !== cardList) {
    throw new Invalid("credentials-description", "event 0", "another card list than is known");
  }
}

/** An archive from its beginning, every ballot checked. */
function whole(bytes, progress) {
  const board = begin(bytes);
  const setup = readSetup(board);
  checkBallots(board, setup, progress);
  return { board, setup };
}

/**
 * An archive as far as it goes: every ballot, mix and share, the batched proofs, the result and its void ballots.
 * @param {Uint8Array} bytes the archive
 * @param {string | null} proofsText the proofs file that stands beside it; null when there is none
 * @param {object | null} known what the device remembers, compared where it is there: `head` of the locked box, whose
 *   ballots need not be checked again; `fingerprint` and `cardList` from the zero report; `list` that it opened
 * @returns {{election: string, fingerprint: string, head: string, ballots: number, trustees: number, stage: string,
 *   opened: number[][] | null, void: number[]}} `stage` is voting, closed, mixed, decrypted or finished; `opened` are
 *   the ballots' integers in the order of the result, `void` the places (from 1) of those that are no encoding of marks
 */
export function reviewArchive(bytes, proofsText = null, known = null, progress = silent) {
  const { board, setup } = known?.head ? continued(bytes, known) : whole(bytes, part(progress, 0, 0.3));
  checkKnown(setup, known ?? {});
  const { election, keys } = setup;
  const has = (type) => board.of(type).length > 0;
  const found = {
    election: election.text, fingerprint: election.fingerprint, head: board.head, ballots: board.of("Ballot").length,
    trustees: keys.length, stage: has("EndBallots") ? "closed" : "voting", opened: null, void: [],
  };
  let shares = [];
  let items = [];
  if (has("EncryptedTally")) {
    const tally = checkTally(board);
    const mixes = ownedOf(board, "Shuffle", keys.length);
    if (has("EndShuffles")) {
      everyoneMixed(board, mixes, keys.length);
      found.stage = "mixed";
    }
    items = checkMixes(election, tally, mixes, part(progress, 0.3, 0.6));
    if (known?.list && known.list !== nameOf(items)) {
      throw new Invalid("opened-list", "", "another list than this device opened");
    }
    shares = checkShares(board, setup, items, part(progress, 0.6, 0.85));
  }
  if (shares.length && shares.length === keys.length) {
    found.stage = has("Result") ? "finished" : "decrypted";
    Object.assign(found, checkOpened(board, setup, items, shares, proofsText, part(progress, 0.85, 1)));
  } else if (has("Result")) {
    throw new Invalid("order", "", "a result without the share of every trustee");
  } else if (proofsText !== null) {
    throw new Invalid("opening-proof", "", "the archive is not opened yet");
  }
  progress(1);
  return found;
}

/** `reviewArchive` for one that must have its result. */
export function reviewResult(bytes, proofsText = null, known = null, progress = silent) {
  const found = reviewArchive(bytes, proofsText, known, progress);
  if (found.stage !== "finished") throw new Invalid("order", "", "there is no result yet");
  return found;
}
