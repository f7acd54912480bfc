// What a reviewer has chosen and typed so far, in this tab alone and under the answer's id, so that it survives a
// reload and is never sent before it is committed. Signing out clears the tab's storage, and so does committing.
const KEY = "review ";
const MOST_STEPS = 100;

export class Kept {
  constructor(id, step, user) {
    this.key = `${KEY}${id} ${step}`;
    this.user = user;
    this.fields = [];
    this.steps = [];
    this.spent = 0;
  }

  // Whether there is something from before the page was loaded.
  read() {
    try {
      const before = JSON.parse(sessionStorage.getItem(this.key));
      if (before?.user !== this.user) return false;
      Object.assign(this, { fields: before.fields, steps: before.steps, spent: before.spent });
      return true;
    } catch {
      return false;
    }
  }

  get isThere() {
    return sessionStorage.getItem(this.key) !== null;
  }

  write() {
    const { user, fields, steps, spent } = this;
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ user, fields, steps, spent }));
    } catch {
      // No room or no leave to store: the page still holds all of it.
    }
  }

  // Take down how the fields stand now, and what to go back to.
  step(fields, at) {
    if (JSON.stringify(fields) === JSON.stringify(this.fields)) return;
    this.steps = [...this.steps, { fields: this.fields, at }].slice(-MOST_STEPS);
    this.fields = fields;
    this.write();
  }

  // What to go back to: the fields and the point they were changed at; nothing where nothing has been done.
  back() {
    const last = this.steps.pop();
    if (last) this.fields = last.fields;
    this.write();
    return last;
  }

  clear() {
    sessionStorage.removeItem(this.key);
  }
}
