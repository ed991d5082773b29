import { LiveStage } from '../../lib/stage/live-stage';
import { PatchOperation } from '../../lib/stage/patch-operations';
import { DesiredStage, parseDriverProperties } from '../../lib/stage-driver/contract/driver-properties';
import { NEW_DEPLOYMENT, NextDeploy, nextDeploy } from '../../lib/stage-driver/decision/next-deploy';
import { NothingToUpdateError } from '../../rehearsal/cloudformation/update-validation';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';
import { inProcessAws } from '../harness/in-process-aws';
import { Mode, ReleasedApp, templateOf } from '../harness/released-app';

/**
 * What somebody does to the stage by hand, what the next deploy makes of it, and that `nextDeploy` knows it before.
 *
 * Every row is played on the engine. Deployments are called by the code they were taken of: v1 is production, v2 is held at 10 %.
 */
const STACK = 'App';

/** An app in two words: its code, and what its release does. */
interface Written {
  readonly code: number;
  readonly mode: Mode;
  readonly theme?: string;
  /** Another description of something outside of the API. */
  readonly topics?: string;
}

const NONE: Mode = { action: 'none' };
const ABORT: Mode = { action: 'abort' };
const hold = (percent = 10, override?: string, again?: boolean): Mode => ({ action: 'hold', percent, override, again });
const promote = (override?: string): Mode => ({ action: 'promote', percent: 10, override, choices: {} });

const appOf = ({ code, mode, theme, topics = 'one' }: Written): ReleasedApp => ({ kind: 'l3', code, routes: [], mode, theme, topics });

/**
 * What fails beside the stage fails before CloudFormation comes to its own Stage resource. Were that updated already, its rollback would write what
 * the template before says of canary and variables, behind the driver: no driver can prevent that.
 */
function withWaitingStage(template: any): object {
  const resources = Object.entries<any>(template.Resources).map(([id, resource]) =>
    [id, resource.Type === 'AWS::ApiGateway::Stage' ? { ...resource, DependsOn: [...resource.DependsOn, 'BesideStage'] } : resource]);
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** Plays deploys and hands on one stage. */
class Practice {
  readonly aws: LocalAws = inProcessAws(1, LIKELY_HYPOTHESES);
  private readonly codes = new Map<string, string>();

  async deploy(written: Written, failing = false): Promise<{ status: string; reason?: string }> {
    const request = { stackName: STACK, template: withWaitingStage(templateOf(appOf(written))) as never };
    const { cloudFormation } = this.aws;
    cloudFormation.inject((operation) => failing && operation.logicalId === 'BesideStage' && operation.phase === 'update'
      ? { kind: 'fail', when: 'before' } : undefined);
    try {
      return cloudFormation.find(STACK) ? await cloudFormation.updateStack(request) : await cloudFormation.createStack(request);
    } catch (error) {
      if (error instanceof NothingToUpdateError) { return { status: 'no updates' }; }
      throw error;
    } finally {
      this.note(written.code);
    }
  }

  byHand(...operations: PatchOperation[]): void {
    const { restApiId, stage } = this.stageNow();
    this.aws.apiGateway.updateStage(restApiId, stage.stageName, operations as never);
  }

  live(): LiveStage {
    const { deploymentId, variables = {}, canarySettings: canary } = this.stageNow().stage;
    return {
      deploymentId,
      variables,
      canary: canary && {
        deploymentId: canary.deploymentId,
        percentTraffic: canary.percentTraffic,
        useStageCache: canary.useStageCache,
        stageVariableOverrides: canary.stageVariableOverrides ?? {},
      },
    };
  }

  /** What the template in force asks of the driver. */
  template(): DesiredStage {
    const resources = [...this.aws.cloudFormation.find(STACK)!.resources.values()];
    return parseDriverProperties(resources.find(({ definition }) => definition.type === 'Custom::CanaryStage')!.properties as never);
  }

  /** For instance `v1 light, canary v2 10 %`. */
  told({ deploymentId, variables, canary }: LiveStage, code: number): string {
    const name = (id: string) => id === NEW_DEPLOYMENT ? `v${code}` : this.codes.get(id);
    return [
      [name(deploymentId), variables.theme].filter(Boolean).join(' '),
      ...canary ? [`canary ${name(canary.deploymentId)} ${canary.percentTraffic} %`] : [],
    ].join(', ');
  }

  deploymentOf(name: string): string {
    return [...this.codes].find(([, known]) => known === name)![0];
  }

  private note(code: number): void {
    const [api] = this.aws.apiGateway.listRestApis();
    for (const { id } of this.aws.apiGateway.listDeployments(api.id)) {
      if (!this.codes.has(id)) { this.codes.set(id, `v${code}`); }
    }
  }

  private stageNow() {
    const [{ id: restApiId }] = this.aws.apiGateway.listRestApis();
    return { restApiId, stage: this.aws.apiGateway.listStages(restApiId)[0] };
  }
}

const takeOff: PatchOperation[] = [{ op: 'remove', path: '/canarySettings' }];
const promoteInConsole = (overrides: boolean): PatchOperation[] => [
  { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' },
  { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
  ...overrides ? [{ op: 'copy' as const, from: '/canarySettings/stageVariableOverrides', path: '/variables' }] : [],
  { op: 'remove', path: '/canarySettings' },
];
const percentByHand: PatchOperation[] = [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '50' }];
/** Production goes back to a deployment, as `rollback` does it. */
const goBackTo = (deploymentId: string): PatchOperation[] => [
  { op: 'replace', path: '/canarySettings/deploymentId', value: deploymentId },
  { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
  { op: 'remove', path: '/canarySettings' },
];

/** What is deployed before somebody uses his hands. */
interface Given {
  readonly deploys: readonly Written[];
  readonly hands: (practice: Practice) => PatchOperation[];
}

/** [next deploy, what it is to `nextDeploy`, what must come of it] */
type Row = readonly [string, Written, NextDeploy, string];

const light = { theme: 'light' };
const base: Written = { code: 1, mode: NONE, ...light };
const held = (override?: string): Written[] => [base, { code: 2, mode: hold(10, override), ...light }];

const aborted: Given = { deploys: held(), hands: () => takeOff };
const promoted: Given = { deploys: held(), hands: () => promoteInConsole(false) };
const promotedDark: Given = { deploys: held('dark'), hands: () => promoteInConsole(true) };
const opened: Given = { deploys: held('dark'), hands: () => percentByHand };
const wentBack = (...more: Written[]): Given => ({ deploys: [base, ...more], hands: (practice) => goBackTo(practice.deploymentOf('v1')) });

/** CloudFormation does not call the driver. */
const SAME: NextDeploy = { action: 'UNTOUCHED' };

const TABLE: ReadonlyArray<readonly [string, Given, readonly Row[]]> = [
  ['abort', aborted, [
    ['the same commit', { code: 2, mode: hold(), ...light }, SAME, 'untouched: v1 light'],
    ['a resource outside of the API', { code: 2, mode: hold(), ...light, topics: 'two' }, SAME, 'untouched: v1 light'],
    [
      'another percent',
      { code: 2, mode: hold(20), ...light },
      { action: 'HOLD', canary: { percentTraffic: 20 } },
      'refused AbortedDeployment: v1 light',
    ],
    [
      'another percent, and the operator says hold',
      { code: 2, mode: hold(20, undefined, true), ...light },
      { action: 'HOLD', hold: true, canary: { percentTraffic: 20 } },
      'done: v1 light, canary v2 20 %',
    ],
    ['new code, held', { code: 0, mode: hold(), ...light }, { action: 'HOLD', hasNewCode: true }, 'done: v1 light, canary v0 10 %'],
    ['promote', { code: 2, mode: promote(), ...light }, { action: 'PROMOTE' }, 'refused AbortedDeployment: v1 light'],
    ['abort', { code: 2, mode: ABORT, ...light }, { action: 'ABORT' }, 'done: v1 light'],
    [
      'new code, and a sibling fails',
      { code: 0, mode: hold(), ...light, topics: 'two' },
      { action: 'HOLD', hasNewCode: true, fails: true },
      'taken back: v1 light',
    ],
    ['no canarySettings', { code: 2, mode: NONE, ...light }, { action: 'NONE' }, 'done: v2 light'],
  ]],
  ['promote, no overrides', promoted, [
    ['the same commit', { code: 2, mode: hold(), ...light }, SAME, 'untouched: v2 light'],
    ['another percent', { code: 2, mode: hold(20), ...light }, { action: 'HOLD', canary: { percentTraffic: 20 } }, 'done: v2 light, canary v2 20 %'],
    ['new code, held', { code: 0, mode: hold(), ...light }, { action: 'HOLD', hasNewCode: true }, 'done: v2 light, canary v0 10 %'],
    ['no canarySettings', { code: 2, mode: NONE, ...light }, { action: 'NONE' }, 'done: v2 light'],
    ['abort', { code: 2, mode: ABORT, ...light }, { action: 'ABORT' }, 'done: v2 light'],
    ['promote', { code: 2, mode: promote(), ...light }, { action: 'PROMOTE' }, 'done: v2 light, canary v2 0 %'],
    [
      'new code, and a sibling fails',
      { code: 0, mode: hold(), ...light, topics: 'two' },
      { action: 'HOLD', hasNewCode: true, fails: true },
      'taken back: v2 light',
    ],
  ]],
  ['promote, overrides', promotedDark, [
    ['the same commit', { code: 2, mode: hold(10, 'dark'), ...light }, SAME, 'untouched: v2 dark'],
    [
      'anything that keeps theme=light',
      { code: 2, mode: hold(20, 'dark'), ...light },
      { action: 'HOLD', canary: { percentTraffic: 20 } },
      'refused PromotedVariableReverted: v2 dark',
    ],
    [
      'theme=dark written, no canarySettings',
      { code: 2, mode: NONE, theme: 'dark' },
      { action: 'NONE', variables: { theme: 'dark' } },
      'done: v2 dark',
    ],
    [
      'theme=dark written, no canarySettings, and a sibling fails',
      { code: 2, mode: NONE, theme: 'dark', topics: 'two' },
      { action: 'NONE', variables: { theme: 'dark' }, fails: true },
      'taken back: v2 dark',
    ],
    ['abort', { code: 2, mode: ABORT, ...light }, { action: 'ABORT' }, 'done: v2 dark'],
  ]],
  ['set-percent 50', opened, [
    ['the same commit', { code: 2, mode: hold(10, 'dark'), ...light }, SAME, 'untouched: v1 light, canary v2 50 %'],
    [
      'another percent',
      { code: 2, mode: hold(20, 'dark'), ...light },
      { action: 'HOLD', canary: { percentTraffic: 20 } },
      'done: v1 light, canary v2 20 %',
    ],
    ['new code, held', { code: 0, mode: hold(10, 'dark'), ...light }, { action: 'HOLD', hasNewCode: true }, 'done: v1 light, canary v0 10 %'],
    ['promote', { code: 2, mode: promote('dark'), ...light }, { action: 'PROMOTE' }, 'done: v2 dark, canary v2 0 %'],
    [
      'new code, and a sibling fails',
      { code: 0, mode: hold(10, 'dark'), ...light, topics: 'two' },
      { action: 'HOLD', hasNewCode: true, fails: true },
      'taken back: v1 light, canary v2 50 %',
    ],
  ]],
  ['production went back to v1, which v2 had followed for everybody', wentBack({ code: 2, mode: NONE, ...light }), [
    ['the same commit', { code: 2, mode: NONE, ...light }, SAME, 'untouched: v1 light'],
    ['any change of the stage', { code: 2, mode: NONE, theme: 'blue' }, { action: 'NONE', variables: { theme: 'blue' } }, 'done: v2 blue'],
    [
      'any change of the stage, and a sibling fails',
      { code: 2, mode: NONE, theme: 'blue', topics: 'two' },
      { action: 'NONE', variables: { theme: 'blue' }, fails: true },
      'taken back: v1 light',
    ],
    ['new code', { code: 0, mode: NONE, ...light }, { action: 'NONE', hasNewCode: true }, 'done: v0 light'],
    [
      'new code, held',
      { code: 0, mode: hold(), ...light },
      { action: 'HOLD', hasNewCode: true, canary: { percentTraffic: 10 } },
      'done: v1 light, canary v0 10 %',
    ],
    ['v2 held', { code: 2, mode: hold(), ...light }, { action: 'HOLD', canary: { percentTraffic: 10 } }, 'done: v1 light, canary v2 10 %'],
  ]],
  ['production went back to v1, which v2 had followed by a promotion', wentBack({
    code: 2, mode: hold(), ...light,
  }, { code: 2, mode: promote(), ...light }), [
    ['promote again', { code: 2, mode: promote(), ...light }, SAME, 'untouched: v1 light'],
    ['hold again', { code: 2, mode: hold(), ...light }, { action: 'HOLD', canary: { percentTraffic: 10 } }, 'done: v1 light, canary v2 10 %'],
    ['no canarySettings', { code: 2, mode: NONE, ...light }, { action: 'NONE' }, 'done: v2 light'],
  ]],
];

async function play({ deploys, hands }: Given, [, written, deploy, expected]: Row): Promise<void> {
  const practice = new Practice();
  try {
    for (const before of deploys) {
      expect(await practice.deploy(before)).toMatchObject({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/) });
    }
    practice.byHand(...hands(practice));
    const foretold = nextDeploy(practice.live(), practice.template(), deploy);
    const { status, reason } = await practice.deploy(written, deploy.fails);
    const id = deploy.fails ? undefined : /\[([A-Z][a-z]\w+)\]/.exec(reason ?? '')?.[1];
    const outcome = id ? `refused ${id}` : deploy.fails ? 'taken back' : deploy.action === 'UNTOUCHED' ? 'untouched' : 'done';
    expect(status).toMatch(id || deploy.fails ? /^UPDATE_ROLLBACK_COMPLETE$/ : /^(UPDATE_COMPLETE|no updates)$/);
    expect(`${outcome}: ${practice.told(practice.live(), written.code)}`).toBe(expected);
    expect(`${[foretold.outcome, foretold.id].filter(Boolean).join(' ')}: ${practice.told(foretold.stage, written.code)}`).toBe(expected);
  } finally {
    await practice.aws.close();
  }
}

describe.each(TABLE)('%s by hand, then', (_, given, rows) => {
  test.each(rows)('%s', async (...row) => play(given, row as unknown as Row));
});
