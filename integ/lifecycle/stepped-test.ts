import * as path from 'node:path';
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import * as recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** The last step of a test, and where its assertions go. */
export interface SteppedTest<T> {
  /** What the step put into the stack. */
  readonly subject: T;
  readonly stack: Stack;
  readonly test: IntegTest;
  /** Deployed after `stack`, by integ-runner and by `cdk deploy --all`. */
  readonly assertionStack: Stack;
  /** Which step this app is. */
  readonly step: number;
}

/** How a test differs from others. */
export interface SteppedTestOptions {
  /** Steps whose deploy fails. @default - none */
  readonly failing?: readonly number[];
  /** The `cdk.Stage` in which the stacks stand, as in a pipeline. @default - none, they stand in the App */
  readonly stage?: string;
}

/** Says to `deploy-step.ts` that the deploy of a step fails. */
export const FAILS = '--fails';

/** What an update replaces here, or leaves behind, by design: a release is a new deployment, version and permission. */
const REPLACED_BY_DESIGN = ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::Lambda::Permission'];

/**
 * An app whose stack goes through several deploys. The state under test is the last.
 *
 * A canary exists only after an earlier release, which one deploy of one app cannot produce. So the same file is every step of its own
 * history: `-c step=0` makes it the first, and without the context key it is the last. integ-runner deploys the earlier steps through
 * `hooks.preDeploy`. Its own update workflow would deploy the committed snapshot, which is the last step again and has no assets.
 *
 * @param file the app's `__filename`. Its name gives the stack its name
 * @throws if the context asks for a step that the test does not have
 */
export function steppedTest<T>(
  file: string, steps: ReadonlyArray<(stack: Stack) => T>, { failing = [], stage }: SteppedTestOptions = {},
): SteppedTest<T> {
  // The flags of the pinned aws-cdk-lib, not those of whoever synthesizes: the runner and the CLI must agree on every logical id.
  // Stack traces would put the paths of this machine into the snapshot.
  const postCliContext = { ...recommendedFlags, [DISABLE_CREATION_STACK_TRACES]: true };
  const app = new App({ postCliContext, analyticsReporting: false, stackTraces: false });
  const step = Number(app.node.tryGetContext('step') ?? steps.length - 1);
  if (steps[step] === undefined) {
    throw new Error(`step must be from 0 to ${steps.length - 1}, got ${app.node.tryGetContext('step')}. Pass -c step=0 for the first deploy of `
      + `${path.basename(file)}.`);
  }
  const scope = stage === undefined ? app : new Stage(app, stage);
  const stack = new Stack(scope, stackNameOf(file), { stackName: stackNameOf(file) });
  const subject = steps[step](stack);
  const assertionStack = new Stack(scope, `${stackNameOf(file)}Assertions`, { stackName: `${stackNameOf(file)}Assertions` });
  assertionStack.addDependency(stack);
  const test = new IntegTest(app, 'Integ', {
    testCases: [stack],
    assertionStack,
    stackUpdateWorkflow: false,
    allowDestroy: REPLACED_BY_DESIGN,
    hooks: {
      preDeploy: steps.slice(0, -1).map((_, earlier) =>
        `npx tsx lifecycle/deploy-step.ts ${path.basename(file)} ${earlier}${failing.includes(earlier) ? ` ${FAILS}` : ''}`),
    },
  });
  return { subject, stack, test, assertionStack, step };
}

/** `integ.hold-changed.ts` is deployed as `CanaryIntegHoldChanged`. */
export function stackNameOf(file: string): string {
  const words = path.basename(file, '.ts').split(/[.-]/);
  return `Canary${words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')}`;
}
