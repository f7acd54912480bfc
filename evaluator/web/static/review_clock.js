// The seconds that a page has been in sight, on top of those before it was loaded.
export class Clock {
  constructor(spent = 0) {
    this.spent = spent;
    this.since = document.hidden ? null : performance.now();
    this.turn = () => this.read(document.hidden);
    document.addEventListener("visibilitychange", this.turn);
  }

  read(stops = false) {
    const now = performance.now();
    if (this.since !== null) this.spent += (now - this.since) / 1000;
    this.since = stops || document.hidden ? null : now;
    return this.spent;
  }

  stop() {
    document.removeEventListener("visibilitychange", this.turn);
    return this.read(true);
  }
}
