// An import on its way: batch after batch until all rows are in. Whoever leaves and comes back goes on.
const box = document.querySelector("#import");

async function batch() {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const answer = await fetch(box.dataset.next, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function run() {
  const rest = document.querySelector("#import-rest");
  rest.hidden = true;
  try {
    for (;;) {
      const { done, rows } = await batch();
      document.querySelector("#import-bar").value = done;
      document.querySelector("#import-done").textContent = done;
      if (done >= rows) return location.reload();
    }
  } catch {
    document.querySelector("#import-says").textContent = box.dataset.lost;
    rest.hidden = false;
  }
}

if (box) run();
