import { templateOf } from '../test/harness/released-app';

export const STACK = 'App';

const APP = { kind: 'l3', code: 1, routes: ['pets'], theme: 'light', mode: { action: 'none' } } as const;

/** The four deploys of the practice, by their templates. */
export const PRACTICE = Object.entries({
  'first deploy': APP,
  'hold': { ...APP, code: 2, mode: { action: 'hold', percent: 10 } } as const,
  'promote': { ...APP, code: 2, mode: { action: 'promote', percent: 10, choices: {} } } as const,
  'remove': { ...APP, code: 2 },
}).map(([step, app]) => ({ step, template: templateOf(app) as never }));
