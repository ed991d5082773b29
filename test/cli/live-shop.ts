import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, IncomingMessage, request, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';
import { CanaryRelease, CanaryRollout, CanarySettings, EndpointPolicy, ReleaseKind, Retain } from '../../lib';
import { EventClock } from '../../rehearsal/cloudformation/event-clock';
import { SeededGenerator } from '../../rehearsal/cloudformation/seeded-generator';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { FunctionCode } from '../../rehearsal/lambda/function-runtime';
import { InProcessRuntime } from '../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';
import { ClientTraffic } from '../../rehearsal/traffic/client-traffic';
import { DriverEnvironments } from '../harness/driver-environments';
import { PrunerFunction } from '../harness/pruner-function';
import { RolloutFunction } from '../harness/rollouts/rollout-function';
import { StackStatusRules } from '../harness/stack-status-rules';

export const ENVIRONMENT = { account: '123456789012', region: 'us-east-1' };

/** What the app of the shop is at some moment. */
export interface ShopState {
  /** What the function answers. */
  readonly code: string;
  /** How many of 10,000 requests its function fails at. @default 0 */
  readonly failing?: number;
  readonly canary?: CanarySettings;
  readonly rollout?: CanaryRollout;
  /** Context for all releases. @default - none */
  readonly action?: string;
  readonly routes?: readonly string[];
  /** Whether routes may be new beside a canary. @default false */
  readonly allowsNewRoutes?: boolean;
  readonly variables?: Record<string, string>;
  /** Whether base and canary are counted in the access log. @default true */
  readonly counted?: boolean;
  /** @default - everything is kept */
  readonly retain?: Retain;
  /** Builds another app than the shop. Returns the folder of the assembly that is deployed. */
  readonly build?: (app: App, code: string) => string;
  /** Anything else of the stack. */
  readonly more?: (stack: Stack, release: CanaryRelease) => void;
}

/** What the endpoint does with a call instead of passing it on. `times`: how often. */
export interface Fault {
  readonly matches: (call: RecordedCall) => boolean;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The answer instead, for a status that is no error. */
  readonly body?: object;
  /** The call is done, and its answer is changed. */
  readonly replace?: (body: string) => string;
  /** The call is done, and its answer is lost on the way. */
  readonly loses?: true;
  /** The call is never answered. */
  readonly hangs?: true;
  /** @default - always */
  times?: number;
}

/** A call as IAM sees it. */
export interface RecordedCall {
  /** For instance `apigateway:GET` or `cloudformation:DescribeStacks`. */
  readonly action: string;
  /** Of API Gateway: the path. Of others: the name in the call, if any. */
  readonly resource: string;
  readonly userAgent?: string;
}

/** A shop with a release on the local engine, its clients, and the command before an endpoint that can be disturbed. */
export class LiveShop {
  /**
   * @param start the engine's time at the begin. @default - some day
   * @param hypotheses other answers than the likely ones. @default - none
   */
  static async open(start?: Date, hypotheses: Partial<Hypotheses> = {}): Promise<LiveShop> {
    const shop = new LiveShop(start, hypotheses);
    await shop.serve();
    return shop;
  }

  readonly aws: LocalAws;
  readonly calls: RecordedCall[] = [];
  readonly faults: Fault[] = [];
  terminal: FakeTerminal;
  /** Why the last deploy failed. */
  reason?: string;
  private readonly scratch = mkdtempSync(join(tmpdir(), 'live-shop-'));
  private readonly before = { ...process.env };
  private readonly random = new SeededGenerator(7);
  private server!: Server;
  private deploys = 0;
  /** Reaches AWS through the endpoint that can be disturbed. */
  readonly pruner = new PrunerFunction(() => this.aws);
  /** Rules of the stacks. Their targets are called when a deploy has ended. */
  readonly rules = new StackStatusRules(() => this.aws);
  private clients?: ClientTraffic;

  private constructor(start: Date | undefined, hypotheses: Partial<Hypotheses>) {
    const late: { aws?: LocalAws } = {};
    const driver = new DriverEnvironments(() => late.aws!);
    const rollout = new RolloutFunction(() => late.aws!);
    const runtime = new InProcessRuntime((code) => {
      if (code.environment.CODE !== undefined) { return () => this.answerOf(code.environment.CODE, Number(code.environment.FAILING)); }
      if (code.functionName.includes('CanaryPruner')) { return (event) => this.pruner.handle(event, code); }
      if (!code.functionName.includes('CanaryRollout')) {
        driver.written = (line) => this.log(code, [line]);
        return (event) => driver.receive(event, code);
      }
      return async (event) => {
        const seen = rollout.lines.length;
        try {
          return await rollout.handle(event);
        } finally {
          this.log(code, rollout.lines.slice(seen));
        }
      };
    }, undefined, true);
    this.aws = new LocalAws({ seed: 1, hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses }, runtime, ...start && { clock: new EventClock(start) } });
    late.aws = this.aws;
    this.terminal = this.newTerminal();
  }

  get restApiId(): string {
    return this.aws.apiGateway.listRestApis()[0].id;
  }

  get stage() {
    return this.aws.apiGateway.getStage(this.restApiId, 'prod');
  }

  newTerminal(): FakeTerminal {
    this.terminal = new FakeTerminal(this.scratch);
    this.terminal.clock = () => this.aws.clock.now();
    return this.terminal;
  }

  /** Where the app is synthesized to. */
  get folder(): string {
    return this.scratch;
  }

  async deploy(state: ShopState): Promise<{ status: string }> {
    this.clients?.beginDeploy();
    const { status, reason } = await this.aws.deploy(this.synthesize(state, `assembly-${this.deploys++}`));
    this.reason = reason;
    await this.rules.deliver();
    return { status };
  }

  synthesize(state: ShopState, outdir: string): string {
    const { code, failing = 0, canary, rollout, action, routes = ['orders'], allowsNewRoutes, variables, counted = true, retain, more } = state;
    const context = {
      '@aws-cdk/core:enablePathMetadata': true, 'aws:cdk:enable-path-metadata': true, ...action ? { 'cdk-canary-rest-api:action': action } : {},
    };
    const app = new App({ outdir: join(this.scratch, outdir), analyticsReporting: false, treeMetadata: false, context });
    if (state.build !== undefined) { return state.build(app, code); }
    const stack = new Stack(app, 'Shop', { env: ENVIRONMENT });
    const handler = new lambda.Function(stack, 'Orders', {
      functionName: 'Orders',
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      environment: { CODE: code, FAILING: String(failing) },
    });
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: true, deployOptions: { variables } });
    for (const route of routes) { api.root.addResource(route).addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion)); }
    const release = new CanaryRelease(
      stack, 'Release', { api, canarySettings: canary, rollout, retain, newEndpoints: allowsNewRoutes ? EndpointPolicy.ALLOW : undefined },
    );
    if (counted) {
      for (const kind of Object.values(ReleaseKind)) {
        release.metricServerErrorShare({ release: kind });
        release.metricClientError({ release: kind });
        release.metricLatency({ release: kind });
      }
    }
    more?.(stack, release);
    return app.synth().directory;
  }

  /** From now on clients come, so many in a minute, and so many of 1,000 requests fail at each release. */
  open(requestsPerMinute: number, failing: { readonly base: number; readonly canary: number }): void {
    const profile = {
      requestsPerMinute,
      base: { errorShare: failing.base / 1000, slowShare: 0 },
      canary: { errorShare: failing.canary / 1000, slowShare: 0 },
    };
    if (this.clients === undefined) { this.clients = new ClientTraffic(this.aws, profile, 7); } else { this.clients.change(profile); }
  }

  /** While a deploy runs, the engine's time stands still for what somebody does so many seconds from now. */
  after(seconds: number, act: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.aws.clock.startTimer(seconds * 1000, () => {
        const release = this.aws.clock.hold();
        void act().then(resolve, reject).finally(release);
      });
    });
  }

  /** The command runs beside a deploy, so many seconds from now: what it waits for takes the engine's time, and nothing else does. */
  async beside(seconds: number, ...args: string[]): Promise<{ readonly exit: number; readonly terminal: FakeTerminal }> {
    const { clock } = this.aws;
    const terminal = this.newTerminal();
    let release = (): void => undefined;
    terminal.whileSleeping = async (milliseconds) => {
      release();
      await clock.sleep(milliseconds);
      release = clock.hold();
    };
    await new Promise<void>((resolve) => {
      clock.startTimer(seconds * 1000, () => {
        release = clock.hold();
        resolve();
      });
    });
    try {
      return { exit: await this.runIn(terminal, ...args), terminal };
    } finally {
      release();
    }
  }

  /** Clients come for so many minutes. */
  async visit(minutes: number, requestsPerMinute: number, path = '/orders'): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      for (let i = 0; i < requestsPerMinute; i++) { await this.aws.invoke({ restApiId: this.restApiId, stageName: 'prod', path }); }
      this.pass(60);
    }
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) { this.aws.clock.tick(); }
  }

  /** Somebody changes the stage beside all deploys. */
  byHand(...patchOperations: Parameters<LocalAws['apiGateway']['updateStage']>[2]): void {
    this.aws.apiGateway.updateStage(this.restApiId, 'prod', patchOperations);
  }

  /** Somebody does something right before the command's call of this action, the first one. */
  beforeCall(action: string, act: () => void): void {
    let isDone = false;
    const matches = (call: RecordedCall): boolean => {
      if (call.action === action && !isDone) {
        isDone = true;
        act();
      }
      return false;
    };
    this.faults.push({ matches, status: 0, code: '', message: '' });
  }

  /** What CloudFormation says of the stack, for so many looks. */
  stackIs(status: string, times: number = Infinity): void {
    this.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStacks',
      replace: (body) => body.replace(/<StackStatus>\w+</, `<StackStatus>${status}<`),
      status: 200,
      code: '',
      message: '',
      times,
    });
  }

  /** Runs the command, with a terminal of its own. */
  async run(...args: string[]): Promise<number> {
    return run(args, this.newTerminal());
  }

  /** The same with a terminal that is prepared. */
  async runIn(terminal: FakeTerminal, ...args: string[]): Promise<number> {
    return run(args, terminal);
  }

  async close(): Promise<void> {
    process.env = this.before;
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
    await this.aws.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private log({ logGroup = '' }: FunctionCode, lines: readonly object[]): void {
    for (const line of lines) { this.aws.logs.put(logGroup, { timestamp: this.aws.clock.now(), message: JSON.stringify(line) }); }
  }

  private answerOf(code: string, failing: number): object {
    if (this.random.below(10_000) < failing) { throw new Error('the code fails'); }
    return { statusCode: 200, body: JSON.stringify({ version: code }) };
  }

  private async serve(): Promise<void> {
    const { endpointUrl } = await this.aws.listen();
    this.server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        const call = recorded(incoming, body);
        if (call) { this.calls.push({ ...call, userAgent: incoming.headers['user-agent'] }); }
        const fault = call && this.faults.find((one) => (one.times ?? 1) > 0 && one.matches(call));
        if (fault?.times !== undefined) { fault.times--; }
        const refuse = (): void => {
          outgoing.writeHead(fault!.status, { 'content-type': 'application/json', 'x-amzn-errortype': fault!.code });
          outgoing.end(fault!.body ? JSON.stringify(fault!.body) : errorBody(call!, fault!));
        };
        if (fault?.hangs) { return; }
        if (fault && !fault.replace && !fault.loses) { return refuse(); }
        const forwarded = request(`${endpointUrl}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => parts.push(chunk));
          answer.on('end', () => {
            const { 'content-length': _, ...headers } = answer.headers;
            const text = Buffer.concat(parts);
            if (fault?.loses) { return outgoing.destroy(); }
            outgoing.writeHead(answer.statusCode ?? 500, headers);
            return outgoing.end(fault?.replace ? fault.replace(text.toString('utf8')) : text);
          });
        });
        // Whoever asked has gone.
        forwarded.on('error', () => outgoing.destroy());
        forwarded.end(body);
      });
    });
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    const { port } = this.server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: ENVIRONMENT.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_REGION']) { delete process.env[name]; }
    this.newTerminal();
  }
}

/** Services that name their action in a header or in the body. */
function recorded({ method = '', url = '', headers }: IncomingMessage, body: Buffer): RecordedCall | undefined {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  const { pathname } = new URL(url, 'http://localhost');
  const text = body.toString('utf8');
  switch (service) {
    case 'apigateway': return { action: `apigateway:${method}`, resource: pathname };
    case 'lambda': return lambdaCall(method, new URL(url, 'http://localhost'));
    case 'logs': return {
      action: `logs:${String(headers['x-amz-target']).split('.').pop()}`, resource: JSON.parse(text || '{}').logGroupName ?? '*',
    };
    case 'events': return { action: `events:${String(headers['x-amz-target']).split('.').pop()}`, resource: '*' };
    case 'monitoring': return {
      action: `cloudwatch:${String(headers['x-amz-target'] ?? new URLSearchParams(text).get('Action')).split('.').pop()}`, resource: '*',
    };
    case 'cloudformation': case 'sts': {
      const parameters = new URLSearchParams(text);
      return { action: `${service}:${parameters.get('Action')}`, resource: parameters.get('StackName') ?? '*' };
    }
    default: return undefined;
  }
}

const LAMBDA_ACTIONS: Readonly<Record<string, string>> = {
  'GET configuration': 'GetFunctionConfiguration',
  'GET policy': 'GetPolicy',
  'GET versions': 'ListVersionsByFunction',
  'GET aliases': 'ListAliases',
  'GET provisioned-concurrency': 'ListProvisionedConcurrencyConfigs',
  'DELETE ': 'DeleteFunction',
  'DELETE policy': 'RemovePermission',
  'DELETE provisioned-concurrency': 'DeleteProvisionedConcurrencyConfig',
};

/** IAM has no resource for lists of event sources, and one with the qualifier for what is deleted. */
function lambdaCall(method: string, { pathname, searchParams }: URL): RecordedCall {
  const [, , collection, name = '', kind = ''] = pathname.split('/');
  if (collection === 'event-source-mappings') { return { action: 'lambda:ListEventSourceMappings', resource: '*' }; }
  const action = LAMBDA_ACTIONS[`${method} ${kind}`] ?? kind;
  const qualifier = method === 'DELETE' ? searchParams.get('Qualifier') : null;
  return { action: `lambda:${action}`, resource: `${decodeURIComponent(name)}${qualifier === null ? '' : `:${qualifier}`}` };
}

function errorBody({ action }: RecordedCall, { code, message }: Fault): string {
  return /^(cloudformation|sts):/.test(action)
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`
    : JSON.stringify({ __type: code, message });
}
