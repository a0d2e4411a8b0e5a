/** The page's side of worker.js. */
import { Invalid, Slip } from "./errors.js";

function rebuilt(error) {
  if (error.name === "Invalid") return new Invalid(error.check, error.where, error.why);
  if (error.name === "Slip") return new Slip(error.code, error.group);
  return new Error(error.message);
}

/**
 * Start a worker. `run(task, args, progress)` gives a promise of the result; `stop()` ends the worker and rejects what
 * is under way with an error named `AbortError`; an error named `NotLoaded` says that the worker's files did not come.
 */
export function startWorker() {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const waiting = new Map();
  let last = 0;
  let loaded = false;

  const fail = (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }) => {
    loaded = true;
    const entry = waiting.get(data.id);
    if (!entry) return;
    if ("progress" in data) {
      entry.progress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if (data.error) entry.reject(rebuilt(data.error));
    else entry.resolve(data.result);
  };
  worker.onerror = (event) => {
    const error = new Error(event.message || "the worker did not start");
    // Its files did not come: the network was away, and another worker may be luckier.
    if (!loaded) error.name = "NotLoaded";
    fail(error);
  };

  return {
    run(task, args = {}, progress = undefined) {
      return new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject, progress });
        worker.postMessage({ id, task, args });
      });
    },
    stop() {
      worker.terminate();
      fail(new DOMException("stopped", "AbortError"));
    },
  };
}
