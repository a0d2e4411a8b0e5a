/** Something from outside that is refused; `check` names the check as the server's code does. */
export class Invalid extends Error {
  constructor(check, where, why) {
    super(where ? `${check}: ${where}: ${why}` : `${check}: ${why}`);
    this.name = "Invalid";
    this.check = check;
    this.where = where;
    this.why = why;
  }
}

/**
 * A slip of a person who typed, scanned or chose something. `code` is `character`, `length`, `checksum`, `damaged` or
 * `foreign`; `group` counts from 1 and is there when one group of characters is at fault.
 */
export class Slip extends Error {
  constructor(code, group = undefined) {
    super(group ? `${code} (group ${group})` : code);
    this.name = "Slip";
    this.code = code;
    this.group = group;
  }
}
