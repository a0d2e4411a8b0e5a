// Idle time is announced before it ends. Whoever types is there; pages that only ask for news are not.
import { fill } from "./deputy/words.js";

const bar = document.querySelector("#staying");
const word = bar.querySelector("p");
const stay = bar.querySelector("button");
const { alive, leave } = bar.dataset;
const seconds = Number(bar.dataset.seconds);
const warn = Number(bar.dataset.warn);
const TELL_EVERY = 60000;
const TICK = 5000;

let until = Date.now() + seconds * 1000;
let told = Date.now();
let acted = told;
let over = false;

const left = () => (until - Date.now()) / 1000;

function ended() {
  over = true;
  if (leave) {
    // A tablet goes to the next deputy: nothing of this page stays on it.
    location.reload();
    return;
  }
  stay.hidden = true;
  word.textContent = bar.dataset.ended;
  bar.hidden = false;
}

/** Ask the server how long the sign-in lasts; `here`: somebody is. Another page of this browser may have told it. */
async function ask(here) {
  told = Date.now();
  try {
    const answer = await fetch(alive, { headers: { Accept: "application/json", ...(here ? {} : { "X-Poll": "1" }) } });
    if (answer.status === 401) ended();
    else if (answer.ok) until = Date.now() + (await answer.json()).left * 1000;
  } catch {
    // The network is away: nothing is known, and asked again at the next tick.
  }
}

function show() {
  if (over) return;
  const near = left() <= warn;
  if (near) word.textContent = fill(bar.dataset.soon, { n: Math.max(1, Math.ceil(left() / 60)) });
  if (bar.hidden === near) bar.hidden = !near;
}

async function tick() {
  if (over) return;
  if (acted > told && Date.now() - told > TELL_EVERY) await ask(true);
  else if (left() <= warn) await ask(false);
  show();
}

for (const act of ["keydown", "pointerdown", "input"]) addEventListener(act, () => (acted = Date.now()), { passive: true });
stay.addEventListener("click", async () => {
  await ask(true);
  show();
});
setInterval(tick, TICK);
