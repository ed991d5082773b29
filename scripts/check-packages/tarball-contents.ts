/** A file of the npm tarball. */
export interface PackedFile {
  /** As in the tarball, without the leading `package/`. */
  readonly path: string;
  readonly bytes: number;
}

/** What a user needs. Anything else is reported. */
const ALLOWED: readonly RegExp[] = [
  /^package\.json$/,
  // The surface, and the examples in every language: for the bindings and for Construct Hub.
  /^\.jsii(\.tabl\.json)?$/,
  /^(README(\.ja)?|API|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^docs\/licences\.md$/,
  // Compiled constructs; what is bundled stands in assets/ only.
  /^build\/(?!rehearsal\/|cli\/|aws\/|[^/]+\/handler\/|[^/]+\/bundled\/).+\.(js|d\.ts)$/,
  /^assets\/.+$/,
  /^bin\/.+$/,
];

/** Without these something does not work that no import would show. */
const REQUIRED: readonly string[] = [
  'package.json', '.jsii', '.jsii.tabl.json', 'README.md', 'LICENSE', 'build/index.js', 'build/index.d.ts', 'docs/licences.md',
  'assets/lib/stage-driver/handler/stage-driver.lambda/index.js',
  'assets/lib/rollout/handler/rollout.lambda/index.js',
  'assets/lib/pruning/handler/pruner.lambda/index.js',
  'assets/cdk-canary/index.js',
  'assets/lib/endpoints/bundled/yaml-parser/index.js',
];

/**
 * Every app downloads and unpacks it, and so does the runtime of each other language. The driver and the rollout's function carry a client
 * of CloudFormation each, the command its clients of AWS and the facts of the schema that the engine plays by.
 */
export const BUDGET = { packed: 1664 * 1024, unpacked: 6400 * 1024 };

/** What is wrong with the contents of the npm tarball. Nothing, if it holds what a user needs and nothing else. */
export function objections(files: readonly PackedFile[], packedBytes: number): string[] {
  const unpackedBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    ...files.filter(({ path }) => !ALLOWED.some((pattern) => pattern.test(path))).map(({ path }) => `${path} is nothing that a user needs`),
    ...REQUIRED.filter((required) => !files.some(({ path }) => path === required)).map((required) => `${required} is missing`),
    ...overBudget('The tarball', packedBytes, BUDGET.packed),
    ...overBudget('The unpacked package', unpackedBytes, BUDGET.unpacked),
  ];
}

function overBudget(what: string, bytes: number, budget: number): string[] {
  return bytes <= budget ? [] : [`${what} has ${kibibytes(bytes)}; the budget is ${kibibytes(budget)}`];
}

export function kibibytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
