// Shows the sentences that the chosen rules make while they are being chosen.
const form = document.querySelector("form[data-preview]");
const list = document.querySelector("#sentences");
const state = document.querySelector("#sentences-state");

async function preview() {
  const query = new URLSearchParams(new FormData(form));
  query.delete("csrf_token");
  const answer = await fetch(`${form.dataset.preview}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { sentences, faults } = await answer.json();
  const shown = faults.length ? faults : sentences;
  list.classList.toggle("faults", faults.length > 0);
  list.replaceChildren(
    ...shown.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );
  state.textContent = faults.length ? state.dataset.wrong : state.dataset.unsaved;
}

form?.addEventListener("input", preview);
