import { Component, typescript } from 'projen';

/** Parts of the library that have a contract, a decision and a handler. */
const FEATURES = ['stage-driver', 'rollout', 'pruning'];
const CONTRACTS = FEATURES.map((feature) => `${feature}/contract`);
const DECISIONS = FEATURES.map((feature) => `${feature}/decision`);
const MESSAGES = ['messages/ids.ts', 'messages/condition-error.ts', 'messages/identified-error.ts'];

/** Rooms that know neither CDK nor the SDK, each with those that it may ask. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  ...eachOf(MESSAGES, MESSAGES),
  'templates': MESSAGES,
  'endpoints': ['templates', ...MESSAGES],
  // The two share types.
  'stage': CONTRACTS,
  ...eachOf(CONTRACTS, ['stage']),
  'rollout/statistics': [],
  'monitoring/log-patterns.ts': [],
  ...eachOf(DECISIONS, [
    ...CONTRACTS, 'rollout/statistics', 'monitoring/log-patterns.ts', 'stage', 'endpoints', 'templates', ...MESSAGES,
  ]),
  'pruning/contract': ['stage', 'stage-driver/contract'],
  // What a release calls, the driver's decision reads out of an export.
  'pruning/decision': [...CONTRACTS, 'stage-driver/decision'],
  // It reaches AWS through an interface: the command and the function of ours have one each.
  'pruning/run': ['pruning/contract', 'pruning/decision'],
};

/** Rooms whose files run in Lambda functions of ours, and reach AWS. */
const AT_THE_EDGE: Readonly<Record<string, readonly string[]>> = {
  'aws': ['stage', 'templates', ...CONTRACTS, ...MESSAGES],
  ...eachOf(FEATURES.map((feature) => `${feature}/handler`), [...Object.keys(PURE), 'aws']),
  // Steps write behind the fence of the driver.
  'rollout/handler': [...Object.keys(PURE), 'aws', 'stage-driver/handler'],
};

/** Everything else: what builds or reads a CDK app. */
const CONSTRUCTS = [
  '*.ts',
  'release/**',
  'checks/**',
  'base-alive/**',
  'construct-tree/**',
  'functions/**',
  'monitoring/**',
  'messages/**',
  'organisation/**',
  'rollout/gates/**',
  ...FEATURES.map((feature) => `${feature}/*.ts`),
];

interface Zone {
  readonly target: string | string[];
  readonly from: string;
  readonly except?: string[];
  readonly message: string;
}

/** The arrows between the rooms of the house (the map in CONTRIBUTING.md), as rules of ESLint. */
export class Rooms extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.eslint!.addRules({ 'import/no-restricted-paths': ['error', { zones: zones() }] });
    project.eslint!.addOverride({
      files: Object.keys(PURE).map((room) => room.endsWith('.ts') ? `lib/${room}` : `lib/${room}/**`),
      rules: {
        'no-restricted-imports': ['error', {
          patterns: [{
            group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '@aws-sdk/*'],
            message: 'This room is pure: it takes everything as arguments and returns data.',
          }],
        }],
      },
    });
    project.eslint!.addOverride({
      files: CONSTRUCTS.map((files) => `lib/${files}`),
      rules: {
        'no-restricted-syntax': ['error', {
          selector: "BinaryExpression[operator='instanceof']",
          message: 'An app may have two copies of aws-cdk-lib: ask lib/construct-tree/resource-type.ts.',
        }],
      },
    });
  }
}

function zones(): Zone[] {
  return [
    { target: './lib', from: './cli', message: 'The library knows nothing of the command.' },
    { target: './lib', from: './rehearsal', message: 'The library knows nothing of the engine.' },
    { target: './rehearsal', from: './cli', message: 'The engine knows nothing of the command.' },
    zoneOf('./rehearsal', Object.keys(PURE), 'The engine asks pure rooms of the library only.'),
    zoneOf('./cli', [...Object.keys(PURE), 'aws'], 'The command asks pure rooms of the library, and aws, only.'),
    ...Object.entries({ ...PURE, ...AT_THE_EDGE }).map(([room, others]) =>
      zoneOf(`./lib/${room}`, [room, ...others], `lib/${room} asks ${others.join(', ') || 'no other room'} only.`)),
    ...Object.keys(AT_THE_EDGE).map((room): Zone => ({
      target: CONSTRUCTS.map((files) => `./lib/${files}`),
      from: `./lib/${room}`,
      message: 'Constructs ask contracts, never what runs in a function of ours.',
    })),
  ];
}

/** A zone whose files may import some rooms of the library and no other. */
function zoneOf(target: string, rooms: readonly string[], message: string): Zone {
  return { target, from: './lib', except: [...new Set(rooms)].map((room) => `./${room}`), message };
}

function eachOf(rooms: readonly string[], others: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(rooms.map((room) => [room, others.filter((other) => other !== room)]));
}
