import { stageStates } from '../../rehearsal/observation/observe-stages';
import { Terminal } from '../terminal';
import { LocalEngine } from './local-engine';
import { stageName } from './wording';

/** Keeps the AWS APIs and the stages up until Ctrl-C, and says how to reach them. */
export async function serve({ aws, served }: LocalEngine, terminal: Terminal): Promise<void> {
  const stages = stageStates(aws).map((stage) => `  ${stageName(stage)}  ${served.stageUrl(stage.restApiId, stage.stageName)}/`);
  const lines = [
    '',
    'The AWS APIs, for the CDK CLI, the AWS CLI and SDK clients:',
    `  export ${Object.entries(served.environment).map(([name, value]) => `${name}=${value}`).join(' ')}`,
    'The stages, for curl:',
    ...stages.length === 0 ? ['  none'] : stages,
    ...aws.cloudFormation.stacks.length > 0 ? [] : [
      'The account is empty. In the folder of an app, with these variables:',
      `  npx cdk bootstrap aws://${aws.account}/${aws.region}`,
      '  npx cdk deploy --all --require-approval never',
    ],
    'Ctrl-C ends it.',
  ];
  lines.forEach((line) => terminal.print(line));
  await terminal.untilInterrupted();
}
