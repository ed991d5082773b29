import { BUDGET, objections, PackedFile } from '../../scripts/check-packages/tarball-contents';

const RIGHT: PackedFile[] = [
  'package.json', '.jsii', '.jsii.tabl.json', 'README.md', 'LICENSE', 'docs/licences.md', 'build/index.js', 'build/index.d.ts',
  'assets/lib/stage-driver/handler/stage-driver.lambda/index.js', 'assets/lib/rollout/handler/rollout.lambda/index.js',
  'assets/lib/pruning/handler/pruner.lambda/index.js',
  'assets/cdk-canary/index.js', 'assets/lib/endpoints/bundled/yaml-parser/index.js',
].map((path) => ({ path, bytes: 1 }));

const withFile = (path: string, bytes = 1) => [...RIGHT, { path, bytes }];

describe('objections to the npm tarball', () => {
  test('there are none to what a user needs, up to the budget', () => {
    expect(objections(RIGHT, BUDGET.packed)).toEqual([]);
    expect(objections(withFile('build/stage-driver/decision/plan.js'), 1)).toEqual([]);
  });

  test.each([
    'lib/index.ts', 'build/index.ts', 'rehearsal/local-aws.ts', 'cli/run.ts', 'build/rehearsal/local-aws.js', 'build/aws/gateway.js',
    'build/stage-driver/handler/event-handler.js', 'build/endpoints/bundled/yaml-parser.js',
    'test/apps.ts', 'examples/practice/app.ts', '.projenrc.ts', 'TESTING.md', 'docs/traps.md', 'tsconfig.json', '.tmp/notes',
  ])('there is one to %s', (path) => {
    expect(objections(withFile(path), 1)).toEqual([`${path} is nothing that a user needs`]);
  });

  test('there is one to a bundle that was not built', () => {
    expect(objections(
      RIGHT.filter(({ path }) => !path.includes('yaml-parser')), 1,
    )).toEqual(['assets/lib/endpoints/bundled/yaml-parser/index.js is missing']);
  });

  test('there is one to a byte over the budget', () => {
    expect(objections(RIGHT, BUDGET.packed + 1)).toEqual(['The tarball has 1664 KiB; the budget is 1664 KiB']);
    expect(objections(withFile('build/big.js', BUDGET.unpacked), 1)).toEqual([expect.stringContaining('The unpacked package has 6400 KiB')]);
  });
});
