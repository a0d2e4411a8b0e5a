// A voting card exchanged for a paper ballot. The card stays in this page: what goes to the server are its public
// halves for the rounds ahead. The halves of rounds that are over stay here as well, as they stand beside ballots.
import { publicCredential } from "../belenios/credentials.js";
import { setUpCamera } from "../deputy/camera.js";
import { guideTyping, misplaced, readCard } from "../deputy/card.js";
import { read } from "../deputy/words.js";
import { Refused, get, post } from "../scrutineer/server.js";

const at = (id) => document.getElementById(id);

function setUp(form, words) {
  const button = form.querySelector("button[type=submit]");
  const showGroups = guideTyping(at("card"), at("card-groups"));

  const say = (sentence, group = null) => {
    at("exchange-error").textContent = sentence ?? "";
    at("exchange-error").hidden = !sentence;
    showGroups(group);
  };

  setUpCamera(at("scan"), (text) => {
    if (readCard(text, words).error) {
      say(words.notACard);
      return false;
    }
    at("card").value = text;
    say(null);
    return true;
  });

  async function exchange() {
    const number = at("exchange-number").value.trim();
    if (!number) {
      at("exchange-number").focus();
      return say(words.numberMissing);
    }
    const { credential, error, group } = readCard(at("card").value, words);
    if (error) {
      at("card").focus();
      return say(error, group);
    }
    // A card that was used is told here, so that nothing of it is sent beside a deputy's number.
    const wrong = misplaced(form.dataset.round, credential, await get(form.dataset.cards), words);
    if (wrong) return say(wrong);
    const ahead = form.dataset.ahead.split(",");
    const publics = Object.fromEntries(ahead.map((uuid) => [uuid, publicCredential(uuid, credential)]));
    await post(form.dataset.exchange, JSON.stringify({ number, publics }));
    at("card").value = "";
    location.reload();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say(null);
    try {
      await exchange();
    } catch (error) {
      const signedOut = error instanceof Refused && error.status === 401;
      say(signedOut ? words.signedOut : error instanceof Refused ? error.message : words.network);
    }
    button.disabled = false;
  });
  form.addEventListener("input", () => say(null));
  button.disabled = false;
}

const begin = () => at("exchange-form") && setUp(at("exchange-form"), read("words"));
addEventListener("main-replaced", begin);
begin();
