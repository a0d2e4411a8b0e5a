// The page of the count follows what the other scrutineers do.
import { get } from "./server.js";

const page = document.getElementById("confirm-page");

async function look() {
  try {
    const { state, waiting } = await get(page.dataset.ask);
    if (state !== page.dataset.state || waiting.join() !== page.dataset.waiting) {
      location.reload();
      return;
    }
  } catch {
    // Without a connection the page stays as it is.
  }
  setTimeout(look, 4000);
}

setTimeout(look, 4000);
