// Forms whose entries a loop fetches when it comes by, so that nothing happens between two looks at the server.
import { say } from "./loader.js";

/**
 * Take over every form with `data-entry` inside `root`; `wake` is called when one was sent. `taken(id)` gives what was
 * sent and forgets it (undefined when nothing was), `wrong(id, sentence)` says below the form what to mend.
 */
export function entries(root, wake) {
  const sent = new Map();
  for (const form of root.querySelectorAll("form[data-entry]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fault = form.querySelector(".wrong");
      if (fault) say(fault, "");
      sent.set(form.id, Object.fromEntries(new FormData(form, event.submitter ?? undefined)));
      wake();
    });
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
  return {
    taken(id) {
      const found = sent.get(id);
      sent.delete(id);
      return found;
    },
    wrong(id, sentence) {
      const form = document.getElementById(id);
      say(form.querySelector(".wrong"), sentence);
      form.scrollIntoView({ block: "center" });
    },
  };
}
