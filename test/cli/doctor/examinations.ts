import type { Examination, FurtherReadings } from '../../../cli/doctor/examination';
import type { Inspection } from '../../../cli/readings/inspect';
import { parseDriverProperties } from '../../../lib/stage-driver/contract/driver-properties';

const NOW = new Date('2026-11-28T12:00:00Z');
const METRICS = ['BaseCount', 'BaseServerError', 'CanaryCount', 'CanaryServerError'];

export interface Seen {
  /** @default 'old' */
  readonly production?: string;
  /** null: none. @default 'new' */
  readonly canary?: string | null;
  readonly percentTraffic?: number;
  readonly declaredPercent?: number;
  /** Of the template in force. */
  readonly action?: string;
  readonly stackStatus?: string;
  readonly productionCreated?: Date;
  readonly canaryCreated?: Date;
  readonly routes?: { readonly base: readonly string[]; readonly canary: readonly string[] };
  readonly functions?: Inspection['functions'];
  readonly counted?: { readonly base: number; readonly canary: number };
  /** null: nothing further was read. */
  readonly further?: Partial<FurtherReadings> | null;
}

/** A release with nothing wrong, but for what is told. */
export function examination(seen: Seen = {}): Examination {
  const { production = 'old', percentTraffic = 10, declaredPercent = 10, action = 'HOLD', stackStatus = 'UPDATE_COMPLETE' } = seen;
  const canary = seen.canary === undefined ? 'new' : seen.canary ?? undefined;
  const root = {
    name: 'Shop',
    id: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Shop/1',
    status: stackStatus,
    region: 'eu-central-1',
    account: '123456789012',
    parameters: {},
    outputs: [],
    resources: [{ logicalId: 'Queue', type: 'AWS::SQS::Queue', status: 'UPDATE_FAILED' }],
    nested: [],
  };
  const canaryProperties = action === 'NONE' ? {} : { PercentTraffic: declaredPercent, UseStageCache: false, StageVariableOverrides: {} };
  const desired = parseDriverProperties({
    RestApiId: 'a1b2c3d4e5', StageName: 'prod', Action: action, DeploymentId: 'new', Variables: {}, ...canaryProperties,
  } as never);
  const canarySettings = { percentTraffic: declaredPercent, useStageCache: false, stageVariableOverrides: {} };
  return {
    release: {
      restApiId: 'a1b2c3d4e5',
      stageName: 'prod',
      declared: {
        root,
        stack: root,
        driver: { logicalId: 'ReleaseDriver', type: 'Custom::CanaryStage', status: 'UPDATE_COMPLETE' },
        path: 'Shop/Release',
        memory: { restApiId: 'a1b2c3d4e5', stageName: 'prod', deploymentId: 'old' },
        desired: { ...desired, restApiId: 'a1b2c3d4e5', stageName: 'prod' },
        metrics: METRICS,
      },
    },
    region: 'eu-central-1',
    accountId: '123456789012',
    now: NOW,
    stage: {
      live: {
        deploymentId: production,
        variables: {},
        ...canary === undefined ? {} : { canary: { ...canarySettings, percentTraffic, deploymentId: canary } },
      },
      lastUpdated: new Date('2026-11-28T09:00:00Z'),
      accessLog: {
        destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:Log',
        format: '{"cdkCanary":"7582b162=$context.isCanaryRequest/$context.status"}',
      },
    },
    deployments: {
      base: { id: production, createdAt: seen.productionCreated ?? new Date('2026-11-25T12:00:00Z'), routes: routesOf(seen.routes?.base) },
      ...canary === undefined ? {} : {
        canary: { id: canary, createdAt: seen.canaryCreated ?? new Date('2026-11-28T09:00:00Z'), routes: routesOf(seen.routes?.canary) },
      },
    },
    functions: seen.functions ?? {
      base: [{ name: 'Orders', version: '1', state: 'ok' }],
      ...canary === undefined ? {} : { canary: [{ name: 'Orders', version: '2', state: 'ok' }] },
    },
    changedAt: new Date('2026-11-28T09:00:00Z'),
    shown: { since: new Date('2026-11-28T11:00:00Z'), until: NOW },
    ...seen.counted ? {
      traffic: {
        source: 'access-log',
        minutes: [{
          begin: new Date('2026-11-28T11:30:00Z'),
          base: { requests: seen.counted.base, serverErrors: 0 },
          canary: { requests: seen.counted.canary, serverErrors: 0 },
        }],
        latency: {},
        shared: [],
      },
    } : {},
    ...seen.further === null ? {} : {
      further: {
        deployments: { value: 2 },
        versions: { value: new Map([['Orders', [{ version: '1', memoryMegabytes: 1024 }, { version: '2', memoryMegabytes: 1024 }]]]) },
        otherStages: { value: [] },
        provisioned: { value: [] },
        hasLogRole: { value: true },
        log: { value: { filters: [] } },
        ...seen.further,
      },
    },
  } as unknown as Examination;
}

export function healthy(): Examination {
  return examination({ counted: { base: 900, canary: 100 } });
}

function routesOf(routes: readonly string[] = ['GET /orders']): Record<string, Record<string, object>> {
  const found: Record<string, Record<string, object>> = {};
  for (const [method, path] of routes.map((route) => route.split(' '))) { found[path] = { ...found[path], [method]: {} }; }
  return found;
}
