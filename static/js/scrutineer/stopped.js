/** The work stops with a sentence for the person. */
export class Stopped extends Error {}
