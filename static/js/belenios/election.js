/** The election structure (specification §4.9, §4.10). */
import { fields, list, loadsExact, sha256Base64 } from "./encoding.js";
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
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const MAX_SIZE = 2 ** 20;
const REQUIRED = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
const OPTIONAL = ["administrator", "credential_authority"];

/**
 * Read an election from its exact text, which must be compact JSON with its fields in order; throws `Invalid`.
 * @returns {{text: string, uuid: string, name: string, description: string, publicKey: string, question: string,
 *   answers: string[], fingerprint: string, key: object}}
 */
export function parseElection(text) {
  const form = "election-form";
  const wrong = (why) => new Invalid(form, "", why);
  if (text.length > MAX_SIZE) throw wrong(`larger than ${MAX_SIZE} bytes`);
  const value = loadsExact(text, form);
  if (!isObject(value)) throw wrong("not an object");
  const optional = OPTIONAL.filter((name) => name in value);
  const { version, description, name, group, public_key: publicKey, questions, uuid } = value;
  fields(value, [...REQUIRED, ...optional], form, "");
  if (version !== 1) throw wrong("another version of the protocol");
  if (group !== "Ed25519") throw wrong("another group");
  if (![description, name, uuid, ...optional.map((one) => value[one])].every(isText)) throw wrong("a field is no text");
  if (!/^[1-9A-HJ-NP-Za-km-z]{14,64}$/.test(uuid)) throw wrong("not an election identifier");
  const [found] = list(questions, 1, form, "");
  // Another program may hint at its counting method (`extra`); it means nothing here and is covered by the hash.
  const names = ["type", "value", ...(isObject(found) && "extra" in found ? ["extra"] : [])];
  const [type, asked] = fields(found, names, form, "");
  if (type !== "NonHomomorphic") throw wrong("not a non-homomorphic question");
  const [answers, question] = fields(asked, ["answers", "question"], form, "");
  if (!isText(question) || !Array.isArray(answers) || !answers.every(isText)) throw wrong("the question is incomplete");
  if (answers.length < 1 || answers.length > MAX_INTS) throw wrong("too many or no answers");
  const key = point(publicKey, "election-point", "");
  return { text, uuid, name, description, publicKey, question, answers, fingerprint: sha256Base64(text), key };
}
