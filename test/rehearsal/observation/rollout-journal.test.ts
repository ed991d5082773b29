import { rolloutHtml } from '../../../cli/rehearse/rollout-html';
import { rolloutText } from '../../../cli/rehearse/rollout-text';
import { styleOf } from '../../../cli/screen/style';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE, RolloutEvent } from '../../../lib/rollout/contract';
import { RolloutJournal, RolloutStory } from '../../../rehearsal/observation/rollout-journal';

const START = Date.parse('2030-01-01T00:00:20Z');
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();
const STEP = { index: 1, percentTraffic: 10 };
const FIGURES = { base: { requests: 5400, errors: 5 }, canary: { requests: 600, errors: 12 }, evidence: 520_272.4, dispersion: 1 };

const event = (state: RolloutEvent['state'], minute: number, more: object = {}) => ({
  id: '',
  at: new Date(),
  bus: 'default',
  source: EVENT_SOURCE,
  detailType: EVENT_DETAIL_TYPE,
  resources: [],
  detail: { schema: 1, rolloutId: 'r-1', stackId: 's', restApiId: 'api', stage: 'prod', base: 'b', canary: 'c', at: at(minute), state, ...more },
});
const look = (minute: number, more: object = {}) => ({
  line: JSON.stringify({ rollout: 'r-1', message: 'Look', at: at(minute), step: STEP, reason: 'The step goes on.', gates: [], ...more }),
});

function story(...ends: Array<ReturnType<typeof event>>): RolloutStory {
  const journal = new RolloutJournal();
  for (const minute of [1, 2]) { journal.take(look(minute)); }
  journal.take(look(3, { reason: 'errorShare fails.', figures: FIGURES, gates: [{ gate: 'errorShare', verdict: 'FAIL' }] }));
  const [only] = journal.stories([event('STARTED', 0), event('STEP_STARTED', 0, { step: STEP }), ...ends]);
  return only;
}

const STOPPED = event('ABORTED', 3, { step: STEP, gate: 'errorShare', reason: 'The canary was stopped at 10 %.', figures: FIGURES });

describe('the journal of a rollout', () => {
  test('has its states and looks in their order, with the minutes since it began', () => {
    const { entries, verdict, gate, minutes } = story(STOPPED);
    expect(entries.map((entry) => [entry.minutes, entry.happened])).toEqual([
      [0, 'STARTED'], [0, 'STEP_STARTED'], [1, 'LOOK'], [2, 'LOOK'], [3, 'LOOK'], [3, 'ABORTED'],
    ]);
    expect({ verdict, gate, minutes }).toEqual({ verdict: 'FAIL', gate: 'errorShare', minutes: 3 });
  });

  test.each<[RolloutEvent['state'], RolloutStory['verdict']]>([['PROMOTED', 'PASS'], ['SKIPPED', 'SKIPPED'], ['STEP_PASSED', 'UNFINISHED']])(
    'that ends with %s says %s', (state, verdict) => {
      expect(story(event(state, 4)).verdict).toBe(verdict);
    },
  );

  test('counts an event that was delivered twice once', () => {
    expect(story(STOPPED, STOPPED).entries.filter(({ happened }) => happened === 'ABORTED')).toHaveLength(1);
  });

  test('tells rollouts apart, and leaves out what is not of a rollout', () => {
    const journal = new RolloutJournal();
    for (const line of ['', 'START RequestId', '{', '{"message":"Look"}', look(1, { rollout: 'r-2' }).line]) { journal.take({ line }); }
    const other = event('STARTED', 0, { rolloutId: 'r-2' });
    const stories = journal.stories([event('STARTED', 0), other, { ...other, source: 'somebody else', detail: {} }]);
    expect(stories.map(({ rolloutId, entries }) => [rolloutId, entries.length])).toEqual([['r-1', 1], ['r-2', 2]]);
  });
});

describe('a rollout in a report', () => {
  const STYLE = styleOf({ colors: false, ascii: false, columns: 160 });
  const counts = {
    base: { requests: 5400, errors: 5, slow: 0, failedByUs: 1 }, canary: { requests: 600, errors: 12, slow: 0, failedByUs: 0 },
  };

  test('shows its steps, looks and verdict in the terminal', () => {
    expect(rolloutText({ ...story(STOPPED), counts }, STYLE)).toEqual([
      '  rollout r-1: base b, canary c',
      '    ✗   10 %  0–3 min       3 looks   canary 12 of 600 failed, base 5 of 5,400; evidence 520,272 of 20',
      '    ✗ after 3 min: put back by errorShare, production is on b',
      '    clients: base 5,400 requests, 5 failed; canary 600 requests, 12 failed; 1 request that neither release alone would have failed',
    ]);
  });

  test('stands in a narrow terminal with each look below its step', () => {
    expect(rolloutText({ ...story(STOPPED), counts }, styleOf({ colors: false, ascii: true, columns: 60 }))).toEqual([
      '  rollout r-1: base b, canary c',
      '    X   10 %  0–3 min       3 looks',
      '      canary 12 of 600 failed, base 5 of 5,400; evidence',
      '      520,272 of 20',
      '    X after 3 min: put back by errorShare, production is on',
      '      b',
      '    clients: base 5,400 requests, 5 failed; canary 600',
      '    requests, 12 failed; 1 request that neither release',
      '    alone would have failed',
    ]);
  });

  test('says that it had no requests to judge by when there were no clients', () => {
    expect(rolloutText(story(event('PROMOTED', 4)), STYLE).join('\n')).toContain('Add --traffic 600/min');
    expect(rolloutHtml(story(STOPPED))).toContain('Add --traffic 600/min');
    expect(rolloutHtml({ ...story(STOPPED), counts })).not.toContain('Add --traffic');
  });

  test('is a picture of its steps with a mark for each look in the page, and texts in it are escaped', () => {
    const html = rolloutHtml({ ...story(STOPPED), counts, reason: '<b>stopped</b>' });
    expect(html.match(/<circle/g)).toHaveLength(3);
    expect(html.match(/<circle class="failed"/g)).toHaveLength(1);
    expect(html).toContain('>10 %</text>');
    expect(html).toContain('&lt;b&gt;stopped&lt;/b&gt;');
    expect(html).not.toContain('NaN');
  });
});
