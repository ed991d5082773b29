import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { API_OUTPUTS, canaryAt, mockApi, stage } from '../kit/mock-api';

/** Step 0 makes the stages, step 1 updates them. */
function template(step: 0 | 1): object {
  const first = step === 0;
  return {
    Resources: {
      ...mockApi(),
      ...first
        ? { Doomed: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Canary', Properties: { RestApiId: { Ref: 'Api' }, Description: 'doomed' } } }
        : {},
      Sends: stage('sends', { ...canaryAt(10), Description: `step ${step}` }),
      Zero: stage('zero', canaryAt(first ? 10 : 0)),
      Keys: stage('keys', {
        Variables: first ? { stays: '1', gone: '1' } : { stays: '1' },
        ...canaryAt(10, { StageVariableOverrides: first ? { stays: '1', gone: '1' } : { stays: '1' } }),
      }),
      DoomedStage: stage('doomed', first ? { CanarySetting: { DeploymentId: { Ref: 'Doomed' }, PercentTraffic: 10 } } : {}),
      Calls: stage('calls', { ...canaryAt(10), Variables: { stays: '1' } }),
      Plain: stage('plain'),
    },
    Outputs: { ...API_OUTPUTS, ...first ? { Doomed: { Value: { Ref: 'Doomed' } } } : {} },
  };
}

/** What CloudFormation sends to a stage, and what API Gateway makes of single calls. */
export const stages: Experiment = {
  name: 'stages',
  creates: 'one REST API with MOCK integrations, three deployments, six stages without cache; no function',
  minutes: 6,
  cents: 1,
  questions: [
    {
      name: 'stageUpdateSends',
      asks: 'Does an update of AWS::ApiGateway::Stage send every property, or those that differ from the previous template?',
      answers: {
        changed: 'a percentage that somebody changed outside of the template survives', present: 'every property goes back to what the template says',
      },
      row: 'hypothesis `stageUpdateSends`',
    },
    {
      name: 'stageUpdateZero',
      asks: 'Does an explicit `PercentTraffic: 0` arrive?',
      answers: { sent: 'it arrives', dropped: 'it is dropped as falsy' },
      row: 'hypothesis `stageUpdateZero`',
    },
    {
      name: 'stageUpdateRemovedKeys',
      asks: 'Does a stage variable or an override go that left the template?',
      answers: { kept: 'both stay', removed: 'both go' },
      row: 'hypothesis `stageUpdateRemovedKeys`',
    },
    {
      name: 'deploymentIdOnCanaryStage',
      asks: 'Is `replace /deploymentId` accepted while the stage has a canary?',
      answers: { accepted: 'it is', refused: 'it is not' },
      row: 'hypothesis `deploymentIdOnCanaryStage`',
    },
    {
      name: 'exportOfCanaryStage',
      asks: 'Which release does GetExport of a stage with a canary give?',
      answers: { base: 'the base release', canary: 'the canary release' },
      row: 'GetExport of a stage with a canary gives the base release',
      engine: 'base',
    },
    {
      name: 'removeCanaryWithoutOne',
      asks: 'Is `remove /canarySettings` refused on a stage without canary?',
      answers: { refused: 'it is', accepted: 'it changes nothing' },
      row: 'hypothesis `removeCanaryWithoutOne`',
    },
    {
      name: 'copyCopyRemove',
      asks: 'May one call copy deployment and overrides and remove the canary?',
      answers: { accepted: 'production moves, the canary is gone', refused: 'the call is refused' },
      row: 'operations apply in order',
      engine: 'accepted',
    },
    {
      name: 'refusedCallIsAtomic',
      asks: 'Does a call leave the stage as it was, when its second operation is refused?',
      answers: { atomic: 'nothing of the call is applied', partial: 'the first operation stays applied' },
      row: 'one refused operation refuses the whole call',
      engine: 'atomic',
    },
    {
      name: 'parallelUpdateStage',
      asks: 'Do parallel UpdateStage calls on two stages of one API answer 409?',
      answers: { accepted: 'both are accepted', conflict: 'at least one of ten answers 409' },
      row: 'hypothesis `parallelUpdateStage`',
    },
    {
      name: 'percentTrafficBounds',
      asks: 'What happens to -1, 100.1, 33.333 and 0.001 percent?',
      answers: { 'refused, refused, 33.333, 0.001': 'out of range is refused, decimals are kept' },
      row: 'percent from 0 to 100, decimals kept',
      engine: 'refused, refused, 33.333, 0.001',
    },
    {
      name: 'deploymentOnlyOnCanaryDeleted',
      asks: 'Can CloudFormation delete a deployment that only a canary points at?',
      answers: {
        'refused': 'it stays, outside of the stack', 'deleted': 'it goes under the canary', 'canary removed': 'the canary left with its property',
      },
      row: 'DeleteDeployment under a canary',
      engine: 'refused',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const { Api: api, Canary: canary, Doomed: doomed } = kit.outputsOf(await kit.stacks.create('stages', template(0)));
    const findings = await singleCalls(kit, api, canary);
    await kit.patch(api, 'sends', [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '33' }]);
    await kit.stacks.update('stages', template(1));
    const look = async (stageName: string, answer: (live: Awaited<ReturnType<Kit['stage']>>) => string): Promise<FoundAnswer> => {
      const live = await kit.stage(api, stageName);
      return { answer: answer(live), exchange: kit.log.last('GetStage') };
    };
    return {
      ...findings,
      stageUpdateSends: await look('sends', ({ canarySettings }) => ({ 33: 'changed', 10: 'present' }[canarySettings?.percentTraffic ?? NaN]
        ?? `undecided: ${canarySettings?.percentTraffic} %`)),
      stageUpdateZero: await look('zero', ({ canarySettings }) => ({ 0: 'sent', 10: 'dropped' }[canarySettings?.percentTraffic ?? NaN]
        ?? `undecided: ${canarySettings?.percentTraffic} %`)),
      stageUpdateRemovedKeys: await look('keys', ({ variables = {}, canarySettings }) => {
        const left = ['gone' in variables, 'gone' in (canarySettings?.stageVariableOverrides ?? {})];
        return left[0] === left[1]
          ? (left[0] ? 'kept' : 'removed')
          : `undecided: the variable ${left[0] ? 'stays' : 'goes'}, the override ${left[1] ? 'stays' : 'goes'}`;
      }),
      deploymentOnlyOnCanaryDeleted: await look('doomed', ({ canarySettings }) => canarySettings === undefined ? 'canary removed'
        : canarySettings.deploymentId === doomed ? 'refused' : 'deleted'),
    };
  },
};

/** On its own: where API Gateway refuses, the whole update fails. */
export const swap: Experiment = {
  name: 'swap',
  creates: 'one REST API with MOCK integrations, two deployments, one stage; one update that may fail',
  minutes: 4,
  cents: 1,
  questions: [{
    name: 'swappedDeployments',
    asks: 'May one update change the deployments of production and canary?',
    answers: { accepted: 'both move', refused: 'the update fails' },
    row: 'Stage: one UpdateStage call, deployment first, then canary',
    engine: 'accepted',
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const swapped = (production: string, canary: string): object => ({
      Resources: {
        ...mockApi(),
        Swapped: stage('swapped', { DeploymentId: { Ref: production }, CanarySetting: { DeploymentId: { Ref: canary }, PercentTraffic: 10 } }),
      },
      Outputs: API_OUTPUTS,
    });
    const { Api: api, Base: base, Canary: canary } = kit.outputsOf(await kit.stacks.create('swap', swapped('Base', 'Canary')));
    const { StackStatus: status } = await kit.stacks.update('swap', swapped('Canary', 'Base'));
    if (status !== 'UPDATE_COMPLETE') { return { swappedDeployments: { answer: 'refused', exchange: kit.log.last('DescribeStacks') } }; }
    const { deploymentId, canarySettings } = await kit.stage(api, 'swapped');
    const moved = deploymentId === canary && canarySettings?.deploymentId === base;
    return { swappedDeployments: { answer: moved ? 'accepted' : 'undecided: not both moved', exchange: kit.log.last('GetStage') } };
  },
};

async function singleCalls(kit: Kit, api: string, canary: string): Promise<Record<string, FoundAnswer>> {
  const percent = (value: string) => ({ op: 'replace' as const, path: '/canarySettings/percentTraffic', value });
  const exported = await kit.exportedPaths(api, 'calls');
  const exportExchange = kit.log.last('GetExport');
  const bounds: string[] = [];
  for (const value of ['-1', '100.1', '33.333', '0.001']) {
    const answer = await kit.patch(api, 'calls', [percent(value)]);
    bounds.push('refused' in answer ? 'refused' : String(answer.stage.canarySettings?.percentTraffic));
  }
  const boundsExchange = kit.log.last('UpdateStage', 4);
  await kit.patch(api, 'calls', [percent('10')]);
  await kit.patch(api, 'calls', [percent('20'), { op: 'replace', path: '/canarySettings/deploymentId', value: 'doesnotexist' }]);
  const atomicExchange = kit.log.last('UpdateStage');
  const afterRefused = (await kit.stage(api, 'calls')).canarySettings?.percentTraffic;
  const parallel = await Promise.all(Array.from({ length: 10 }, (_, index) =>
    kit.patch(api, index % 2 === 0 ? 'calls' : 'plain', [{ op: 'replace', path: '/description', value: `parallel ${index}` }])));
  const parallelExchange = kit.log.last('UpdateStage', 10);
  const conflict = parallel.some((answer) => 'refused' in answer && /Conflict|concurrent/i.test(answer.refused));
  const replaced = await kit.patch(api, 'calls', [{ op: 'replace', path: '/deploymentId', value: canary }]);
  const replacedExchange = kit.log.last('UpdateStage');
  const copied = await kit.patch(api, 'calls', [
    { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
    { op: 'copy', path: '/variables', from: '/canarySettings/stageVariableOverrides' },
    { op: 'remove', path: '/canarySettings' },
  ]);
  const copiedExchange = kit.log.last('UpdateStage');
  const removed = await kit.patch(api, 'plain', [{ op: 'remove', path: '/canarySettings' }]);
  return {
    exportOfCanaryStage: { answer: exported.includes('/later') ? 'canary' : 'base', exchange: exportExchange },
    percentTrafficBounds: { answer: bounds.join(', '), exchange: boundsExchange },
    refusedCallIsAtomic: {
      answer: afterRefused === 10 ? 'atomic' : afterRefused === 20 ? 'partial' : `undecided: ${afterRefused} %`, exchange: atomicExchange,
    },
    parallelUpdateStage: { answer: conflict ? 'conflict' : 'accepted', exchange: parallelExchange },
    deploymentIdOnCanaryStage: { answer: 'refused' in replaced ? 'refused' : 'accepted', exchange: replacedExchange },
    copyCopyRemove: {
      answer: 'refused' in copied
        ? 'refused'
        : copied.stage.canarySettings === undefined && copied.stage.deploymentId === canary ? 'accepted' : 'undecided',
      exchange: copiedExchange,
    },
    removeCanaryWithoutOne: { answer: 'refused' in removed ? 'refused' : 'accepted', exchange: kit.log.last('UpdateStage') },
  };
}
