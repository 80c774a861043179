// What passed and what failed, said plainly.

export class Report {
  constructor() {
    this.passed = 0;
    this.failures = [];
    this.notes = [];
  }

  /**
   * One thing that was looked at.
   *
   * @param {string} what   what must hold, with where it was looked at
   * @param {string[] | string | undefined} faults   what does not; nothing when it holds
   * @returns {boolean} whether it holds
   */
  check(what, faults) {
    const list = [faults ?? []].flat().filter(Boolean);
    if (list.length === 0) {
      this.passed += 1;
      return true;
    }
    this.failures.push({ what, list });
    console.error(`FAILED ${what}`);
    for (const line of list.slice(0, 12)) console.error(`       ${String(line).replaceAll('\n', '\n       ')}`);
    if (list.length > 12) console.error(`       … and ${list.length - 12} more`);
    return false;
  }

  /** Something worth reading that is neither right nor wrong. */
  note(text) {
    this.notes.push(text);
    console.log(text);
  }

  /** Prints the last lines; the exit code of the whole. */
  close() {
    if (this.failures.length > 0) {
      console.log('\nFailed:');
      for (const { what, list } of this.failures) console.log(`  ${what}: ${String(list[0]).split('\n')[0]}`);
    }
    console.log(`${this.passed} passed, ${this.failures.length} failed`);
    return this.failures.length > 0 ? 1 : 0;
  }
}
