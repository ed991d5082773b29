import { stageStates } from '../../rehearsal/observation/observe-stages';
import { wrapped } from '../screen/wrapped';
import { Terminal } from '../terminal';
import { LocalEngine } from './local-engine';
import { stageName } from './wording';

/** Keeps the AWS APIs and the stages up until Ctrl-C, and says how to reach them. Clients come meanwhile, if there are any. */
export async function serve(engine: LocalEngine, terminal: Terminal): Promise<void> {
  // Whoever has read the first line may end it already.
  const interrupted = terminal.untilInterrupted();
  ['', ...servedText(engine, terminal)].forEach((line) => terminal.print(line));
  engine.clients?.start();
  await interrupted;
  await engine.clients?.stop();
}

const WITH_CLIENTS = 'Clients ask each stage, in real time: what changes from now on has figures three to four minutes later.';

function servedText({ aws, served, clients }: LocalEngine, { columns }: Terminal): string[] {
  const stages = stageStates(aws).map((stage) => `  ${stageName(stage)}  ${served.stageUrl(stage.restApiId, stage.stageName)}/`);
  const stacks = aws.cloudFormation.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const inStacks = stacks.filter(({ template }) => [...template?.resources.values() ?? []].some(({ type }) => type === 'Custom::CanaryStage'))
    .map(({ identity, rootId = identity.stackId }) => aws.cloudFormation.find(rootId)!.identity.stackName);
  const released = [...new Set(inStacks)];
  return [
    'The AWS APIs, for the CDK CLI, the AWS CLI and SDK clients:',
    `  export ${Object.entries(served.environment).map(([name, value]) => `${name}=${value}`).join(' ')}`,
    'The stages, for curl:',
    ...stages.length === 0 ? ['  none'] : stages,
    ...clients === undefined ? [] : wrapped(WITH_CLIENTS, columns),
    ...released.length === 0 ? [] : ['In another terminal, with these variables:', ...released.map((name) => `  npx cdk-canary status ${name}`)],
    stacks.length === 0 ? 'The account is empty. In the folder of an app, with these variables:' : 'To deploy from the folder of the app:',
    `  npx cdk bootstrap aws://${aws.account}/${aws.region}`,
    '  npx cdk deploy --all --require-approval never',
    'Ctrl-C ends it.',
  ];
}
