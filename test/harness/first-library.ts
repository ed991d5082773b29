import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as apiGateway from '@aws-sdk/client-api-gateway';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import { directClients } from './direct-clients';
import { FunctionCode } from '../../rehearsal/lambda/function-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

interface Template { readonly Resources: Record<string, any> }

const DRIVER = 'Custom::CanaryStage';
/** What its template did not have. */
const LATER_TYPES = ['Custom::CanaryAnchor', 'AWS::Lambda::EventInvokeConfig'];
/** What it told its driver. */
const PROPERTIES = [
  'ServiceToken', 'RestApiId', 'StageName', 'Action', 'DeploymentId', 'Variables', 'PercentTraffic', 'UseStageCache', 'StageVariableOverrides',
  'UpdateDeployment', 'UpdateStageVariables', 'ResetTraffic', 'NewEndpoints', 'RemovedEndpoints', 'ExceptEndpoints', 'Functions', 'RetainedFunctions',
];
/** By this the engine knows which code it runs. */
const ENVIRONMENT = { Variables: { LIBRARY: 'first' } };
const BUNDLE = readFileSync(join(__dirname, '../stage-driver/handler/before/first-driver.js'), 'utf8');

/**
 * The template as the first version of this library made it, as far as it concerns the driver: without anchors, without what its driver did not know,
 * and with that driver's code.
 */
export function withFirstLibrary<T extends Template>(template: T): T {
  const later = Object.entries(template.Resources).filter(([, { Type }]) => LATER_TYPES.includes(Type));
  const laterIds = later.map(([id]) => id);
  /** Whoever waited for an anchor waits for what that waited for. */
  const dependsOn = (ids: readonly string[] = []): string[] => [...new Set(ids.flatMap((id) =>
    laterIds.includes(id) ? dependsOn(template.Resources[id].DependsOn) : [id]))];
  const drivers = Object.values(template.Resources).filter(({ Type }) => Type === DRIVER);
  const functions = drivers.map(({ Properties: { ServiceToken } }) => ServiceToken['Fn::GetAtt'][0]);
  const kept = Object.entries(template.Resources).filter(([id]) => !laterIds.includes(id)).map(([id, resource]): [string, unknown] => {
    const { Type, Properties } = resource;
    const one = resource.DependsOn === undefined ? resource : { ...resource, DependsOn: dependsOn(resource.DependsOn) };
    if (functions.includes(id)) { return [id, { ...one, Properties: { ...Properties, Environment: ENVIRONMENT } }]; }
    if (Type !== DRIVER) { return [id, one]; }
    return [id, { ...one, Properties: Object.fromEntries(Object.entries(Properties).filter(([name]) => PROPERTIES.includes(name))) }];
  });
  return { ...template, Resources: Object.fromEntries(kept) };
}

/** Whether code is that of the first driver. */
export function isFirstDriver({ environment }: Pick<FunctionCode, 'environment'>): boolean {
  return environment.LIBRARY === 'first';
}

/** The bundle of the first driver, in this process and against the engine. The engine's time stands still while it works. */
export function firstDriver(aws: LocalAws): (event: unknown) => Promise<void> {
  const clients = directClients(aws, ({ perform }) => perform());
  const http = { request: (url: string, _: unknown, respond: (response: object) => void) => answerOver(aws, url, respond) };
  const modules: Record<string, unknown> = {
    '@aws-sdk/client-api-gateway': { ...apiGateway, APIGatewayClient: clientClass(clients.apiGateway) },
    '@aws-sdk/client-cloudformation': { ...cloudFormation, CloudFormationClient: clientClass(clients.cloudFormation) },
    http,
    'https': http,
  };
  const module = { exports: {} as { handler: (event: unknown, context: object) => Promise<void> } };
  const sleep = (): number => 0;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, no-new-func
  new Function('require', 'module', 'exports', 'setTimeout', 'clearTimeout', 'console', BUNDLE)(
    (name: string) => modules[name], module, module.exports, sleep, () => undefined, { log: () => undefined },
  );
  return async (event) => {
    const release = aws.clock.hold();
    try {
      await module.exports.handler(event, { getRemainingTimeInMillis: () => 120_000, logStreamName: 'local' });
    } finally {
      release();
    }
  };
}

/** A client of the SDK that is this one. */
function clientClass({ send }: { send: unknown }): new () => object {
  return class { readonly send = send; };
}

function answerOver(aws: LocalAws, url: string, respond: (response: object) => void): object {
  return {
    on: () => undefined,
    end: (body: string) => {
      aws.cloudFormation.responses.deliver(url, body);
      respond({ statusCode: 200, resume: () => undefined, on: (_: string, end: () => void) => end() });
    },
  };
}
