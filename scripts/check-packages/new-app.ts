import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { releasedTemplateObjections } from './released-template';
import { ROOT, Scratch } from './scratch';

const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');
const MARK = 'The code that defines your stack goes here';

/** The app that `cdk init` makes in a folder of this name, and its stack. */
const NAME = 'hello-app';
const STACK = 'HelloAppStack';

export interface StackCode {
  /** The file of the stack, from the folder of the app. */
  readonly file: string;
  /** Goes to the top of the file. */
  readonly imports: string;
  /** Replaces the line in which `cdk init` says where the code goes. */
  readonly body: string;
}

/**
 * What the first minutes with the library are like: an app by `cdk init`, with a stack that releases a function through a canary.
 *
 * @returns the folder of the app. Nothing is installed there yet
 * @throws if the template of `cdk init` has no place for the code any more
 */
export function newApp(scratch: Scratch, language: string, { file, imports, body }: StackCode): string {
  const app = scratch.dir(join(`new-${language}`, NAME));
  runCommand(`'${CDK}' init app --language ${language} --generate-only`, { cwd: app });
  const stack = join(app, file);
  const [before, after] = readFileSync(stack, 'utf8').split(new RegExp(`^.*${MARK}.*$`, 'm'));
  if (after === undefined) { throw new Error(`cdk init writes no '${MARK}' into ${file} any more.`); }
  writeFileSync(stack, `${imports}\n${before}${body}${after}`);
  return app;
}

/**
 * Synthesizes the app with the CLI, as its user would.
 *
 * @throws if the template does not hold a canary that the stage driver takes care of, or an asset is missing
 */
export function expectCanary(app: string, command: string, env: Readonly<Record<string, string>> = {}): void {
  // Nothing that the network would have to answer.
  runCommand(`${command} synth --quiet --no-notices`, {
    cwd: app, env: { CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const out = join(app, 'cdk.out');
  const json = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));
  const assets = Object.values<any>(json(`${STACK}.assets.json`).files).map(({ source }) => source.path);
  const found = [
    ...releasedTemplateObjections(json(`${STACK}.template.json`)),
    ...assets.filter((path) => !existsSync(join(out, path))).map((path) => `the asset ${path} is missing`),
  ];
  if (found.length > 0) { throw new Error(`The new app in ${app} does not synthesize a canary:\n  ${found.join('\n  ')}`); }
}
