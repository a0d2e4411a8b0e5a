// Nobody there: a tablet left alone signs out. Somebody there: the server hears of it now and then.
import { fill } from "./words.js";

const WARN = 20;
const TELL_EVERY = 20000;

/** Watch the page; `gone()` is called when nobody acts for `seconds`. Returns a function that ends the watch. */
export function watchIdle(seconds, alive, words, gone) {
  const dialog = document.querySelector("#idle");
  const word = document.querySelector("#idle-word");
  let last = Date.now();
  let told = Date.now();

  const here = () => {
    last = Date.now();
    if (dialog.open) dialog.close();
  };
  const tick = () => {
    // Told after the last act, the server never gives up sooner than this page does.
    if (last > told && Date.now() - told > TELL_EVERY) {
      told = Date.now();
      fetch(alive, { headers: { Accept: "application/json" } }).catch(() => {});
    }
    const left = Math.ceil(seconds - (Date.now() - last) / 1000);
    if (left <= 0) {
      end();
      gone();
    } else if (left <= WARN) {
      word.textContent = fill(words.idle, { n: left });
      if (!dialog.open) dialog.showModal();
    }
  };
  const timer = setInterval(tick, 500);
  const acts = ["pointerdown", "keydown", "scroll"];
  acts.forEach((act) => addEventListener(act, here, { passive: true }));
  document.querySelector("#idle-here").addEventListener("click", here);
  const end = () => {
    clearInterval(timer);
    acts.forEach((act) => removeEventListener(act, here));
    if (dialog.open) dialog.close();
  };
  return end;
}
