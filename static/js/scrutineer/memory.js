/**
 * What this device knows of a round: the box that was checked, the head that was locked (and by which number on the key
 * card, when it was locked again), the mixes that it made, the one list that it opened. Kept twice (localStorage and
 * IndexedDB) before anything is sent; a fact is written once and never changed. Hashes only, no secret.
 */
const STORE = "rounds";
/** What was called out and compared, and whether the server was told; another number may be called later. */
const SPOKEN = ["number", "code", "untold"];
const place = (round) => `ceremony:${round}`;

/** The device keeps nothing, or holds another value than the one to be kept (`fact` says which). */
export class Unkept extends Error {
  constructor(fact) {
    super(fact ? `another ${fact} is remembered` : "nothing can be remembered");
    this.fact = fact;
  }
}

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function database() {
  const request = indexedDB.open("scrutineer", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return asked(request);
}

async function inDatabase(mode, action) {
  const opened = await database();
  try {
    const transaction = opened.transaction(STORE, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await asked(action(transaction.objectStore(STORE)));
    await done;
    return result;
  } finally {
    opened.close();
  }
}

/** Two memories as one; a fact that differs between them is an error. */
function merged(one, other) {
  const facts = { ...one };
  for (const [name, value] of Object.entries(other)) {
    if (name === "mixes") facts.mixes = [...new Set([...(facts.mixes ?? []), ...value])];
    else if (name in facts && facts[name] !== value && !SPOKEN.includes(name)) throw new Unkept(name);
    else facts[name] = value;
  }
  return facts;
}

/** Everything that is remembered of a round; an empty object when nothing is. */
export async function remembered(round) {
  const key = place(round);
  let here = {};
  try {
    here = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    // The other memory may still have it.
  }
  const there = await inDatabase("readonly", (store) => store.get(key)).catch(() => null);
  return merged(here, there ?? {});
}

/**
 * Keep facts of a round; resolves when they are kept, with all that is remembered then. Throws `Unkept` when the device
 * keeps nothing or remembers another value of a fact. `mixes` grows.
 */
export const remember = (round, facts) => alone(place(round), (key) => keep(key, round, facts));

/** One window after the other does an act that must not be done twice at once; `work` looks first what is remembered. */
export const inTurn = (round, work) => alone(`act:${round}`, work);

/** One window at a time, where the browser can say so. */
const alone = (key, work) => (navigator.locks ? navigator.locks.request(key, () => work(key)) : work(key));

async function keep(key, round, facts) {
  const whole = merged(await remembered(round), facts);
  let kept = 0;
  try {
    localStorage.setItem(key, JSON.stringify(whole));
    kept += localStorage.getItem(key) ? 1 : 0;
  } catch {
    // One of the two is enough.
  }
  kept += await inDatabase("readwrite", (store) => store.put(whole, key)).then(() => 1, () => 0);
  if (!kept) throw new Unkept("");
  return whole;
}
