// Sentences come from the page, in its language; here only the gaps are filled.

/** The data that the page carries under this id. */
export const read = (id) => JSON.parse(document.getElementById(id).textContent);

/** `{name}` in a sentence replaced by its value. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
