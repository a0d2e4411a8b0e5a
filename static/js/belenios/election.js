/** The election structure (specification §4.9, §4.10). */
import { sha256Base64 } from "./encoding.js";
import { Invalid } from "./errors.js";
import { MAX_INTS, point } from "./group.js";

/** What stands before the SHA-256 of the card list in an election's description (投票卡名单). */
export const CARD_LIST = "投票卡名单 SHA-256 ";

/** The SHA-256 of the card list that a description names; null unless it names exactly one. */
export function cardListOf(description) {
  const parts = description.split(CARD_LIST);
  const [hash] = /^[0-9a-f]{64}(?![0-9a-f])/.exec(parts[1] ?? "") ?? [];
  return parts.length === 2 && hash ? hash : null;
}

const isText = (value) => typeof value === "string";

/**
 * Read an election from its exact text; throws `Invalid`.
 * @returns {{text: string, uuid: string, name: string, description: string, publicKey: string, question: string,
 *   answers: string[], fingerprint: string, key: object}}
 */
export function parseElection(text) {
  const wrong = (why) => new Invalid("election-form", "", why);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong("not readable as JSON");
  }
  if (value === null || typeof value !== "object") throw wrong("not an object");
  const { version, description, name, group, public_key: publicKey, questions, uuid } = value;
  if (version !== 1) throw wrong("another version of the protocol");
  if (group !== "Ed25519") throw wrong("another group");
  if (![description, name, uuid].every(isText) || !/^[1-9A-HJ-NP-Za-km-z]{14,64}$/.test(uuid)) {
    throw wrong("a field is missing or of another kind");
  }
  if (!Array.isArray(questions) || questions.length !== 1 || questions[0]?.type !== "NonHomomorphic") {
    throw wrong("not exactly one non-homomorphic question");
  }
  const { answers, question } = questions[0].value ?? {};
  if (!isText(question) || !Array.isArray(answers) || !answers.every(isText)) throw wrong("the question is incomplete");
  if (answers.length < 1 || answers.length > MAX_INTS) throw wrong("too many or no answers");
  const key = point(publicKey, "election-point", "");
  return { text, uuid, name, description, publicKey, question, answers, fingerprint: sha256Base64(text), key };
}
