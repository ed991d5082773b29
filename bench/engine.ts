import { show, spread } from './measure';
import { PRACTICE, STACK } from './practice';
import { LIKELY_HYPOTHESES } from '../rehearsal/hypotheses';
import { inProcessAws } from '../test/harness/in-process-aws';

const REQUESTS = 5_000;

/** How fast the local engine plays: there is no peer that takes a canary through CloudFormation, so these are rates, not ratios. */
export async function benchEngine(rounds: number): Promise<void> {
  const lifecycles: number[] = [];
  const requests: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const aws = inProcessAws(1, LIKELY_HYPOTHESES);
    const start = process.hrtime.bigint();
    const [{ template: first }, ...others] = PRACTICE;
    await aws.cloudFormation.createStack({ stackName: STACK, template: first });
    for (const { template } of others) { await aws.cloudFormation.updateStack({ stackName: STACK, template }); }
    const deployed = process.hrtime.bigint();
    const [{ id: restApiId }] = aws.apiGateway.listRestApis();
    for (let request = 0; request < REQUESTS; request++) {
      await aws.dataPlane.invokeStage({ restApiId, stageName: 'prod', method: 'GET', path: '/hello' });
    }
    const asked = process.hrtime.bigint();
    await aws.destroy(STACK);
    const destroyed = process.hrtime.bigint();
    await aws.close();
    lifecycles.push(1e9 / Number(deployed - start + destroyed - asked));
    requests.push(REQUESTS * 1e9 / Number(asked - deployed));
  }
  console.log(`\nLocal engine, in process: ${show(spread(lifecycles.slice(1)), 0)} lifecycles of 4 deploys and a destroy per second, `
    + `${show(spread(requests.slice(1)), 0)} requests per second`);
}
