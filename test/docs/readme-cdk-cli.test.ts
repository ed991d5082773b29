/** What the README says of the lines that an ordinary `cdk deploy` prints, and of `cdk diff`: by the real CLI. */
import { Page } from './page';
import { PracticeByCli, practiceByCli } from '../rehearsal/practice-by-cli';

const STATES = { base: { props: { version: 1 } }, hold: { props: { version: 2, percentTraffic: 50 } } };
const README = new Page('README.md');

let practice: PracticeByCli<keyof typeof STATES>;
beforeAll(async () => {
  practice = await practiceByCli(STATES);
  const { cdk, aws, app } = practice;
  await cdk('bootstrap', `aws://${aws.account}/${aws.region}`);
  expect((await cdk('deploy', ...app('base'), '--require-approval', 'never')).exitCode).toBe(0);
});
afterAll(() => practice.close());

test('right after a deploy, the diff of the README finds nothing', async () => {
  const [, options] = /npx cdk diff( .*?)? +#/.exec(README.section('Reproducible synthesis').text)!;
  const { exitCode, output } = await practice.cdk('diff', ...practice.app('base'), ...options.trim().split(' '));
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining('There were no differences') });
});

test('an ordinary hold is asked about, because each version gets a permission of its own', async () => {
  const { exitCode, output } = await practice.cdk('deploy', ...practice.app('hold'));
  expect(exitCode).toBe(1);
  expect(output).toMatch(/lambda:InvokeFunction +│ Service:apigateway.amazonaws.com/);
  expect(output).toContain('Stack includes security-sensitive updates, but terminal (TTY) is not attached');
});

test('with the option of the README it is not, and says what it leaves, because production calls it', async () => {
  const [, option, value] = /`(--require-approval) (never)`/.exec(README.section('Hold a canary').text)!;
  const { exitCode, output } = await practice.cdk('deploy', ...practice.app('hold'), option, value);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const skipped = [...output.matchAll(/DELETE_SKIPPED +\| (\S+)/g)].map(([, type]) => type);
  expect(skipped).toEqual(expect.arrayContaining(['AWS::Lambda::Version', 'AWS::Lambda::Permission', 'AWS::ApiGateway::Deployment']));
});
