// Nobody there: a tablet left alone signs out. Somebody there: the server hears of it now and then. A tablet whose
// network is away keeps what is marked, covered, until the network is back.
import { fill } from "./words.js";

const WARN = 20;
const TELL_EVERY = 20000;
const ASK_EVERY = 4000;
const PATIENCE = 8000;

/** Whether the server answers; asking is not somebody being there. */
async function reachable(alive) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const headers = { Accept: "application/json", "X-Poll": "1" };
    return (await fetch(alive, { headers, signal: giveUp.signal })).status < 500;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Watch the page; `gone()` is called when nobody acts for `seconds`. Returns a function that ends the watch. */
export function watchIdle(seconds, alive, words, gone) {
  const dialog = document.querySelector("#idle");
  const word = document.querySelector("#idle-word");
  let last = Date.now();
  let told = Date.now();
  let asked = 0;
  let away = false;
  let ended = false;

  const here = () => {
    last = Date.now();
    away = false;
    if (dialog.open) dialog.close();
  };
  const open = (text) => {
    word.textContent = text;
    if (!dialog.open) dialog.showModal();
  };
  const left = () => Math.ceil(seconds - (Date.now() - last) / 1000);
  const over = async () => {
    if (Date.now() - asked < ASK_EVERY) return;
    asked = Infinity;
    const there = await reachable(alive);
    asked = Date.now();
    if (ended || left() > 0) return;
    if (!there) {
      away = true;
      open(words.offline);
    } else if (away) {
      // The network is back: whoever sits there has the whole time once more.
      here();
    } else {
      end();
      gone();
    }
  };
  const tick = () => {
    // Told after the last act, the server never gives up sooner than this page does.
    if (last > told && Date.now() - told > TELL_EVERY) {
      told = Date.now();
      fetch(alive, { headers: { Accept: "application/json" } }).catch(() => {});
    }
    const n = left();
    if (n <= 0) over();
    else if (n <= WARN) open(fill(words.idle, { n }));
  };
  const timer = setInterval(tick, 500);
  const acts = ["pointerdown", "keydown", "scroll"];
  acts.forEach((act) => addEventListener(act, here, { passive: true }));
  document.querySelector("#idle-here").addEventListener("click", here);
  const end = () => {
    ended = true;
    clearInterval(timer);
    acts.forEach((act) => removeEventListener(act, here));
    if (dialog.open) dialog.close();
  };
  return end;
}
