import { ApiGatewayFrontend } from './apigateway/api-gateway-frontend';
import { apiGatewayResourceTypes } from './apigateway/api-gateway-resource-types';
import { ApiGatewayService } from './apigateway/api-gateway-service';
import { DataPlane } from './apigateway/data-plane';
import { accessLogSink } from './apigateway/data-plane/access-log-sink';
import { AnsweredSink } from './apigateway/data-plane/answered-sink';
import { StageRequest, StageResponse } from './apigateway/data-plane/messages';
import { OverlappingWrites } from './apigateway/frontend/overlapping-writes';
import { randomIds } from './apigateway/ids';
import { stageClientHandler } from './apigateway/stage-client-handler';
import { readAssembly } from './assembly';
import { AssemblyError } from './assembly/assembly-error';
import { FileAssetStore } from './assembly/file-asset-store';
import { includedValue } from './assembly/included-value';
import { readNestedTemplate } from './assembly/nested-template';
import { StackArtifact } from './assembly/stack-artifact';
import { AwsEndpoint } from './aws-endpoint/aws-endpoint';
import { InMemoryRequestHandler } from './aws-endpoint/in-memory-request-handler';
import { LoopbackServer } from './aws-endpoint/loopback-server';
import { bootstrapFrontends, bootstrapResourceTypes } from './bootstrap-services';
import { Clock } from './cloudformation/clock';
import { CloudFormationService } from './cloudformation/cloudformation-service';
import { RESPONSE_PATH } from './cloudformation/custom-resource/response-channel';
import { CustomResourceChoice } from './cloudformation/custom-resource/selective-custom-resource';
import { EventClock } from './cloudformation/event-clock';
import { CloudFormationFrontend } from './cloudformation/frontend/cloudformation-frontend';
import { MadeUpValues } from './cloudformation/made-up-values';
import { SeededGenerator } from './cloudformation/seeded-generator';
import { OperationResult } from './cloudformation/stack-requests';
import { withKnownProperties } from './cloudformation/types/known-properties';
import { ReadTemplate } from './cloudformation/types/nested-stack-type';
import { AlarmService } from './cloudwatch/alarm-service';
import { alarmType } from './cloudwatch/alarm-type';
import { CloudWatchFrontend } from './cloudwatch/cloudwatch-frontend';
import { countRequests } from './cloudwatch/gateway-metrics';
import { countInvocations } from './cloudwatch/lambda-metrics';
import { MetricService } from './cloudwatch/metric-service';
import { LogsFrontend } from './cloudwatch-logs/logs-frontend';
import { logsResourceTypes } from './cloudwatch-logs/logs-resource-types';
import { LogsService } from './cloudwatch-logs/logs-service';
import { DeployStackOptions, deployStack } from './deploy-stack';
import { EventBridgeFrontend } from './eventbridge/event-bridge-frontend';
import { EventBus } from './eventbridge/event-bus';
import { Hypotheses, LIKELY_HYPOTHESES } from './hypotheses';
import { FunctionLogLine, FunctionLogSink } from './lambda/function-log';
import { FunctionRuntime } from './lambda/function-runtime';
import { LambdaFrontend } from './lambda/lambda-frontend';
import { lambdaResourceTypes } from './lambda/lambda-resource-types';
import { LambdaService } from './lambda/lambda-service';
import { NodeProcessRuntime } from './lambda/node-process-runtime';
import { S3Service } from './s3/s3-service';
import { PublishedMessage, SnsFrontend } from './sns/sns-frontend';
import { parseStageUrl } from './stage-url';
import { stateMachineType } from './step-functions/state-machine-type';
import { StepFunctionsFrontend } from './step-functions/step-functions-frontend';
import { StepFunctionsService } from './step-functions/step-functions-service';

export interface LocalAwsOptions {
  /** Everything random follows from it: ids, the order of parallel operations, the split of requests. @default 1 */
  readonly seed?: number;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** @default LIKELY_HYPOTHESES */
  readonly hypotheses?: Hypotheses;
  /** @default - one second from event to event */
  readonly clock?: Clock;
  /** Runs the Lambda code. @default - Node.js processes, with `AWS_ENDPOINT_URL` set to this engine */
  readonly runtime?: FunctionRuntime;
  /** Receives what functions in Node.js processes print. @default - it is dropped */
  readonly log?: FunctionLogSink;
  /** Which custom resources are delivered to their function. The others are carried along. @default - all */
  readonly runsCustomResource?: CustomResourceChoice;
  /** What becomes of resources that were ready when another one failed. @default 'none' */
  readonly siblingsAtFailure?: 'none' | 'some';
  /** Which limits of API Gateway's control plane hold: those that are raised for nobody (`fixed`), or all, on the engine's clock. @default 'off' */
  readonly quotas?: 'off' | 'fixed' | 'aws';
}

/** How the deployment of an assembly ended: the result of the stack deployed last, and that of each. */
export interface DeployResult extends OperationResult {
  /** In the order of deployment. After a stack that did not succeed no other is deployed. */
  readonly stacks: ReadonlyArray<OperationResult>;
}

/**
 * AWS on this machine, as far as a canary release needs it: CloudFormation, API Gateway and Lambda of one account and region.
 *
 * @example
 * const aws = new LocalAws();
 * const { outputs } = await aws.deploy('cdk.out');
 * const response = await aws.invoke(outputs.Url);
 * await aws.close();
 */
export class LocalAws {
  readonly region: string;
  readonly account: string;
  readonly apiGateway: ApiGatewayService;
  readonly lambda: LambdaService;
  readonly cloudFormation: CloudFormationService;
  /** Answers requests to stages. */
  readonly dataPlane: DataPlane;
  /** For AWS SDK clients in this process: `new APIGatewayClient({ requestHandler: aws.requestHandler, ... })`. */
  readonly requestHandler: InMemoryRequestHandler;
  /** Buckets of the stacks, and what clients upload to them. */
  readonly s3: S3Service;
  /** Log groups of the stacks, with the access logs of stages. */
  readonly logs: LogsService;
  /** What filters and Lambda count. */
  readonly metrics: MetricService;
  /** Alarms of the stacks. */
  readonly alarms: AlarmService;
  /** What was put on event buses. */
  readonly events = new EventBus();
  /** What was published to topics, the oldest first. */
  readonly published: PublishedMessage[] = [];
  /** State machines of the stacks, and their executions. */
  readonly stepFunctions: StepFunctionsService;
  /** The engine's time, for handlers in this process: what they wait for takes none of the real time. */
  readonly clock: Clock;
  private readonly assets = new FileAssetStore((bucket) => this.s3.listBuckets().includes(bucket));
  private readonly runtime: FunctionRuntime;
  /** Logs and counts requests that nobody sent one by one. */
  readonly answered: AnsweredSink;
  /** Splits the requests. */
  private traffic!: SeededGenerator;
  private readonly server: LoopbackServer;
  /** Filled when the endpoint listens, which is before any function runs. */
  private readonly functionEnvironment: Record<string, string> = {};
  private listening?: Promise<{ endpointUrl: string }>;

  constructor(private readonly options: LocalAwsOptions = {}) {
    const { seed = 1, region = 'us-east-1', account = '123456789012', hypotheses = LIKELY_HYPOTHESES } = options;
    const clock = options.clock ?? new EventClock();
    this.clock = clock;
    // One sequence each, so that a request more or less changes neither ids nor the order of operations.
    const names = new SeededGenerator(seed + 1);
    this.restartTraffic(seed);
    const ids = randomIds(() => names.next());
    this.region = region;
    this.account = account;
    this.metrics = new MetricService(() => clock.now(), Number(hypotheses.metricDelayMinutes));
    this.logs = new LogsService(this.metrics);
    this.runtime = options.runtime ?? new NodeProcessRuntime({ environment: this.functionEnvironment, log: (line) => this.takeLine(line), clock });
    this.alarms = new AlarmService({
      metrics: this.metrics,
      now: () => clock.now(),
      delayMinutes: Number(hypotheses.metricDelayMinutes),
      arnPrefix: `arn:aws:cloudwatch:${region}:${account}:alarm:`,
    });
    this.lambda = new LambdaService({
      runtime: this.runtime,
      region,
      account,
      now: () => clock.now(),
      preparing: () => hypotheses.newVersions === 'pending' ? { seconds: PENDING_SECONDS } : undefined,
      onInvoked: countInvocations(this.metrics, () => clock.now()),
      random: () => this.traffic.next(),
      hypotheses,
    });
    const records = new SeededGenerator(seed + 3);
    this.stepFunctions = new StepFunctionsService({
      clock,
      random: records,
      functions: {
        invoke: (functionArn, event) => this.lambda.invoke(functionArn, event, undefined, 'task'),
        keepsVirtualTime: this.lambda.keepsVirtualTime,
      },
      region,
      account,
    });
    this.apiGateway = new ApiGatewayService({
      ids,
      clock: () => gatewayTime(clock.now(), hypotheses),
      hypotheses,
      region,
      account,
      quotas: options.quotas,
      beforeStageChange: () => this.metrics.catchUp(),
    });
    const [lines, counts] = [accessLogSink(this.logs, hypotheses), countRequests(this.metrics, this.apiGateway, hypotheses)];
    this.answered = (...request) => {
      lines(...request);
      counts(...request);
    };
    this.dataPlane = new DataPlane({
      service: this.apiGateway,
      lambda: this.lambda,
      random: () => this.traffic.next(),
      ids: randomIds(() => this.traffic.next()),
      clock: () => clock.now(),
      answered: this.answered,
    });
    this.s3 = new S3Service({ now: () => clock.now(), onPut: (bucket, { key, body }) => this.assets.put(bucket, key, body) });
    const templates: ReadTemplate = (url) => readNestedTemplate(this.assets, url);
    const [ssmParameters, madeUp] = [new Map<string, string>(), new MadeUpValues()];
    this.cloudFormation = new CloudFormationService({
      ...options,
      clock,
      functions: {
        invoke: (functionArn, event) => this.lambda.invoke(functionArn, event, undefined, 'custom-resource'),
        eventSettings: (functionArn) => this.lambda.eventSettings(functionArn),
        keepsVirtualTime: this.lambda.keepsVirtualTime,
      },
      templates,
      includes: (location) => includedValue(this.assets, location),
      ssmParameters,
      madeUp,
      types: new Map(Object.entries({
        ...lambdaResourceTypes(this.lambda, this.assets),
        ...apiGatewayResourceTypes(this.apiGateway, hypotheses, (bucket, key) => this.assets.textOf(bucket, key)),
        ...logsResourceTypes({ random: names, madeUp }, this.logs),
        'AWS::CloudWatch::Alarm': alarmType({ random: names, madeUp }, this.alarms),
        'AWS::StepFunctions::StateMachine': stateMachineType({ random: names, madeUp }, this.stepFunctions),
        ...bootstrapResourceTypes({ random: names, madeUp }, this.s3, ssmParameters),
      }).map(([name, type]) => [name, withKnownProperties(name, type)])),
    });
    const endpoint = new AwsEndpoint({
      region,
      frontends: [
        new CloudFormationFrontend(this.cloudFormation, { templates, clock, seed }),
        new ApiGatewayFrontend(this.apiGateway, new OverlappingWrites(hypotheses.parallelUpdateStage, clock)),
        new LambdaFrontend(this.lambda),
        new LogsFrontend(this.logs),
        new CloudWatchFrontend(this.metrics, this.alarms),
        new StepFunctionsFrontend(this.stepFunctions),
        new EventBridgeFrontend({ bus: this.events, now: () => clock.now(), id: () => records.uuid() }),
        new SnsFrontend({ published: this.published, now: () => clock.now(), id: () => records.uuid(), topicExists: (arn) => this.hasTopic(arn) }),
        ...bootstrapFrontends({ region, account, s3: this.s3, ssmParameters, stacks: () => this.cloudFormation.stacks, now: () => clock.now() }),
      ],
      responses: { path: RESPONSE_PATH, onResponse: (path, body) => this.cloudFormation.responses.deliver(path, body) },
      onUnsigned: stageClientHandler({ service: this.apiGateway, dataPlane: this.dataPlane }),
    });
    this.requestHandler = new InMemoryRequestHandler((request) => endpoint.handle(request));
    this.server = new LoopbackServer((request) => endpoint.handle(request));
  }

  /** Serves the AWS protocols on loopback, for SDK clients in other processes. @param port only counts for the first call */
  async listen(port = 0): Promise<{ endpointUrl: string }> {
    this.listening ??= this.server.listen(port).then((endpointUrl) => {
      this.functionEnvironment.AWS_ENDPOINT_URL = endpointUrl;
      this.cloudFormation.responses.receiveAt(endpointUrl);
      return { endpointUrl };
    });
    return this.listening;
  }

  /**
   * Deploys a cloud assembly, stack by stack in the order of their dependencies, or one stack of it.
   *
   * @param target folder of the assembly, or a stack read by `readAssembly`
   * @throws AssemblyError when it can't be read or is for another environment
   * @throws TemplateError when CloudFormation refuses a template
   */
  async deploy(target: string | StackArtifact, options: DeployStackOptions = {}): Promise<DeployResult> {
    const artifacts = typeof target === 'string' ? readAssembly(target, this).stacks : [target];
    artifacts.forEach((artifact) => this.assertEnvironment(artifact));
    if (this.options.runtime === undefined) { await this.listen(); }
    const stacks: OperationResult[] = [];
    for (const artifact of artifacts) {
      this.assets.add(artifact.assets);
      const result = await deployStack(this.cloudFormation, artifact, options);
      stacks.push(result);
      if (!result.succeeded) { break; }
    }
    return { ...stacks[stacks.length - 1], stacks };
  }

  /** Lets the split of requests begin anew, so that it does not depend on how many there were before. */
  restartTraffic(seed: number): void {
    this.traffic = new SeededGenerator(seed + 2);
  }

  /** Deletes a stack. Nothing happens when there is none. */
  async destroy(stackName: string): Promise<OperationResult | undefined> {
    return this.cloudFormation.deleteStack(stackName);
  }

  /**
   * Sends a request to a stage.
   *
   * @param target the stage's URL with a path, as CloudFormation outputs it, or the parts of it
   * @param request the rest of the request. @default - GET
   */
  async invoke(target: string | Pick<StageRequest, 'restApiId' | 'stageName' | 'path'>, request: Partial<StageRequest> = {}): Promise<StageResponse> {
    const parts = typeof target === 'string' ? parseStageUrl(target) : target;
    return this.dataPlane.invokeStage({ method: 'GET', ...parts, ...request });
  }

  /** Ends the endpoint, the function processes, and removes temporary files. */
  async close(): Promise<void> {
    await this.server.close();
    await this.runtime.close();
    this.assets.close();
  }

  /** In the group of the function, too, if a stack has made it. */
  private takeLine(line: FunctionLogLine): void {
    this.logs.put(line.logGroup, { timestamp: this.clock.now(), message: line.line });
    this.options.log?.(line);
  }

  private hasTopic(arn: string): boolean {
    return this.cloudFormation.stacks.some(({ resources }) => [...resources.values()].some(({ physicalId, definition: { type } }) => (
      type === 'AWS::SNS::Topic' && physicalId === arn
    )));
  }

  private assertEnvironment(artifact: StackArtifact): void {
    const { id, account, region } = artifact;
    if (account !== this.account || region !== this.region) {
      throw new AssemblyError(`Stack ${id} is for account ${account} and region ${region}; this engine plays ${this.account} and ${this.region}. `
        + `Create it with account: '${account}' and region: '${region}'.`);
    }
  }
}

/** How long a version is prepared when CloudFormation does not wait for it. */
const PENDING_SECONDS = 45;

/** How far the clocks of API Gateway and CloudFormation may be apart. */
const SKEW_MILLISECONDS = { agrees: 0, behind: -60_000, ahead: 60_000 };

function gatewayTime(time: Date, { gatewayClock }: Hypotheses): Date {
  return new Date(time.getTime() + SKEW_MILLISECONDS[gatewayClock]);
}
