import { GetMetricDataCommand, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { GetPolicyCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { PruningClients, SupersededReadings } from '../../lib/aws/superseded-readings';
import type { VersionLook } from '../../lib/pruning/contract/pruning-state';

const NOW = new Date('2026-06-30T03:17:00Z');
const OWN = JSON.stringify({ Statement: [{ Sid: 'Shop-Get', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }] });

/** Lambda and CloudWatch with these pages of event source mappings and metric data. */
async function look(metricPages: GetMetricDataOutput[], mappingPages: object[][] = [[]]): Promise<VersionLook> {
  const page = <T>(pages: readonly T[], marker: string | undefined): { found: T; next: string | undefined } => {
    const index = Number(marker ?? 0);
    return { found: pages[index], next: index + 1 < pages.length ? String(index + 1) : undefined };
  };
  const send = async (command: unknown): Promise<object> => {
    if (command instanceof GetPolicyCommand) { return { Policy: OWN }; }
    if (command instanceof ListEventSourceMappingsCommand) {
      const { found, next } = page(mappingPages, command.input.Marker);
      return { EventSourceMappings: found, NextMarker: next };
    }
    const { found, next } = page(metricPages, (command as GetMetricDataCommand).input.NextToken);
    return { ...found, NextToken: next };
  };
  const clients = { lambda: { send }, cloudWatch: { send } } as unknown as PruningClients;
  const readings = new SupersededReadings(clients, {
    read: (_action, call) => call({ abortSignal: new AbortController().signal }),
    isDenied: () => false,
  });
  return readings.look('Orders', '1', { now: NOW, idleForMilliseconds: 14 * 86_400_000 });
}

const answer = (...results: MetricDataResult[]): GetMetricDataOutput => ({ MetricDataResults: results });

describe('whether a version was invoked', () => {
  test('is the sum of all pages', async () => {
    const seen = await look([
      answer({ Id: 'invocations', StatusCode: 'PartialData', Values: [] }),
      answer({ Id: 'invocations', StatusCode: 'Complete', Values: [2, 1] }),
    ]);
    expect(seen).toMatchObject({ invocations: 3 });
    expect(seen.unreadable).toBeUndefined();
  });

  test('is no where CloudWatch has looked at everything and found nothing', async () => {
    const seen = await look([answer({ Id: 'invocations', StatusCode: 'Complete', Values: [] })]);
    expect(seen).toMatchObject({ invocations: 0 });
    expect(seen.unreadable).toBeUndefined();
  });

  test.each<[string, GetMetricDataOutput]>([
    ['a part of the data', answer({ Id: 'invocations', StatusCode: 'PartialData', Values: [] })],
    ['an error of its own', answer({ Id: 'invocations', StatusCode: 'InternalError', Values: [] })],
    ['no right', answer({ Id: 'invocations', StatusCode: 'Forbidden', Values: [] })],
    ['no series', answer()],
    ['nothing', {}],
  ])('is not known where CloudWatch answers with %s', async (_what, answered) => {
    expect((await look([answered])).unreadable).toBe('cloudwatch:GetMetricData');
  });
});

test('an event source on a later page calls the version, too', async () => {
  const idle = [answer({ Id: 'invocations', StatusCode: 'Complete', Values: [] })];
  expect((await look(idle, [[], [{ UUID: 'queue' }]])).hasEventSource).toBe(true);
  expect((await look(idle, [[], []])).hasEventSource).toBe(false);
});

test.each([undefined, '', 'yesterday'])('a version whose date is %p is taken for new, so that it stays', async (LastModified) => {
  const clients = { lambda: { send: async () => ({ Versions: [{ Version: '$LATEST' }, { Version: '1', LastModified }] }) } };
  const readings = new SupersededReadings(clients as unknown as PruningClients, {
    read: (_action, call) => call({ abortSignal: new AbortController().signal }),
    isDenied: () => false,
  });
  const [{ version, createdAt }] = await readings.versions('Orders');
  expect(version).toBe('1');
  expect(createdAt.getTime()).toBeGreaterThan(NOW.getTime());
});
