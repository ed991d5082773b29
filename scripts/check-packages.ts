/** `npx projen check-packages`: builds the packages, installs each into an empty app and into what `cdk init` makes, and uses it there. */
import { Command, InvalidArgumentError } from 'commander';
import { commandExists } from './check-packages/command';
import { checkDotnet } from './check-packages/dotnet';
import { ExpectedByExample, expectedTemplates } from './check-packages/examples';
import { checkGo } from './check-packages/go';
import { checkJava } from './check-packages/java';
import { checkJavaScript } from './check-packages/javascript';
import { checkPython } from './check-packages/python';
import { Scratch } from './check-packages/scratch';

interface Language {
  /** Without this command the language is skipped, and the output says so. */
  readonly needs: string;
  /** Returns what it could not do. */
  readonly check: (scratch: Scratch, expected: ExpectedByExample) => string | undefined | void;
}

const LANGUAGES: Record<string, Language> = {
  js: { needs: 'node', check: checkJavaScript },
  python: { needs: 'python3', check: checkPython },
  java: { needs: 'mvn', check: checkJava },
  go: { needs: 'go', check: checkGo },
  // Its sources need no toolchain of .NET.
  dotnet: { needs: 'node', check: checkDotnet },
};

const { languages, keep } = new Command('npx projen check-packages')
  .description('Builds the packages, installs each into an empty app, and synthesizes the practice there. Exits with 1 at the first difference.')
  .option('--languages <list>', `any of ${Object.keys(LANGUAGES)}`, listOfLanguages, Object.keys(LANGUAGES))
  .option('--keep', 'leave the apps for a look')
  .parse()
  .opts<{ languages: string[]; keep?: boolean }>();

function listOfLanguages(text: string): string[] {
  const unknown = text.split(',').find((language) => !(language in LANGUAGES));
  if (unknown !== undefined) { throw new InvalidArgumentError(`Must be out of ${Object.keys(LANGUAGES)}, got '${unknown}'.`); }
  return text.split(',');
}

function main(): void {
  const scratch = new Scratch();
  try {
    const expected = expectedTemplates(scratch);
    const skipped = languages.filter((language) => !commandExists(LANGUAGES[language].needs));
    const checked = languages.filter((language) => !skipped.includes(language));
    const undone = new Map<string, string>();
    for (const language of checked) {
      console.log(`\n== ${language}`);
      const rest = LANGUAGES[language].check(scratch, expected);
      if (rest) { undone.set(language, rest); }
    }
    console.log(`\nPackages checked: ${checked.filter((language) => !undone.has(language)).join(', ') || 'none'}`);
    for (const [language, rest] of undone) { console.log(`INCOMPLETE ${language}: ${rest}`); }
    for (const language of skipped) { console.log(`SKIPPED ${language}: ${LANGUAGES[language].needs} is not on this machine`); }
  } catch (error) {
    console.error(`\nFAILED: ${(error as Error).message}`);
    process.exitCode = 1;
  } finally {
    if (keep) { console.log(`The apps are in ${scratch.folder}`); } else { scratch.remove(); }
  }
}

main();
