import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LiveShop, ShopState } from './live-shop';
import { ForetoldDeploy, foretold } from '../../cli/status/next-deploys';
import type { SteeringReport } from '../../cli/steer/steering-report';
import type { LiveStage } from '../../lib/stage/live-stage';
import { NEW_DEPLOYMENT } from '../../lib/stage-driver/decision/next-deploy';

/**
 * What a command says of the next deploy is what the next deploy does: every line of each command, played on the engine.
 */
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const V2: ShopState = { ...V1, code: 'v2' };
const held = (stageVariableOverrides?: Record<string, string>): ShopState => ({ ...V2, canary: { percentTraffic: 10, stageVariableOverrides } });

interface Given {
  readonly deploys: readonly ShopState[];
  readonly command: readonly string[];
  /** The lines that the command must have, and what must stand in them. */
  readonly lines: { readonly [when in ForetoldDeploy['when']]?: RegExp };
}

const ROLLBACK = ['rollback', 'Shop', '--yes'];
const NOTHING = /^nothing changes$/;
const ITSELF = /^a canary at 10 % of production's own code, which tests nothing$/;
const GIVEN: Readonly<Record<string, Given>> = {
  'abort': {
    deploys: [V1, held({ theme: 'dark' })],
    command: ['abort', 'Shop'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'stage-settings': /^refused \[AbortedDeployment\]$/,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': /^refused \[AbortedDeployment\]$/,
      'hold': /^\w+ becomes the canary at 10 %$/,
      'abort': NOTHING,
      'no-settings': /^\w+ for everybody, which was taken off$/,
    },
  },
  'abort, and then a deploy that makes the template agree': {
    deploys: [V1, held({ theme: 'dark' }), { ...held({ theme: 'dark' }), action: 'abort' }],
    command: ['abort', 'Shop'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'without-action': /^refused \[AbortedDeployment\]$/,
      'stage-settings': /^refused \[AbortedDeployment\]$/,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': /^refused \[AbortedDeployment\]$/,
      'hold': /^\w+ becomes the canary at 10 %$/,
      'abort': NOTHING,
      'no-settings': /^\w+ for everybody, which was taken off$/,
    },
  },
  'promote, no overrides': {
    deploys: [V1, held()],
    command: ['promote', 'Shop', '--yes'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'stage-settings': ITSELF,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': NOTHING,
      'abort': NOTHING,
      'no-settings': NOTHING,
    },
  },
  'promote, overrides': {
    deploys: [V1, held({ theme: 'dark' })],
    command: ['promote', 'Shop', '--yes'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'stage-settings': /^refused \[PromotedVariableReverted\]$/,
      'new-code': /^refused \[PromotedVariableReverted\]$/,
      'promote': NOTHING,
      'abort': NOTHING,
      'no-settings': /^refused \[PromotedVariableReverted\]$/,
    },
  },
  'set-percent': {
    deploys: [V1, held({ theme: 'dark' })],
    command: ['set-percent', '50', 'Shop', '--yes'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'stage-settings': /^the canary gets 10 %$/,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': /^\w+ for everybody, theme changes$/,
      'abort': /^the canary goes$/,
      'no-settings': /^\w+ for everybody$/,
    },
  },
  'remove, after a promotion by deploy': {
    deploys: [V1, held(), { ...held(), action: 'promote' }],
    command: ['remove', 'Shop'],
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'without-action': ITSELF,
      'stage-settings': ITSELF,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': NOTHING,
      'abort': NOTHING,
      'no-settings': NOTHING,
    },
  },
  'rollback, after a deploy without a canary': {
    deploys: [V1, V2],
    command: ROLLBACK,
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'stage-settings': /^\w+ for everybody, which was taken off$/,
      'new-code': /^the new code for everybody$/,
      'abort': NOTHING,
    },
  },
  'rollback, after a promotion by deploy': {
    deploys: [V1, held(), { ...held(), action: 'promote' }],
    command: ROLLBACK,
    lines: {
      'same-commit': NOTHING,
      'outside-the-api': NOTHING,
      'without-action': /^\w+ becomes the canary at 10 %$/,
      'stage-settings': /^\w+ becomes the canary at 10 %$/,
      'new-code': /^the new code becomes the canary at 10 %$/,
      'promote': NOTHING,
      'abort': NOTHING,
      'no-settings': /^\w+ for everybody, which was taken off$/,
    },
  },
};

/** The deploy that a line is about, after the last one. */
function nextState(last: ShopState, when: ForetoldDeploy['when']): ShopState {
  const { action: _, ...ordinary } = last;
  switch (when) {
    case 'same-commit': return last;
    case 'outside-the-api': return { ...last, more: (stack) => { new sns.Topic(stack, 'Other'); } };
    case 'without-action': return ordinary;
    case 'stage-settings': return { ...ordinary, more: describeStage };
    case 'new-code': return { ...ordinary, code: 'v3' };
    case 'no-settings': return { ...ordinary, canary: undefined };
    default: return { ...ordinary, action: when };
  }
}

function describeStage(stack: Stack): void {
  const api = stack.node.findChild('Api') as apigateway.RestApi;
  (api.deploymentStage.node.defaultChild as apigateway.CfnStage).description = 'another one';
}

let shop: LiveShop;
beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

const live = (): LiveStage => {
  const { deploymentId, variables = {}, canarySettings: canary } = shop.stage;
  return { deploymentId, variables, canary: canary && { ...canary, stageVariableOverrides: canary.stageVariableOverrides ?? {} } };
};

/** What the deploy did, in the words of the command. */
async function played(last: ShopState, when: ForetoldDeploy['when']): Promise<ForetoldDeploy> {
  const before = live();
  const known = shop.aws.apiGateway.listDeployments(shop.restApiId).map(({ id }) => id);
  const { status } = await shop.deploy(nextState(last, when));
  const shown = (id: string): string => known.includes(id) ? id : NEW_DEPLOYMENT;
  const { canary, ...stage } = live();
  const after = {
    ...stage, deploymentId: shown(stage.deploymentId), canary: canary && { ...canary, deploymentId: shown(canary.deploymentId) },
  };
  const id = /\[([A-Z]\w+)\] \(RequestId/.exec(shop.reason ?? '')?.[1] as ForetoldDeploy['id'];
  expect(status).toMatch(id === undefined ? /^(CREATE|UPDATE)_COMPLETE$/ : /^UPDATE_ROLLBACK_COMPLETE$/);
  if (id !== undefined) { expect(after).toEqual(before); }
  return foretold(when, { outcome: id === undefined ? 'done' : 'refused', id: id as never, stage: after }, before);
}

describe.each(Object.entries(GIVEN))('%s', (_, { deploys, command, lines }) => {
  const steered = async (): Promise<readonly ForetoldDeploy[]> => {
    for (const state of deploys) {
      expect((await shop.deploy(state)).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      shop.pass(60);
    }
    expect({ exit: await shop.run(...command, '--json'), errors: shop.terminal.errors }).toEqual({ exit: 0, errors: '' });
    return (JSON.parse(shop.terminal.output) as SteeringReport).nextDeploy;
  };

  test('says what each deploy would do', async () => {
    const told = await steered();
    expect(told.map(({ when }) => when)).toEqual(Object.keys(lines));
    for (const { when, outcome } of told) { expect([when, outcome]).toEqual([when, expect.stringMatching(lines[when]!)]); }
  });

  test.each(Object.keys(lines) as Array<ForetoldDeploy['when']>)('%s does what was said', async (when) => {
    const told = await steered();
    expect(await played(deploys[deploys.length - 1], when)).toEqual(told.find((line) => line.when === when));
  });
});
