/**
 * The steps that people take before the mixing: check the box against the zero report, lock it, compare by voice. Each
 * gives `"wait"` while the person is awaited, `"again"` when something was done, and nothing when it is behind.
 */
import { checkCode, grouped, rolled, typedDigits } from "./codes.js";
import { Refused } from "./server.js";
import { Stopped } from "./stopped.js";

const STALE = ["locked_late", "other_number", "not_called"];

let set = null;

/** 核对票箱: the fingerprint on the printed zero report is this box's. */
export async function checkBox(here, task, memory) {
  const { part, words, page } = here;
  if (memory.fingerprint) {
    if (task.state === "closed" || task.state === "mixed") return undefined;
    here.at("lock");
    part("lock-body").hidden = true;
    here.doing(words.boxKept);
    return "wait";
  }
  here.at("box");
  part("box-lost").hidden = !task.locked;
  if (!set) {
    const args = { archive: await here.archive(), publicKey: page.dataset.publicKey };
    const found = await here.run("review-setup", args, words.box);
    // What is remembered is kept by the round that the page names: it has to be the one whose election this is.
    if (found.uuid !== page.dataset.round) throw new Stopped(words.boxOther);
    set = found;
    part("box-fingerprint").textContent = grouped(set.fingerprint);
    part("box-earlier").hidden = set.named;
    part("box-check").hidden = false;
  }
  here.doing(words.compareBox);
  if (here.taken("box-other")) {
    set = null;
    throw new Stopped(words.boxOther);
  }
  const agreed = here.taken("box-check");
  if (!agreed) return "wait";
  if (!set.named && !agreed.earlier) {
    here.wrong("box-check", words.boxEarlier);
    return "wait";
  }
  // A box of an earlier version names no card list: the person has said that it is one, and this list is kept to.
  await here.remember({ fingerprint: set.fingerprint, cardList: set.cardList, ...(set.named ? {} : { earlier: true }) });
  return "again";
}

const reviewed = async ({ run, archive, page, words }, { fingerprint, cardList }) =>
  run("review-box", { archive: await archive(), publicKey: page.dataset.publicKey, fingerprint, cardList }, words.check);

/** 锁定: the number of ballots from the hand count, and on a device without memory the code on the key card too. */
export async function lock(here, task, memory) {
  const { part, words } = here;
  if (memory.head) {
    // The answer to the first report may have been lost.
    const untold = memory.card && !memory.code && task.compared;
    if (!task.locked || untold) await here.send("lock", { head: memory.head, ballots: memory.ballots, anew: task.locked });
    return undefined;
  }
  here.at("lock");
  if (here.taken("to-card") || (task.locked && !part("lock-first").dataset.chosen)) choose(here, true);
  if (here.taken("to-count")) choose(here, false);
  here.doing(part("lock-first").hidden ? words.askCard : words.askBallots);
  const first = here.taken("lock-first");
  if (first) return lockFirst(here, memory, typedDigits(first.ballots));
  const again = here.taken("lock-again");
  if (!again) return "wait";
  return lockAgain(here, memory, typedDigits(again.ballots), typedDigits(again.number), typedDigits(again.code));
}

function choose({ part }, card) {
  part("lock-first").dataset.chosen = "yes";
  part("lock-first").hidden = part("to-card").hidden = card;
  part("lock-again").hidden = part("to-count").hidden = !card;
}

/** The closed box, reviewed; null when it does not hold as many ballots as were counted by hand, which is said. */
async function counted(here, memory, form, typed) {
  if (!/^\d{1,6}$/.test(typed)) {
    here.wrong(form, here.words.noBallots);
    return null;
  }
  const box = await reviewed(here, memory);
  if (box.ballots === Number(typed)) return box;
  here.wrong(form, box.ballots < Number(typed) ? here.words.fewer : here.words.more);
  return null;
}

async function lockFirst(here, memory, typed) {
  const box = await counted(here, memory, "lock-first", typed);
  if (!box) return "wait";
  await here.remember({ head: box.head, ballots: box.ballots });
  await here.send("lock", { head: box.head, ballots: box.ballots, anew: false });
  return "again";
}

async function lockAgain(here, memory, typed, number, code) {
  if (!/^\d{6}$/.test(number) || !/^\d{8}$/.test(code)) {
    here.wrong("lock-again", here.words.noCode);
    return "wait";
  }
  // For a number that is known a box with the same code can be searched for; none with as many ballots of other cards.
  const box = await counted(here, memory, "lock-again", typed);
  if (!box) return "wait";
  if (checkCode(box.head, number) !== code) await here.differs(here.words.cardOther);
  await here.remember({ head: box.head, ballots: box.ballots, card: number });
  // A number that is known already proves nothing about what was locked after it: another one is called out.
  await here.send("lock", { head: box.head, ballots: box.ballots, anew: true });
  return "again";
}

function show({ part }, head, number) {
  for (const name of ["called", "card"]) {
    part(`${name}-number`).textContent = number;
    part(`${name}-code`).textContent = grouped(checkCode(head, number));
  }
}

/** 叫号核对: the chief's device rolls the number and shows the code; the others type both and compare. */
export async function compare(here, task, memory) {
  const { part, words, page } = here;
  const chief = page.dataset.chief === "yes";
  if (memory.code) {
    if (chief && (memory.untold || !task.compared)) return tellCall(here, memory.number);
    if (!task.compared) {
      await tellCode(here, memory);
      return "again";
    }
    return noted(here, task, memory, chief);
  }
  here.at("compare");
  part("hear").hidden = chief;
  part("call").hidden = !chief || !task.callDue;
  if (chief) return call(here, task, memory);
  here.doing(words.locked);
  const typed = here.taken("hear");
  if (!typed) return "wait";
  const [number, code] = [typedDigits(typed.number), typedDigits(typed.code)];
  if (!/^\d{6}$/.test(number) || !/^\d{8}$/.test(code)) {
    here.wrong("hear", words.noCode);
    return "wait";
  }
  if (number === memory.card) {
    here.wrong("hear", words.cardNumber);
    return "wait";
  }
  if (checkCode(memory.head, number) !== code) await here.differs(words.codeOther);
  // Before it is sent: when the answer is lost, nobody has to type it again.
  await here.remember({ number, code });
  const refusal = await tellCode(here, { number, code });
  if (!refusal) return "again";
  here.wrong("hear", refusal);
  return "wait";
}

/** Report number and code; a number that is used up is forgotten, and why is given back. */
async function tellCode(here, { number, code }) {
  try {
    await here.send("compare", { number, code });
    return "";
  } catch (error) {
    if (!(error instanceof Refused) || !STALE.includes(error.code)) throw error;
    await here.remember({ number: "", code: "" });
    return error.message;
  }
}

async function call(here, task, memory) {
  here.doing(task.callDue ? here.words.mayCall : here.words.locked);
  if (!here.taken("call")) return "wait";
  return roll(here, memory);
}

/** A fresh number; of two windows that are asked at once, one rolls and the other shows what that one rolled. */
const roll = (here, memory) =>
  here.inTurn(async () => {
    const { number: already } = await here.remembered();
    if ((already ?? "") !== (memory.number ?? "")) return "again";
    const number = rolled();
    await here.remember({ number, code: checkCode(memory.head, number), untold: number });
    return tellCall(here, number);
  });

/** Report the number; the same one again is the same call. */
async function tellCall(here, number) {
  await here.send("call", { number });
  await here.remember({ untold: "" });
  return "again";
}

/** The code stays on the screen until it was written down; the chief's until everybody has compared. */
async function noted(here, task, memory, chief) {
  const { part, words } = here;
  const waiting = chief && task.holders.some((holder, i) => i > 0 && !holder.compared);
  if (chief && task.callDue) {
    // Somebody has locked on another device since: another number for that person.
    if (here.taken("call")) return roll(here, memory);
  }
  if (memory.noted && !waiting) return undefined;
  here.at("compare");
  show(here, memory.head, memory.number);
  part("hear").hidden = true;
  part("called").hidden = !chief;
  part("call").hidden = !(chief && task.callDue);
  part("card").hidden = waiting;
  here.doing(waiting ? words.readAloud : words.writeDown);
  if (!waiting && here.taken("card")) {
    await here.remember({ noted: true });
    return "again";
  }
  return "wait";
}
