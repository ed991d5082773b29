import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';

const ROOT = join(__dirname, '..', '..');
const { parser, plugins, settings, rules, overrides } = JSON.parse(readFileSync(join(ROOT, '.eslintrc.json'), 'utf8').replace(/^\/\/.*/, ''));

/** Only the rules of the rooms: the others need types, which take much longer. */
const eslint = new LegacyESLint({
  cwd: ROOT,
  useEslintrc: false,
  overrideConfig: {
    parser,
    plugins,
    settings,
    rules: { 'import/no-restricted-paths': rules['import/no-restricted-paths'] },
    overrides: overrides.filter(({ rules: own }: { rules: object }) => 'no-restricted-imports' in own || 'no-restricted-syntax' in own),
  },
});

/** What lint says of one more import in a file. */
async function objectionsTo(file: string, imported: string): Promise<string[]> {
  const isOurs = /^(lib|cli|rehearsal)\//.test(imported);
  const missing = [file, ...isOurs ? [`${imported}.ts`] : []].filter((path) => !existsSync(join(ROOT, path)));
  if (missing.length > 0) { throw new Error(`${missing.join(' and ')} has moved: name another file.`); }
  const path = isOurs ? relative(dirname(file), imported).replace(/^(?!\.)/, './') : imported;
  return objectionsToText(file, `import { anything } from '${path}';\n`);
}

async function objectionsToText(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(text, { filePath: join(ROOT, file) });
  return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('an import that lint refuses', () => {
  test.each([
    ['the library of the engine', 'lib/canary-release.ts', 'rehearsal/local-aws'],
    ['the library of the command', 'lib/endpoints/matching.ts', 'cli/terminal'],
    ['the engine of the command', 'rehearsal/local-aws.ts', 'cli/terminal'],
    ['the engine of a construct', 'rehearsal/local-aws.ts', 'lib/canary-release'],
    ['the engine of what reaches AWS', 'rehearsal/local-aws.ts', 'lib/aws/gateway'],
    ['the command of a construct', 'cli/run.ts', 'lib/canary-release'],
    ['the command of a handler', 'cli/run.ts', 'lib/stage-driver/handler/stage-driver.lambda'],
    ['a construct of a handler', 'lib/canary-release.ts', 'lib/stage-driver/handler/stage-driver.lambda'],
    ['a construct of a feature of its handler', 'lib/stage-driver/stage-driver.ts', 'lib/stage-driver/handler/stage-driver.lambda'],
    ['a check of what reaches AWS', 'lib/checks/what-is-shared.ts', 'lib/aws/gateway'],
    ['a handler of a construct', 'lib/stage-driver/handler/stage-driver.lambda.ts', 'lib/stage-driver/stage-driver'],
    ['what reaches AWS of a decision', 'lib/aws/gateway.ts', 'lib/stage-driver/decision/plan'],
    ['a decision of what reaches AWS', 'lib/stage-driver/decision/plan.ts', 'lib/aws/gateway'],
    ['a decision of a construct', 'lib/stage-driver/decision/plan.ts', 'lib/construct-tree/references'],
    ['a decision of CDK', 'lib/stage-driver/decision/plan.ts', 'aws-cdk-lib'],
    ['a decision of the SDK', 'lib/stage-driver/decision/refusals/stage-vanished.ts', '@aws-sdk/client-api-gateway'],
    ['endpoints of CDK', 'lib/endpoints/matching.ts', 'aws-cdk-lib/aws-apigateway'],
    ['endpoints of checks', 'lib/endpoints/matching.ts', 'lib/checks/new-endpoints/endpoint-guard'],
    ['templates of endpoints', 'lib/templates/template-values.ts', 'lib/endpoints/routes'],
    ['the registry of anything', 'lib/messages/ids.ts', 'lib/endpoints/routes'],
    ['the registry of constructs', 'lib/messages/ids.ts', 'constructs'],
    ['a contract of a decision', 'lib/stage-driver/contract/physical-id.ts', 'lib/stage-driver/decision/plan'],
    ['statistics of a decision', 'lib/rollout/statistics/wilson.ts', 'lib/stage-driver/decision/plan'],
  ])('is one in %s', async (_, file, imported) => {
    expect(await objectionsTo(file, imported)).toEqual([expect.stringMatching(/^(import\/no-restricted-paths|no-restricted-imports): /)]);
  });
});

describe('an import that lint accepts', () => {
  test.each([
    ['the command of the engine', 'cli/run.ts', 'rehearsal/local-aws'],
    ['the command of what reaches AWS', 'cli/run.ts', 'lib/aws/gateway'],
    ['the command of endpoints', 'cli/run.ts', 'lib/endpoints/routes'],
    ['the engine of endpoints', 'rehearsal/local-aws.ts', 'lib/endpoints/routes'],
    ['a construct of a contract', 'lib/stage-driver/stage-driver.ts', 'lib/stage-driver/contract/driver-properties'],
    ['a handler of its decision', 'lib/stage-driver/handler/stage-driver.lambda.ts', 'lib/stage-driver/decision/plan'],
    ['a handler of what reaches AWS', 'lib/stage-driver/handler/stage-driver.lambda.ts', 'lib/aws/gateway'],
    ['a decision of endpoints', 'lib/stage-driver/decision/plan.ts', 'lib/endpoints/routes'],
    ['a check of a pure room', 'lib/checks/what-is-shared.ts', 'lib/templates/template-values'],
  ])('is one in %s', async (_, file, imported) => {
    expect(await objectionsTo(file, imported)).toEqual([]);
  });
});

// An app may have two copies of aws-cdk-lib, and of this library: a class of one knows no object of the other.
describe('a question for the class of a construct', () => {
  const QUESTION = "import { Stack } from 'aws-cdk-lib';\nexport const isStack = (scope: unknown): boolean => scope instanceof Stack;\n";

  test.each([
    'lib/canary-release.ts', 'lib/release/released-stage.ts', 'lib/checks/retained/retained-check.ts', 'lib/base-alive/keep-base-alive.ts',
    'lib/construct-tree/resource-type.ts', 'lib/stage-driver/stage-driver.ts', 'lib/monitoring/access-log.ts', 'lib/messages/annotations.ts',
    'lib/rollout/gates/gate.ts',
  ])('is refused by lint in %s', async (file) => {
    expect(await objectionsToText(file, QUESTION)).toEqual([expect.stringMatching(/^no-restricted-syntax: An app may have two copies/)]);
  });

  test.each(['lib/aws/retry.ts', 'lib/stage-driver/handler/move-stage.ts', 'rehearsal/local-aws.ts'])(
    'is accepted for errors, where no construct comes: in %s', async (file) => {
      expect(await objectionsToText(file, 'export const known = (error: unknown): boolean => error instanceof RangeError;\n')).toEqual([]);
    });
});
