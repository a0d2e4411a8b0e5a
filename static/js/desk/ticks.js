// Ticks on a list: all of the page at once, and how many there are.
const form = document.getElementById("many");
const all = document.getElementById("tick-all");
const ticks = [...(form?.querySelectorAll("input[name=id]") ?? [])];
const told = document.getElementById("ticked");

function tell() {
  const count = ticks.filter((tick) => tick.checked).length;
  if (told) told.textContent = count ? told.dataset.say.replace("{n}", count) : "";
  if (all) {
    all.checked = count > 0 && count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
  }
}

if (all && ticks.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}
