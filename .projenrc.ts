import { awscdk, javascript, typescript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-canary-rest-api',
  description: 'A canary release of an API Gateway REST API as an ordinary `cdk deploy`, safe at every instant.',
  author: 'The cdk-canary-rest-api authors',
  authorAddress: 'maintainers@cdk-canary-rest-api.example',
  repositoryUrl: 'https://github.com/cdk-canary-rest-api/cdk-canary-rest-api.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-canary-rest-api authors',
  stability: 'experimental',
  keywords: ['aws-cdk', 'awscdk', 'api-gateway', 'rest-api', 'canary', 'canary-release', 'deployment'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  projenVersion: '0.103.25',

  // 2.257.0 is the first version with `Validations` that cdk-nag 3 accepts as a peer.
  cdkVersion: '2.257.0',
  constructsVersion: '10.5.0',
  // jsii 6 embeds TypeScript 6.0; another compiler would type-check a different language than it compiles.
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '22',

  srcdir: 'lib',
  // Not in place: a stale lib/x.js beside lib/x.ts would be loaded by jest, tsx and integ-runner instead of the source.
  libdir: 'build',
  entrypoint: 'build/index.js',
  testdir: 'test',
  // The rehearsal engine, the commands and the handlers are bundled with esbuild and are no part of the jsii surface.
  excludeTypescript: ['lib/rehearsal/**', 'lib/cli/**', 'lib/*/handler/**', 'lib/*/bundled/**'],
  docgen: true,
  sampleCode: false,

  lambdaAutoDiscover: false,
  // integ-runner verifies integ/; the old mechanism looks for *.integ.ts below test/.
  integrationTestAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  singletonLambdaAutoDiscover: false,

  devDeps: [
    // projen would ask for the dist-tag of the TypeScript version, which @types/node does not have.
    '@types/node@^20',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // 3.0.0 was published by accident and refuses the assemblies of aws-cdk-lib 2.
    'aws-cdk@2.1148.1',
    '@aws-sdk/client-api-gateway',
    '@aws-sdk/client-cloudformation',
    '@smithy/types',
    '@types/aws-lambda',
    'aws-sdk-client-mock',
    'cli-table3',
    // Newer majors of these two need Node 22.
    'commander@^14',
    'listr2@^9',
    'esbuild',
    'fast-check',
    'picocolors',
    'tsx',
    'yaml',
  ],

  eslintOptions: { dirs: ['lib'], devdirs: ['test', 'integ', 'examples', 'scripts', 'bench'] },

  jest: true,
  jestOptions: {
    // A test run never rewrites the snapshots it is judged by; `npm run test:update` does.
    passWithNoTests: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      testPathIgnorePatterns: ['/node_modules/', '/cdk.out/'],
      modulePathIgnorePatterns: ['/build/', '/dist/', '/cdk.out/'],
      collectCoverage: false,
      testTimeout: 60_000,
      maxWorkers: 2,
    },
  },
  github: true,
  release: true,
  pullRequestTemplate: false,
  depsUpgrade: false,
  mergify: false,
  autoMerge: false,

  gitignore: ['cdk.out', '*.cdk.out', '/assets/', '/integ/**/asset.*', '/integ/**/tree.json', '*.log', '/.tmp/'],
});

// jsii prints a screenful about Node 20, which this project supports deliberately (see minNodeVersion).
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '1');

// Handlers run on Lambda's Node.js 22 with the AWS SDK of the runtime; they carry nothing else.
project.bundler.addBundle('lib/stage-driver/handler/stage-driver.lambda.ts', {
  platform: 'node',
  target: 'node22',
  externals: ['@aws-sdk/*'],
  outfile: 'index.js',
  sourcemap: false,
});

// Baselines may be YAML. A construct library has no dependencies of its own, so the parser comes as a bundle, loaded when needed.
project.bundler.addBundle('lib/endpoints/bundled/yaml-parser.ts', {
  platform: 'node', target: 'node20', outfile: 'index.js', sourcemap: false,
});

// Everything that is not compiled by jsii is type-checked here: tests, handlers, engine, commands, apps.
project.tsconfigDev.addInclude('../lib/**/*.ts');
project.tsconfigDev.addInclude('../integ/**/*.ts');
project.tsconfigDev.addInclude('../examples/**/*.ts');
project.tsconfigDev.addInclude('../scripts/**/*.ts');
project.tsconfigDev.addInclude('../bench/**/*.ts');
project.eslint?.addRules({
  '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true }],
});
// The TypeScript project that knows all files; the one of jsii leaves out what it does not compile.
const eslintrc = project.tryFindObjectFile('.eslintrc.json');
eslintrc?.addDeletionOverride('parserOptions.projectService');
eslintrc?.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);
project.eslint?.addOverride({
  files: ['integ/**', 'examples/**', 'scripts/**', 'bench/**', 'test/**', 'lib/rehearsal/**', 'lib/cli/**', 'lib/*/handler/**', 'lib/*/bundled/**'],
  rules: { 'import/no-extraneous-dependencies': 'off' },
});
const checkTypes = project.addTask('check-types', {
  description: 'Type-check what jsii does not compile',
  exec: 'tsc --noEmit -p test/tsconfig.json',
});
project.testTask.prependSpawn(checkTypes);
project.testTask.prependSpawn(project.bundler.bundleTask);

project.addTask('demo', {
  description: 'Play the whole canary practice on the local engine, without an AWS account',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx examples/demo/main.ts', receiveArgs: true },
  ],
});

project.addTask('lifecycles', {
  description: 'Play random lifecycles on the local engine: --runs N --seed N',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx scripts/lifecycles.ts', receiveArgs: true },
  ],
});

project.addTask('bench', {
  description: 'Measure what the documentation claims: --rounds N',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx bench/main.ts', receiveArgs: true },
  ],
});

// The runner's own way to run TypeScript is ts-node, which is not installed. Two workers: each runs an app, and the machines have two cores.
const INTEG_RUNNER = 'integ-runner --directory integ --language typescript --app "node --import tsx {filePath}" --max-workers 2 --parallel-regions "$AWS_REGION"';
// Without a region every synth asks the instance metadata service and waits. With an account, the earlier steps of a test must go where the last goes.
const INTEG_ENV = { AWS_REGION: `$(node --print "process.env.AWS_REGION || 'us-east-1'")` };
project.addTask('integ', {
  description: 'Verify the snapshots of the integration tests (no AWS account needed)',
  env: INTEG_ENV,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: INTEG_RUNNER, receiveArgs: true },
  ],
});
project.addTask('integ:update', {
  description: 'Refresh the snapshots of the integration tests without deploying them',
  env: INTEG_ENV,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: `${INTEG_RUNNER} --update-on-failed --dry-run`, receiveArgs: true },
  ],
});

// publib's default; a host name would only go stale here.
project.tryFindObjectFile('.github/workflows/release.yml')?.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');

for (const pattern of ['/integ/', '/examples/', '/scripts/', '/bench/', '/docs/', '/.ci/', '/.tmp/', '/build/*/handler/', '/build/*/bundled/', 'cdk.out']) {
  project.addPackageIgnore(pattern);
}

project.synth();
