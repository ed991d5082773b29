const PACKAGE = 'cdk-canary-rest-api';
const GUIDES = 'https://github.com/cdk-canary-rest-api/cdk-canary-rest-api/blob/main';
const MARK = '<!-- what to read first -->';

/** What a reader looks for, and the types that have it, the one to begin with first. */
const FIRST: ReadonlyArray<readonly [task: string, types: readonly string[], guide: string]> = [
  ['Release an API that you have', ['CanaryRelease', 'CanaryReleaseOptions', 'UnqualifiedFunctions'], 'docs/adoption.md'],
  ['Begin with a new API', ['CanaryRestApi', 'CanaryRestApiProps'], 'docs/adoption.md#a-new-api'],
  ['Hold and promote a canary', ['CanarySettings', 'PromoteOptions'], 'docs/how-it-works.md'],
  ['Let the deploy decide', ['CanaryRollout', 'RolloutGate', 'RolloutPause'], 'docs/rollouts.md'],
  ['Keep new endpoints out of a canary', ['EndpointBaseline', 'EndpointPolicy'], 'docs/endpoints.md'],
  ['Count base and canary apart', ['AccessLogOptions', 'ReleaseKind', 'CanaryDashboard'], 'docs/monitoring.md'],
  ['Say once for an organisation', ['CanaryFunctions', 'ReleasedThroughCanary', 'CanaryPolicy'], 'docs/organisation.md'],
];

/** Every type that the list names. */
export const NAMED_FIRST: readonly string[] = FIRST.flatMap(([, types]) => types);

/** The reference with what to read first below its title, in the place of what stood there. */
export function withWhatToReadFirst(reference: string): string {
  const [title, ...rest] = reference.split('\n');
  const below = rest.join('\n');
  const generated = below.includes(MARK) ? below.slice(below.lastIndexOf(MARK) + MARK.length) : below;
  return [title, '', MARK, ...lines(), MARK].join('\n') + (generated.startsWith('\n') ? generated : `\n${generated}`);
}

function lines(): string[] {
  return [
    `Read the [README](${GUIDES}/README.md) first: it has the tasks, with code. This is the reference of every type, as TypeScript has it; `
    + `[other languages](${GUIDES}/docs/languages.md) have the same types.`,
    '',
    '| To | Begin with | Guide |',
    '|---|---|---|',
    ...FIRST.map(([task, types, guide]) => `| ${task} | ${types.map(linked).join(', ')} | [${guide.replace(/#.*/, '')}](${GUIDES}/${guide}) |`),
    '',
  ];
}

function linked(type: string): string {
  return `<a href="#${PACKAGE}.${type}">${type}</a>`;
}
