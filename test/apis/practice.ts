import { App, Stack } from 'aws-cdk-lib';
import { StageView, WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease, CanaryReleaseProps } from '../../lib';

/** What a release is attached to. */
export type Target = Pick<CanaryReleaseProps, 'api' | 'stage'>;

/** An API as somebody has it. Everything that answers says `code`. */
export type ApiKind = (stack: Stack, code: string) => Target;

/** The four deploys of the practice, in their order. */
export const STEPS = ['base', 'canary', 'promote', 'remove'] as const;
export type Step = typeof STEPS[number];

/** What became of an API on its way through the practice. */
export interface Practice {
  /** The released stage after each deploy. A string is the reason why the deploy failed. */
  readonly stages: Record<Step, StageView | string>;
  readonly operations: Record<Step, WatchedOperation>;
  readonly failures: WatchedOperation['failures'];
  readonly failedOperations: readonly string[];
  readonly asked: { readonly base: number; readonly canary: number };
  /** What `cdk destroy` left. */
  readonly left: readonly string[];
}

export interface PracticeOptions {
  readonly context?: Record<string, unknown>;
  /** @default 'prod' */
  readonly stageName?: string;
}

/** Of every kind of API the same is expected. */
export const AS_EXPECTED = {
  stages: {
    base: { base: 'code 1' },
    canary: { base: 'code 1', canary: 'code 2', percentTraffic: 10 },
    promote: { base: 'code 2', canary: 'code 2', percentTraffic: 0 },
    remove: { base: 'code 2' },
  },
  failures: [],
  failedOperations: [],
  left: [],
};

/** Base with code 1, canary with code 2, promote, remove, destroy. Every instant asked. */
export async function practise(kind: ApiKind, { context, stageName = 'prod' }: PracticeOptions = {}): Promise<Practice> {
  return practiseApp((app, code, step) => release(kind(new Stack(app, 'App'), code), step), { context, stageName });
}

/** The same for an app that attaches its release on its own, with `release`. */
export async function practiseApp(
  build: (app: App, code: string, step: Step) => void, { context, stageName = 'prod' }: PracticeOptions = {},
): Promise<Practice> {
  const aws = new WatchedAws();
  try {
    const stages: Partial<Practice['stages']> = {};
    const operations: Partial<Practice['operations']> = {};
    for (const step of STEPS) {
      const operation = await aws.deploy((app, code) => build(app, code, step), step === 'base' ? 'code 1' : 'code 2', { context });
      operations[step] = operation;
      stages[step] = operation.result.succeeded ? aws.stages()[stageName] : operation.result.reason ?? operation.result.status;
    }
    const all = Object.values(operations as Practice['operations']);
    return {
      stages: stages as Practice['stages'],
      operations: operations as Practice['operations'],
      failures: all.flatMap(({ failures }) => failures),
      failedOperations: all.flatMap(({ failedOperations }) => failedOperations),
      asked: { ...aws.asked },
      left: await aws.destroyAll(),
    };
  } finally {
    await aws.close();
  }
}

/** The release that a step of the practice asks for. */
export function release(target: Target, step: Step, scope: Stack = Stack.of((target.stage ?? target.api)!)): CanaryRelease {
  const canarySettings = step === 'canary' || step === 'promote' ? { percentTraffic: 10 } : undefined;
  const attached = new CanaryRelease(scope, 'Release', { ...target, canarySettings });
  if (step === 'promote') { attached.promote(); }
  return attached;
}

/** Expects that the API goes through the practice, and that both releases were really asked. */
export async function expectPractice(kind: ApiKind, options?: PracticeOptions): Promise<Practice> {
  return expectAsExpected(await practise(kind, options));
}

export function expectAsExpected(practice: Practice): Practice {
  const { stages, failures, failedOperations, left, asked } = practice;
  expect({ stages, failures, failedOperations, left }).toEqual(AS_EXPECTED);
  expect(asked.canary).toBeGreaterThan(0);
  return practice;
}
