import { App, Environment, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { CanaryRelease } from '../../lib';
import { checkActionContext, CodedRelease, releaseAction } from '../../lib/release/release-action';
import { newStack, theResource } from '../apps';

const KEY = 'cdk-canary-rest-api:action';

interface Coded {
  readonly settings?: boolean;
  readonly called?: 'PROMOTE' | 'ABORT';
}

function release(stack: Stack, { settings = true, called }: Coded = {}, id = ''): CanaryRelease {
  const api = new apigateway.RestApi(stack, `Api${id}`, { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const made = new CanaryRelease(stack, `Release${id}`, { api, canarySettings: settings ? { percentTraffic: 10 } : undefined });
  if (called === 'PROMOTE') { made.promote(); }
  if (called === 'ABORT') { made.abort(); }
  return made;
}

/** `Action` and `Hold` of the driver. */
function driven(context: unknown, coded?: Coded): [action: string, hold?: boolean] {
  const stack = newStack({ context: { [KEY]: context } });
  release(stack, coded);
  const { Action, Hold } = theResource(stack, 'Custom::CanaryStage').Properties;
  return Hold === undefined ? [Action] : [Action, Hold];
}

describe('of a release with canarySettings, the context', () => {
  test.each<[unknown, ...ReturnType<typeof driven>]>([
    [undefined, 'HOLD'],
    ['promote', 'PROMOTE'],
    ['abort', 'ABORT'],
    ['hold', 'HOLD', true],
    [{ 'Stack/Release': 'promote' }, 'PROMOTE'],
    ['{"Stack/Release": "abort"}', 'ABORT'],
    [{ 'Stack/Release': 'hold' }, 'HOLD', true],
  ])('%j makes %s', (context, ...expected) => {
    expect(driven(context)).toEqual(expected);
  });

  test.each(['', ' ', null, {}, '{}', { 'Stack/Release': '' }, { 'Stack/Release': null }])('%j says nothing', (context) => {
    expect(driven(context)).toEqual(['HOLD']);
  });

  const wrong = ['Promote', 'rollback', 3, true, ['promote'], '{broken', '["promote"]', { 'Stack/Release': 'Abort' }, { 'Stack/Release': 1 }];
  test.each(wrong)(
    '%j fails synth', (context) => {
      expect(() => driven(context))
        .toThrow(/allowed are promote, abort, hold, skip, or an object such as \{"Stack\/Release": "promote"\}.*\[UnknownAction at/);
    });

  test('fails synth when it names a release that does not exist, whatever it says of it', () => {
    expect(() => driven({ 'Stack/Relaese': 'promote' })).toThrow(
      'names Stack/Relaese, which is no canary release of this app and nothing around one. Releases: Stack/Release',
    );
    expect(() => driven({ 'Stack/Relaese': '' })).toThrow(/\[UnknownRelease/);
  });
});

describe('of a release without canarySettings, the context', () => {
  test.each(['abort', { 'Stack/Release': 'abort' }])('%j aborts: the settings may come from a context that is missing', (context) => {
    expect(driven(context, { settings: false })).toEqual(['ABORT']);
  });

  test.each([undefined, '', {}])('%j lets production follow the code', (context) => {
    expect(driven(context, { settings: false })).toEqual(['NONE']);
  });

  test.each<[unknown, string]>([
    ['promote', 'NothingToPromote'], [{ 'Stack/Release': 'promote' }, 'NothingToPromote'],
    ['hold', 'NothingToHold'], [{ 'Stack/Release': 'hold' }, 'NothingToHold'],
  ])('%j fails synth', (context, id) => {
    expect(() => driven(context, { settings: false })).toThrow(`[${id} at `);
  });
});

describe('beside the code, the context', () => {
  const agreeing: Array<[Coded['called'], string, string]> = [['PROMOTE', 'promote', 'PROMOTE'], ['ABORT', 'abort', 'ABORT']];
  test.each(agreeing)('may say the same: %s, %s', (called, word, action) => {
    expect(driven(word, { called })).toEqual([action]);
  });

  const opposed: Array<[Coded['called'], string]> = [['PROMOTE', 'hold'], ['ABORT', 'promote'], ['ABORT', 'hold']];
  test.each(opposed)('fails synth when it says something else: %s, %s', (called, word) => {
    expect(() => driven(word, { called }))
      .toThrow(/The code calls \w+\(\), but the context cdk-canary-rest-api:action says \w+\. Take one of the two away\./);
  });

  test('aborts what the code promotes, with a warning', () => {
    const stack = newStack({ context: { [KEY]: 'abort' } });
    release(stack, { called: 'PROMOTE' });
    expect(theResource(stack, 'Custom::CanaryStage').Properties.Action).toBe('ABORT');
    Annotations.fromStack(stack).hasWarning('/Stack/Release', Match.stringLikeRegexp('the abort wins.*abortOverCode'));
  });
});

/** The actions of releases by their paths, such as `Prod/Orders`: the last part is the stack, what stands before it a Stage. */
function actions(word: unknown, releases: Readonly<Record<string, Coded>>, env?: (path: string) => Environment | undefined): Record<string, string> {
  const app = new App({ context: { [KEY]: word } });
  for (const [path, coded] of Object.entries(releases)) {
    const [stack, stage] = path.split('/').reverse();
    const scope = stage === undefined ? app : app.node.tryFindChild(stage) ?? new CdkStage(app, stage);
    release(new Stack(scope, stack, { env: env?.(path) }), coded);
  }
  return Object.fromEntries(app.synth().stacksRecursively.map(({ template, hierarchicalId }) =>
    [hierarchicalId, Object.values<any>(template.Resources).find(({ Type }) => Type === 'Custom::CanaryStage').Properties.Action]));
}

const CANNOT = { settings: false };

describe('in an app of several releases, a bare', () => {
  test('promote is for those with canarySettings', () => {
    expect(actions('promote', { 'Prod/A': {}, 'Prod/B': CANNOT, 'Prod/C': {} }))
      .toEqual({ 'Prod/A': 'PROMOTE', 'Prod/B': 'NONE', 'Prod/C': 'PROMOTE' });
  });

  test('abort is for all of them, in every Stage', () => {
    expect(actions('abort', { 'Dev/A': {}, 'B': CANNOT })).toEqual({ 'Dev/A': 'ABORT', 'B': 'ABORT' });
  });

  test('promote fails synth when none has canarySettings', () => {
    expect(() => actions('promote', { A: CANNOT, B: CANNOT })).toThrow('[NothingToPromote at ');
  });
});

describe('a bare promote', () => {
  const IN_ONE = { account: '111111111111', region: 'eu-west-1' };

  test('fails synth when it would move production in two Stages, and says how to name one', () => {
    expect(() => actions('promote', { 'Dev/A': {}, 'Prod/A': {} })).toThrow(
      /that can do it stand in Dev, Prod: production would move in all of them\. Say where: \{"Dev": "promote"\}\. \[WhichEnvironment at/,
    );
    expect(() => actions('promote', { 'A': {}, 'Prod/A': {} })).toThrow(/stand in A, Prod:/);
  });

  test.each([{ account: '222222222222' }, { region: 'us-east-1' }])('fails synth when it would move production in two places: %j', (other) => {
    const env = (path: string) => ({ ...IN_ONE, ...path.endsWith('B') ? other : {} });
    expect(() => actions('promote', { A: {}, B: {} }, env)).toThrow(/stand in A, B: .*\[WhichEnvironment at/);
    expect(() => actions('promote', { 'Prod/A': {}, 'Prod/B': {} }, env)).toThrow(/stand in Prod\/A, Prod\/B: .*\[WhichEnvironment at/);
  });

  test('is for all of one environment, also when some of it is known only at deploy', () => {
    expect(Object.values(actions('promote', { A: {}, B: {}, C: {} }, (path) => path === 'C' ? undefined : IN_ONE)))
      .toEqual(['PROMOTE', 'PROMOTE', 'PROMOTE']);
  });

  test('does not mind environments whose releases cannot promote', () => {
    expect(actions('promote', { 'Dev/A': CANNOT, 'Prod/A': {} })).toEqual({ 'Dev/A': 'NONE', 'Prod/A': 'PROMOTE' });
  });
});

describe('a path around releases', () => {
  const FOUR = { 'Dev/Orders': {}, 'Dev/Users': {}, 'Prod/Orders': {}, 'Prod/Users': {} };

  test.each<[object, string[]]>([
    [{ Prod: 'promote' }, ['HOLD', 'HOLD', 'PROMOTE', 'PROMOTE']],
    [{ 'Prod/Orders': 'promote', 'Prod': 'abort' }, ['HOLD', 'HOLD', 'PROMOTE', 'ABORT']],
    [{ 'Prod': 'abort', 'Prod/Orders': 'promote' }, ['HOLD', 'HOLD', 'PROMOTE', 'ABORT']],
    [{ 'Dev/Orders/Release': 'abort', 'Prod': 'promote' }, ['ABORT', 'HOLD', 'PROMOTE', 'PROMOTE']],
    [{ 'Prod/Orders': '', 'Prod': 'abort' }, ['HOLD', 'HOLD', 'ABORT', 'ABORT']],
  ])('says what they do, and the nearest counts: %j', (context, expected) => {
    expect(Object.values(actions(context, FOUR))).toEqual(expected);
    expect(Object.values(actions(JSON.stringify(context), FOUR))).toEqual(expected);
  });

  test.each(['Prd', 'Pro', 'Prod/', '/Prod', 'prod', 'Prod/Order', 'Prod/Orders/Rel', 'Prod/Orders/Release/Driver/Resource', ''])(
    'fails synth when no release is in it: %j', (path) => {
      expect(() => actions({ [path]: 'abort' }, FOUR)).toThrow(/no canary release of this app and nothing around one.*\[UnknownRelease at/);
    });

  test('is for those in it that can do what it says', () => {
    expect(actions({ Prod: 'promote' }, { 'Prod/A': {}, 'Prod/B': CANNOT })).toEqual({ 'Prod/A': 'PROMOTE', 'Prod/B': 'NONE' });
  });

  const nothing = [['promote', 'NothingToPromote'], ['hold', 'NothingToHold'], ['skip', 'NothingToSkip']];
  test.each(nothing)('fails synth when none in it can %s', (word, id) => {
    expect(() => actions({ Prod: word }, { 'Dev/A': {}, 'Prod/A': CANNOT })).toThrow(`[${id} at `);
  });

  test('may have a nearer one for each release in it', () => {
    expect(actions({ 'Prod': 'promote', 'Prod/A': 'abort' }, { 'Prod/A': CANNOT })).toEqual({ 'Prod/A': 'ABORT' });
  });
});

describe('a context key with a typo', () => {
  const keys = [
    'cdk-canary-rest-api:actions', 'cdk-canary-rest-api:Action', 'cdk-canary-rest-api.action', 'CDK-canary-rest-api:action',
    'cdk-canary-restapi:action', 'cdk-canary-rest-api:action ', 'cdk-canary-rest-api:', 'cdk-canray-rest-api:action', 'cdk-canary-rest-api',
    'cdk-canary:action', 'canary-rest-api:action', 'cdk-canary.acton',
  ];
  test.each(keys)('%s fails synth', (key) => {
    const stack = newStack({ context: { [key]: 'abort' } });
    release(stack);
    expect(() => theResource(stack, 'Custom::CanaryStage')).toThrow(
      /known are cdk-canary-rest-api:action and cdk-canary-rest-api:errors\. Correct the key\. \[UnknownContextKey at Stack\/Release\]/,
    );
  });

  test('the name of the package may have what is no word of an operator', () => {
    const stack = newStack({ context: { 'cdk-canary-rest-api': { percent: 10 } } });
    release(stack);
    expect(theResource(stack, 'Custom::CanaryStage').Properties.Action).toBe('HOLD');
  });

  test.each([
    'action', 'canary', 'canary:action', 'cdk-canary', 'cdk-canary:percent', 'cdk-canary-rest-api-demo',
    'my-cdk-canary-rest-api:action', '@aws-cdk/core:newStyleStackSynthesis',
  ])(
    'is not meant: %s', (key) => {
      const stack = newStack({ context: { [key]: 'abort' } });
      release(stack);
      expect(theResource(stack, 'Custom::CanaryStage').Properties.Action).toBe('HOLD');
    });
});

test('an app without releases may have any key and any word', () => {
  const app = new App({ context: { 'cdk-canary-rest-api:actions': 'abort', [KEY]: 'promote' } });
  new apigateway.RestApi(new Stack(app, 'Stack'), 'Api').root.addMethod('GET');
  expect(() => app.synth()).not.toThrow();
});

const CAN_DO = { held: ['promote', 'abort', 'hold'], steps: ['abort', 'hold', 'skip'], atOnce: ['abort', 'skip'], none: ['abort'] };

function coding(kind: keyof typeof CAN_DO): Pick<CodedRelease, 'hasCanarySettings' | 'rollout'> {
  return { hasCanarySettings: kind === 'held', rollout: kind === 'steps' || kind === 'atOnce' ? kind : undefined };
}

describe('of a release with a rollout', () => {
  const decided = (rollout: CodedRelease['rollout'], context?: string, called?: CodedRelease['called']) =>
    releaseAction({ scope: new Construct(new App({ context: { [KEY]: context } }), 'R'), paths: ['R'], hasCanarySettings: false, rollout, called });

  test.each<[string | undefined, string, boolean]>([
    [undefined, 'ROLLOUT', false], ['skip', 'SKIP', false], ['abort', 'ABORT', false], ['hold', 'ROLLOUT', true],
  ])('%s makes %s', (word, action, hold) => {
    expect(decided('steps', word)).toMatchObject({ action, hold });
  });

  test('all at once, production follows the code', () => {
    expect(decided('atOnce')).toMatchObject({ action: 'NONE' });
  });

  test('abort() in code aborts', () => {
    expect(decided('steps', undefined, 'ABORT')).toMatchObject({ action: 'ABORT' });
  });

  test('promote() fails synth: the rollout promotes by itself', () => {
    expect(() => decided('steps', undefined, 'PROMOTE')).toThrow(/this release has a rollout, which promotes by itself .*action=skip/);
  });

  test('a bare promote that only a rollout could take fails synth', () => {
    const one: CodedRelease = {
      scope: new Construct(new App({ context: { [KEY]: 'promote' } }), 'R'), paths: ['R'], hasCanarySettings: false, rollout: 'steps',
    };
    expect(() => checkActionContext(one.scope, [one])).toThrow(/this release has a rollout/);
  });
});

test('no word is ever dropped: each is taken by a release, or fails synth', () => {
  const word = fc.constantFrom('promote', 'abort', 'hold', 'skip');
  const kind = fc.constantFrom('held', 'steps', 'atOnce', 'none');
  const coded = fc.record({ kind, named: fc.option(word, { nil: undefined }) });
  fc.assert(fc.property(fc.option(word, { nil: undefined }), fc.array(coded, { minLength: 1, maxLength: 4 }), (bare, releases) => {
    const context = bare ?? Object.fromEntries(releases.flatMap(({ named }, i) => named ? [[`R${i}`, named]] : []));
    const app = new App({ context: { [KEY]: context } });
    const stack = new Stack(app, 'Stack');
    const all = releases.map((one, i): CodedRelease => ({
      scope: new Construct(stack, `R${i}`), paths: [`R${i}`], ...coding(one.kind),
    }));
    try {
      checkActionContext(app, all);
      const decided = all.map((one) => releaseAction(one));
      const taken = decided.map(({ action, hold }) => hold
        ? 'hold'
        : ['PROMOTE', 'ABORT', 'SKIP'].includes(action) ? action.toLowerCase() : undefined);
      if (bare) { expect(taken).toContain(bare); } else { expect(taken).toEqual(releases.map(({ named }) => named)); }
    } catch (error) {
      const [, refused] = /^NothingTo(Promote|Hold|Skip)$/.exec((error as Error).name) ?? [];
      expect(releases.some((one) => (bare ?? one.named) === refused?.toLowerCase() && !CAN_DO[one.kind].includes(bare ?? one.named!))).toBe(true);
    }
  }), { seed: 20_261_128 });
});
