import { PracticeStackProps } from '../practice/practice-stack';

export type PhaseName = 'base' | 'canary' | 'promoted' | 'removed';

/** One deploy of the practice, and what must be true after it. */
export interface Phase {
  readonly name: PhaseName;
  readonly title: string;
  /** How a user would deploy it. */
  readonly command: string;
  readonly app: PracticeStackProps;
  /** Context of the CDK app. */
  readonly context: Readonly<Record<string, string>>;
  readonly expected: PhaseExpectation;
}

export interface PhaseExpectation {
  /** Share of the requests that version 2 answers, in percent. */
  readonly secondVersionPercent: number;
  /** Percent traffic of the canary on the stage. `null` when there must be none. */
  readonly canaryPercent: number | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The four steps of the practice. */
export function practicePhases(percent: number): Phase[] {
  const held = { version: 2, percentTraffic: percent };
  return [
    {
      name: 'base',
      title: 'Version 1 answers',
      command: 'cdk deploy -c version=1',
      app: { version: 1 },
      context: {},
      expected: { secondVersionPercent: 0, canaryPercent: null, variables: { theme: 'light' } },
    },
    {
      name: 'canary',
      title: `A canary takes ${percent} % of the requests with version 2`,
      command: `cdk deploy -c version=2 -c percent=${percent}`,
      app: held,
      context: {},
      expected: { secondVersionPercent: percent, canaryPercent: percent, variables: { theme: 'light' }, overrides: { theme: 'dark' } },
    },
    {
      name: 'promoted',
      title: 'The canary is promoted',
      command: `cdk deploy -c version=2 -c percent=${percent} -c cdk-canary-rest-api:action=promote`,
      app: held,
      context: { 'cdk-canary-rest-api:action': 'promote' },
      expected: { secondVersionPercent: 100, canaryPercent: 0, variables: { theme: 'dark' }, overrides: { theme: 'dark' } },
    },
    {
      name: 'removed',
      title: 'The canary is deleted',
      command: 'cdk deploy -c version=2 -c theme=dark',
      app: { version: 2, theme: 'dark' },
      context: {},
      expected: { secondVersionPercent: 100, canaryPercent: null, variables: { theme: 'dark' } },
    },
  ];
}
