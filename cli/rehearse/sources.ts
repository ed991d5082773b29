import type { Option } from 'commander';

/** A folder with a cloud assembly. */
export interface FolderSource {
  readonly folder: string;
}

/** A command that synthesizes a cloud assembly. */
export interface AppSource {
  readonly command: string;
  readonly context: Record<string, string>;
}

export type Source = FolderSource | AppSource;

/** The part of a commander option that its spelling depends on. */
type OptionSpelling = Pick<Option, 'short' | 'long' | 'required'>;

/**
 * Folders and apps in the order of the command line: commander tells the order within each of the two, not among them.
 *
 * @param args the arguments of the command
 * @param apps as commander read them
 */
export function sourcesInOrder(args: readonly string[], options: readonly OptionSpelling[], apps: readonly AppSource[]): Source[] {
  const sources: Source[] = [];
  const left = [...apps];
  const separator = args.includes('--') ? args.indexOf('--') : args.length;
  for (let index = 0; index < separator; index++) {
    const option = optionAt(args[index], options);
    if (option === undefined) { sources.push({ folder: args[index] }); }
    if (option?.long === '--app') { sources.push(left.shift()!); }
    if (option?.required && (args[index] === option.short || args[index] === option.long)) { index++; }
  }
  return [...sources, ...args.slice(separator + 1).map((folder) => ({ folder }))];
}

/** What the user wrote to name a source. */
export function nameOfSource(source: Source): string {
  if ('folder' in source) { return source.folder; }
  return [source.command, ...Object.entries(source.context).map(([key, value]) => `-c ${key}=${value}`)].join(' ');
}

/** The option in `--html file`, `--html=file`, `-c key=value` or `-ckey=value`. */
function optionAt(argument: string, options: readonly OptionSpelling[]): OptionSpelling | undefined {
  const [name] = argument.split('=', 1);
  return options.find(({ short, long }) => name === long || (short !== undefined && /^-[^-]/.test(argument) && argument.startsWith(short)));
}
