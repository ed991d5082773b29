import { awscdk, javascript, typescript } from 'projen';
import { NpmReleaseJob } from './projenrc/npm-release-job';
import { Rooms } from './projenrc/rooms';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-canary-rest-api',
  description: 'A canary release of an API Gateway REST API as an ordinary `cdk deploy`, safe at every instant.',
  author: 'The cdk-canary-rest-api authors',
  authorAddress: 'maintainers@cdk-canary-rest-api.example',
  repositoryUrl: 'https://github.com/cdk-canary-rest-api/cdk-canary-rest-api.git',
  homepage: 'https://github.com/cdk-canary-rest-api/cdk-canary-rest-api#readme',
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
  // Handlers, and what they reach AWS through, are bundled with esbuild and are no part of the jsii surface.
  excludeTypescript: ['lib/aws/**', 'lib/*/handler/**', 'lib/*/bundled/**'],
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
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sts',
    '@smithy/types',
    '@types/aws-lambda',
    'aws-sdk-client-mock',
    // The construct's resources are checked against its AwsSolutions rules.
    'cdk-nag@3.0.2',
    'cli-table3',
    // Newer majors of these three need Node 22.
    'commander@^14',
    'listr2@^9',
    'dependency-cruiser@^17',
    'esbuild',
    'fast-check',
    'picocolors',
    'tsx',
    'yaml',
  ],

  eslintOptions: { dirs: ['lib', 'cli', 'rehearsal'], devdirs: ['test', 'integ', 'examples', 'scripts', 'bench'] },

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
  githubOptions: {
    mergify: false,
    // The title becomes the commit, and these are the types that the history has.
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'perf', 'docs', 'test', 'refactor', 'build', 'ci', 'chore'] } },
  },
  release: true,
  // npm, PyPI and NuGet trust the release workflow itself (OIDC): there is no token that could be stolen.
  npmTrustedPublishing: true,
  // It runs where it may publish, so it is not simply the latest.
  jsiiReleaseVersion: '0.2.1061',
  pullRequestTemplate: false,
  depsUpgrade: false,
  autoMerge: false,

  // Names cannot be changed once somebody depends on them. Maven Central gives out `io.github.<organisation>`; a Java package has no hyphens.
  publishToPypi: { distName: 'cdk-canary-rest-api', module: 'cdk_canary_rest_api', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkcanaryrestapi', mavenGroupId: 'io.github.cdk-canary-rest-api', mavenArtifactId: 'cdk-canary-rest-api',
  },
  publishToNuget: { dotNetNamespace: 'CdkCanaryRestApi', packageId: 'CdkCanaryRestApi', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-canary-rest-api/cdk-canary-rest-api-go', packageName: 'cdkcanaryrestapi' },

  gitignore: ['cdk.out', '*.cdk.out', '/assets/', '/integ/**/asset.*', '/integ/**/tree.json', '*.log', '/.tmp/'],
});

// jsii and the AWS SDK print a screenful about Node 20, which this project supports deliberately (see minNodeVersion).
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '1');
project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');

project.package.addField('overrides', {
  // 1.13.0 was published without the bindings of most platforms: npm then writes a lock file that `npm ci` refuses.
  'unrs-resolver': '1.12.2',
  // It asks for 10.5.1, but its rules run with the minimum that this package declares, which is what the tests are for.
  'cdk-nag': { constructs: '$constructs' },
});

// Handlers run on Lambda's Node.js 22 with the AWS SDK of the runtime. One exception: the runtime's client of CloudFormation may be older than the
// fields that say how a stack is deployed (express mode, disabled rollback), so handlers carry their own.
const ROLLOUT_CLIENTS = ['cloudwatch', 'eventbridge', 'lambda', 'sfn', 'sns'].map((service) => `client-${service}`);
const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'stage-driver/handler/stage-driver': ['client-api-gateway', 'client-lambda'],
  'rollout/handler/rollout': ['client-api-gateway', ...ROLLOUT_CLIENTS],
  'pruning/handler/pruner': ['client-api-gateway', 'client-cloudformation', 'client-cloudwatch', 'client-lambda'],
};
for (const [handler, ofRuntime] of Object.entries(HANDLERS)) {
  project.bundler.addBundle(`lib/${handler}.lambda.ts`, {
    platform: 'node',
    target: 'node22',
    externals: ofRuntime.map((client) => `@aws-sdk/${client}`),
    minify: true,
    keepNames: true,
    outfile: 'index.js',
    sourcemap: false,
  });
}

// Baselines may be YAML. A construct library has no dependencies of its own, so the parser comes as a bundle, loaded when needed.
project.bundler.addBundle('lib/endpoints/bundled/yaml-parser.ts', {
  platform: 'node', target: 'node20', outfile: 'index.js', sourcemap: false,
});

// The clients of AWS that the package brings along, in one bundle: apart, each would bring the same half. What Lambda's runtime has and a user's
// machine may not have, rehearsed functions find here by its name, and so does the command.
const CLIENTS = [...['api-gateway', 'cloudformation', 'cloudwatch-logs', 'sts'].map((service) => `client-${service}`), ...ROLLOUT_CLIENTS].sort();
const functionModule = (client: string) => `../cli/function-modules/@aws-sdk/${client}/index.js`;
project.bundler.addBundle('cli/aws-sdk.ts', { platform: 'node', target: 'node20', minify: true });
for (const client of CLIENTS) {
  project.bundler.addBundle(`cli/function-modules/@aws-sdk/${client}.ts`, { platform: 'node', target: 'node20', minify: true });
}

// The package's command, self-contained. It lies two folders below the package, as do the sources that look for files of it (`cli/package/`).
project.addFields({ bin: { 'cdk-canary': 'assets/cdk-canary/index.js' } });
project.bundler.addBundle('cli/cdk-canary.ts', {
  platform: 'node',
  target: 'node20',
  externals: ['@aws-sdk/*', ...CLIENTS.map(functionModule)],
  esbuildArgs: Object.fromEntries(CLIENTS.map((client) => [`--alias:@aws-sdk/${client}`, functionModule(client)])),
  outfile: '../../cdk-canary/index.js',
  executable: true,
  minify: true,
  keepNames: true,
});

// Two thirds of the package would be maps of sources that do not come with it, and every app would read them at import.
project.tryFindObjectFile('tsconfig.json')?.addOverride('compilerOptions.inlineSourceMap', false);
project.tryFindObjectFile('tsconfig.json')?.addOverride('compilerOptions.inlineSources', false);

// Everything that is not compiled by jsii is type-checked here: tests, handlers, engine, commands, apps.
project.tsconfigDev.addInclude('../lib/**/*.ts');
project.tsconfigDev.addInclude('../cli/**/*.ts');
project.tsconfigDev.addInclude('../rehearsal/**/*.ts');
project.tsconfigDev.addInclude('../integ/**/*.ts');
project.tsconfigDev.addInclude('../examples/**/*.ts');
project.tsconfigDev.addInclude('../scripts/**/*.ts');
project.tsconfigDev.addInclude('../bench/**/*.ts');
project.eslint?.addRules({
  'curly': ['error', 'all'],
  '@typescript-eslint/explicit-member-accessibility': ['error', { accessibility: 'no-public' }],
  '@stylistic/operator-linebreak': ['error', 'before', { overrides: { '=': 'after' } }],
  '@stylistic/block-spacing': ['error'],
  'import/enforce-node-protocol-usage': ['error', 'always'],
  'no-restricted-globals': ['error', { name: 'it', message: 'Write test.' }],
  '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true }],
});
// The TypeScript project that knows all files; the one of jsii leaves out what it does not compile.
const eslintrc = project.tryFindObjectFile('.eslintrc.json');
eslintrc?.addDeletionOverride('parserOptions.projectService');
eslintrc?.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);
project.eslint?.addOverride({
  files: [
    'integ/**', 'examples/**', 'scripts/**', 'bench/**', 'test/**', 'cli/**', 'rehearsal/**', 'lib/aws/**', 'lib/*/handler/**', 'lib/*/bundled/**',
  ],
  rules: { 'import/no-extraneous-dependencies': 'off' },
});
new Rooms(project);
const checkTypes = project.addTask('check-types', {
  description: 'Type-check what jsii does not compile',
  exec: 'tsc --noEmit -p test/tsconfig.json',
});
project.testTask.prependSpawn(project.addTask('check-circles', {
  description: 'Look for circles of imports, types included',
  exec: 'depcruise --config .dependency-cruiser.cjs --output-type err lib cli rehearsal test integ/*.ts integ/lifecycle integ/ask-aws examples '
    + 'scripts bench projenrc',
}));
project.testTask.prependSpawn(checkTypes);
project.testTask.prependSpawn(project.bundler.bundleTask);

project.addTask('demo', {
  description: 'Play the whole canary practice on the local engine, without an AWS account',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx examples/demo/main.ts', receiveArgs: true },
  ],
});

project.addTask('demo:rollout', {
  description: 'Play a healthy and a broken release through a rollout on the local engine, without an AWS account',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx examples/rollout/main.ts', receiveArgs: true },
  ],
});

project.addTask('pictures', {
  description: 'Draw the pictures of the READMEs out of what the local engine does, into docs/images',
  exec: 'tsx scripts/pictures.ts',
});

project.addTask('lifecycles', {
  description: 'Play random lifecycles on the local engine: --runs N --seed N',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx scripts/lifecycles.ts', receiveArgs: true },
  ],
});

project.addTask('model', {
  description: 'Check the model of the way back, with and without each of its rules: --runs N --seed N',
  steps: [{ exec: 'tsx scripts/model.ts', receiveArgs: true }],
});

project.addTask('bench', {
  description: 'Measure what the documentation claims: --rounds N',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: 'tsx bench/main.ts', receiveArgs: true },
  ],
});

project.addTask('bench:gates', {
  description: 'Compare gates on the same simulated traffic: --runs N, --seed N, --write into docs/gates.md and its picture',
  exec: 'tsx bench/gates.ts',
  receiveArgs: true,
});

// The runner's own way to run TypeScript is ts-node, which is not installed. Two workers: each runs an app, and the machines have two cores.
const INTEG_RUNNER =
  'integ-runner --parallel-regions "$AWS_REGION" --directory integ --language typescript --app "node --import tsx {filePath}" --max-workers 2';
// Without a region every synth asks the instance metadata service and waits. With an account, the earlier steps of a test must go where the last
// goes.
const INTEG_ENV = { AWS_REGION: '$(node --print "process.env.AWS_REGION || \'us-east-1\'")' };
project.addTask('integ', {
  description: 'Verify the snapshots of the integration tests (no AWS account needed)',
  env: INTEG_ENV,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: INTEG_RUNNER, receiveArgs: true },
    { exec: 'tsx integ/lifecycle/stage-snapshots.ts' },
  ],
});
project.addTask('integ:update', {
  description: 'Refresh the snapshots of the integration tests without deploying them',
  env: INTEG_ENV,
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { exec: `${INTEG_RUNNER} --update-on-failed --dry-run`, receiveArgs: true },
    { exec: 'tsx integ/lifecycle/stage-snapshots.ts --update' },
  ],
});

project.addTask('ask-aws', {
  description: 'Ask AWS what no documentation says (needs an account): --region, --only, --keep, --yes',
  exec: 'tsx integ/ask-aws/ask-aws.ts',
  receiveArgs: true,
});

// What is published for Go is source. Compiling it takes the checksums of every dependency, which `check-packages` brings along.
project.tasks.tryFind('package:go')!.reset('jsii-pacmak -v --code-only --target go');

// projen's own task fails where a toolchain is missing; here the output says so. In CI the two that need one have a job of their own.
const packageAll = project.tasks.tryFind('package-all')!;
packageAll.reset();
// Without the bundles everything packs, and no app works.
const built = ['.jsii', '.jsii.tabl.json', 'build', 'assets'].map((path) => `'${path}'`);
packageAll.exec(`node -e "const missing = [${built}].filter((path) => !require('fs').existsSync(path)); if (missing.length > 0) { console.error('Not `
  + 'built yet: \' + missing + \'. Run npm run build, which packages, too.\'); process.exit(1); }"');
for (const language of ['js', 'python', 'go']) { packageAll.spawn(project.tasks.tryFind(`package:${language}`)!); }
for (const [language, command] of Object.entries({ java: 'mvn', dotnet: 'dotnet' })) {
  // projen's shell knows neither `command -v` nor `test -z`.
  const when = (is: string) => `node -e "const { status } = require('child_process').spawnSync('${command}', ['--version']); `
    + `process.exit(!process.env.CI && status ${is} 0 ? 0 : 1)"`;
  packageAll.spawn(project.tasks.tryFind(`package:${language}`)!, { condition: when('===') });
  packageAll.say(`${command} is not on this machine: the ${language} package was NOT built`, { condition: when('!==') });
}
project.packageTask.reset();
project.packageTask.spawn(packageAll);

project.addTask('troubleshooting', {
  description: 'Write what the registry of ids says about each into docs/troubleshooting.md',
  exec: 'tsx scripts/troubleshooting.ts',
});

project.addTask('nag', {
  description: 'Write what the packs of cdk-nag find on resources of this library into SECURITY.md',
  exec: 'tsx scripts/nag.ts',
});

project.addTask('licences', {
  description: 'List the packages that are bundled, and their licences, in docs/licences.md',
  exec: 'tsx scripts/licences.ts',
});

project.addTask('rehearsed', {
  description: 'Rehearse an app of every kind that docs/rehearsal.md counts, and write its tables',
  exec: 'tsx scripts/rehearsed.ts',
});

project.addTask('resource-types', {
  description: 'Write what the local engine knows of types that it only carries along, out of the CloudFormation schema',
  exec: 'tsx scripts/resource-types.ts',
});

project.tasks.tryFind('docgen')!.exec('tsx scripts/api-reference.ts');

// Compiles the examples of README and docstrings, and translates them into a tablet, from which other languages and Construct Hub take them.
const rosetta = project.addTask('rosetta', {
  description: 'Compile the examples of README and docstrings, with the fixtures in rosetta/',
  exec: 'jsii-rosetta extract --strict',
});
project.postCompileTask.spawn(rosetta);
project.addGitIgnore('/.jsii.tabl.json');
project.addPackageIgnore('!/.jsii.tabl.json');

// A pull request does not pass while advisories cannot be read; where the registry serves none, `.ci/run` says so and goes on.
const audit = project.addTask('audit', {
  description: 'Look for known vulnerabilities in what ships: bundled packages and peers; --level, --if-readable',
  exec: 'tsx scripts/audit.ts',
  receiveArgs: true,
});
project.buildWorkflow?.addPostBuildSteps({ name: 'audit', run: project.runTaskCommand(audit) });

project.addTask('check-packages', {
  description: 'Install the packages into empty apps and use them; --languages js,python,java,go,dotnet',
  steps: [
    { spawn: project.bundler.bundleTask.name },
    { spawn: project.compileTask.name },
    { spawn: rosetta.name },
    { exec: 'tsx scripts/check-packages.ts', receiveArgs: true },
  ],
});

new NpmReleaseJob(project);

// The licences go with the code that is bundled into assets/.
for (const pattern of [
  '/.dependency-cruiser.cjs',
  '/cli/',
  '/rehearsal/',
  '/integ/',
  '/examples/',
  '/scripts/',
  '/bench/',
  '/docs/*',
  '!/docs/licences.md',
  '/rosetta/',
  '/.ci/',
  '/TESTING.md',
  '/CONTRIBUTING.md',
  '/SECURITY.md',
  '/.tmp/',
  '/build/aws/',
  '/build/*/handler/',
  '/build/*/bundled/',
  'cdk.out',
]) {
  project.addPackageIgnore(pattern);
}

project.synth();
