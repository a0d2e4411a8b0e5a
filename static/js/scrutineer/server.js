// Talking to the server from the scrutineer's pages.
const token = document.querySelector('meta[name="csrf-token"]').content;

/** An answer that is a refusal: `status`, the stable `code`, and as message the sentence for the person. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function checked(answer) {
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, body.code ?? "", body.message ?? `${answer.status}`);
}

/** Whether trying again by itself may help: no connection, or a server that is busy or restarting. */
export const passing = (error) =>
  error instanceof TypeError || (error instanceof Refused && (error.status >= 500 || error.status === 429));

/** GET JSON. A page that only asks for news does not keep a session alive. */
export const get = async (url) =>
  (await checked(await fetch(url, { headers: { Accept: "application/json", "X-Poll": "1" } }))).json();

/** GET bytes. */
export const bytes = async (url) => new Uint8Array(await (await checked(await fetch(url))).arrayBuffer());

/** POST a text. */
export const post = async (url, text) => {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return (await checked(await fetch(url, { method: "POST", body: text, headers }))).json();
};
