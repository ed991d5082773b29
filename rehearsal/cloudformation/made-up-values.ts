/**
 * The values that the engine made up: names and attributes of resources that it only carries along. AWS would give others, of another
 * form, so what a template takes out of one is made up as well.
 */
export class MadeUpValues {
  private readonly values = new Set<string>();

  /** Remembers a value as made up, and returns it. */
  note(value: string): string {
    this.values.add(value);
    return value;
  }

  /** Whether the text is a made-up value, or has one in it. */
  within(text: string): boolean {
    if (this.values.has(text)) { return true; }
    for (const value of this.values) {
      if (text.includes(value)) { return true; }
    }
    return false;
  }
}
