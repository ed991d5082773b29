import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';

const COMMANDS: string[][] = [
  ['status'], ['doctor'], ['abort'], ['promote', '--yes'], ['set-percent', '10'], ['remove'], ['rollback', '--yes'], ['prune', '--yes'], ['probe'],
];
const refused = async (...args: string[]): Promise<string> => {
  const terminal = new FakeTerminal('.');
  // Nothing answers there: whatever is asked of AWS ends with 4.
  terminal.environment = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  expect(await run(args, terminal)).toBe(2);
  return terminal.errors.replace(/\s+/g, ' ');
};

describe.each(COMMANDS)('%s', (...command) => {
  test.each(['--stack', '--release', '--api', '--stage', '--profile', '--region', '--endpoint-url'])('takes no empty %s', async (option) => {
    expect(await refused(...command, option, '')).toBe(`error: ${option} must not be empty. Is a variable of the shell not set?`);
    expect(await refused(...command, option, ' ')).toContain(`${option} must not be empty`);
  });

  test('takes no empty stack: AWS could take it for any', async () => {
    expect(await refused(...command, '')).toMatch(/^error: (stack|target) must not be empty\. Is a variable of the shell not set\?$/);
  });

  test('takes no two stacks', async () => {
    expect(await refused(...command, 'Shop', '--stack', 'Other')).toBe('error: The stack is named twice, as Shop and as Other. Name one.');
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_CLOUDFORMATION'])('takes no %s that is no URL', async (name) => {
    const terminal = new FakeTerminal('.');
    terminal.environment = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9', [name]: 'localhost:4600' };
    expect(await run([...command, 'Shop'], terminal)).toBe(2);
    expect(terminal.errors.replace(/\s+/g, ' ')).toBe(
      `error: The variable ${name} of the environment must begin with http:// or https://, got 'localhost:4600'. Correct it, or take it away.`,
    );
  });

  test('takes no endpoint that is no URL', async () => {
    expect(await refused(...command, 'Shop', '--endpoint-url', 'localhost:4600')).toBe(
      'error: --endpoint-url must begin with http:// or https://, got \'localhost:4600\'.',
    );
  });
});

test.each([
  ['abort', '--if-canary'], ['abort', '--if-production'], ['rollback', '--to'], ['record', '--rest-api-id'], ['record', '--stage'],
])('%s takes no empty %s', async (command, option) => {
  expect(await refused(command, option, '')).toBe(`error: ${option} must not be empty. Is a variable of the shell not set?`);
});
