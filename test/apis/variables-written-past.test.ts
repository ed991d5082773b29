import { App, Aspects, CfnParameter, CfnResource, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { answering } from './answering';
import { AppBuilder, DeployOptions, WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease, CanarySettings } from '../../lib';
import { FaultInjector } from '../../rehearsal/cloudformation/resource-operation';

const HELD: CanarySettings = { percentTraffic: 10 };

/** Writes on the stage, when the release is about to be attached. */
type Spelling = (stage: apigateway.CfnStage, theme: string, attach: () => void) => void;

const SPELLINGS: Record<string, Spelling> = {
  'an override before the release': (stage, theme, attach) => {
    stage.addPropertyOverride('Variables.theme', theme);
    attach();
  },
  'an override after the release': (stage, theme, attach) => {
    attach();
    stage.addPropertyOverride('Variables.theme', theme);
  },
  'an override of all': (stage, theme, attach) => {
    attach();
    stage.addOverride('Properties.Variables', { theme });
  },
  'the property after the release': (stage, theme, attach) => {
    attach();
    stage.variables = { ...stage.variables as Record<string, string>, theme };
  },
  'a late aspect': (stage, theme, attach) => {
    attach();
    Aspects.of(stage.node.root).add({
      visit: (node) => { if (node === stage) { stage.addPropertyOverride('Variables.theme', theme); } },
    }, { priority: 900 });
  },
  'an override of what it refers to': (stage, theme, attach) => {
    attach();
    const parameter = new CfnParameter(Stack.of(stage), 'Theme', { default: theme });
    stage.addPropertyOverride('Variables.theme', { Ref: parameter.logicalId });
  },
};

interface Written {
  readonly theme: string;
  readonly spelling?: Spelling;
  readonly canarySettings?: CanarySettings;
  readonly act?: (release: CanaryRelease) => void;
  /** Where the API stands. */
  readonly scopeIn?: (app: App) => Construct;
}

/** Declares the size, and a theme that nobody is to see. */
function app({ theme, spelling = SPELLINGS['an override after the release'], canarySettings, act, scopeIn }: Written): AppBuilder {
  return (root, code) => {
    const scope = scopeIn?.(root) ?? new Stack(root, 'App');
    const api = new apigateway.RestApi(scope, 'Api', { cloudWatchRole: false, deployOptions: { variables: { size: 'small', theme: 'plain' } } });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(scope, code).currentVersion));
    const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
    spelling(stage, theme, () => {
      const release = new CanaryRelease(scope, 'Release', { api, canarySettings });
      act?.(release);
    });
    const after = new CfnResource(scope, 'After', { type: 'AWS::SNS::Topic', properties: { DisplayName: `${code} ${theme}` } });
    after.node.addDependency(api.deploymentStage);
  };
}

/** The topic that comes after the stage is not updated: everything that was moved before has to go back. */
const FAILING_AFTER_THE_STAGE: FaultInjector = ({ logicalId, phase }) => logicalId === 'After' && phase === 'update'
  ? { kind: 'fail', when: 'before' } : undefined;

/** Deploys one after the other, and looks at the variables at every instant. */
class Lifecycle {
  readonly aws = new WatchedAws();
  private readonly seen: Array<Record<string, string>> = [];

  constructor() {
    this.aws.aws.cloudFormation.onResourceOperation(() => {
      const variables = this.variables;
      if (variables) { this.seen.push(variables); }
    });
  }

  /** Each state that the variables were in, without repetitions. */
  async deploy(code: string, written: Written, options?: DeployOptions): Promise<WatchedOperation & { seen: Array<Record<string, string>> }> {
    this.seen.length = 0;
    const operation = await this.aws.deploy(app(written), code, options);
    const all = [...this.seen, ...this.variables ? [this.variables] : []];
    return { ...operation, seen: all.filter((one, i) => i === 0 || JSON.stringify(one) !== JSON.stringify(all[i - 1])) };
  }

  private get variables(): Record<string, string> | undefined {
    const { apiGateway } = this.aws.aws;
    const [stage] = apiGateway.listRestApis().flatMap(({ id }) => apiGateway.listStages(id));
    return stage?.variables && Object.fromEntries(Object.entries(stage.variables).sort());
  }
}

let life: Lifecycle;
beforeEach(() => { life = new Lifecycle(); });
afterEach(() => life.aws.close());

const well = (...themes: string[]) => ({ result: { succeeded: true }, failures: [], seen: themes.map((theme) => ({ size: 'small', theme })) });

describe('a variable of the stage by', () => {
  const lifecycle = async (written: Omit<Written, 'theme'>) => {
    expect(await life.deploy('code 1', { ...written, theme: 'light' })).toMatchObject(well('light'));
    expect(await life.deploy('code 2', { ...written, theme: 'light', canarySettings: HELD })).toMatchObject(well('light'));
    const aborting: Written = { ...written, theme: 'blue', canarySettings: HELD, act: (release) => release.abort() };
    expect(await life.deploy('code 2', aborting)).toMatchObject(well('light'));
    expect(life.aws.stages()).toEqual({ prod: { base: 'code 1' } });
  };

  test.each(Object.entries(SPELLINGS))('%s: a hold sets no other value, and an abort leaves the live one', (_, spelling) => lifecycle({ spelling }));

  test.each<[string, (root: App) => Construct]>([
    ['a cdk.Stage', (root) => new Stack(new CdkStage(root, 'Prod'), 'App')],
    ['a nested stack', (root) => new NestedStack(new Stack(root, 'App'), 'Nested')],
  ])('an override in %s: the same', (_, scopeIn) => lifecycle({ scopeIn }));
});

describe('a variable by an override that the canary overrides, too', () => {
  const dark = { ...HELD, stageVariableOverrides: { theme: 'dark' } };

  beforeEach(async () => {
    await life.deploy('code 1', { theme: 'light' });
    expect(await life.deploy('code 2', { theme: 'light', canarySettings: dark })).toMatchObject(well('light'));
    expect(await life.deploy('code 2', { theme: 'light', canarySettings: dark, act: (release) => release.promote() })).toMatchObject(
      well('light', 'dark'),
    );
  });

  test('is promoted, and stays with the promoted value written', async () => {
    expect(await life.deploy('code 2', { theme: 'dark' })).toMatchObject(well('dark'));
    expect(life.aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });

  test('is promoted, and is not set back by the value of before', async () => {
    expect(await life.deploy('code 3', { theme: 'light', canarySettings: dark })).toMatchObject({
      ...well('dark'), result: { succeeded: false, reason: expect.stringContaining('[PromotedVariableReverted]') },
    });
  });
});

test('a variable by an override goes back when the deploy fails behind the stage', async () => {
  await life.deploy('code 1', { theme: 'light' });
  expect(await life.deploy('code 2', { theme: 'blue', canarySettings: HELD }, { inject: FAILING_AFTER_THE_STAGE })).toMatchObject({
    ...well('light', 'blue', 'light'), result: { succeeded: false },
  });
  expect(life.aws.stages()).toEqual({ prod: { base: 'code 1' } });
});

describe('a variable that an override deletes', () => {
  const deleted: Spelling = (stage, name, attach) => {
    attach();
    stage.addPropertyDeletionOverride(`Variables.${name}`);
  };

  test('leaves the stage', async () => {
    await life.deploy('code 1', { theme: 'light' });
    expect(await life.deploy('code 2', { theme: 'theme', spelling: deleted })).toMatchObject({
      result: { succeeded: true }, seen: [{ size: 'small', theme: 'light' }, { size: 'small' }],
    });
  });

  test('cannot leave it in an abort', async () => {
    await life.deploy('code 1', { theme: 'light' });
    await life.deploy('code 2', { theme: 'light', canarySettings: HELD });
    const { result, seen } = await life.deploy('code 2', { theme: 'theme', spelling: deleted, act: (release) => release.abort() });
    expect([result.reason, seen]).toEqual([expect.stringContaining('[AbortDropsVariable]'), [{ size: 'small', theme: 'light' }]]);
  });
});
