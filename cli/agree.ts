import { commandError } from './messages/command-ids';
import type { Terminal } from './terminal';

/**
 * Asks whether to go on. A command that changes something, or costs something, asks before it does.
 *
 * @param what what needs the answer, for who cannot be asked
 * @param yes agreed beforehand
 * @throws CommandError NeedsYes where nobody can be asked
 */
export async function agreed(terminal: Terminal, what: string, question: string, yes: boolean): Promise<boolean> {
  if (yes) { return true; }
  if (!terminal.interactive) { throw commandError('NeedsYes', what); }
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `))?.trim() ?? '');
}
