import {
  APIGatewayClient, GetDeploymentCommand, GetDeploymentsCommand, GetExportCommand, GetStagesCommand, Stage,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetPolicyCommand, LambdaClient, ListAliasesCommand, ListEventSourceMappingsCommand, ListProvisionedConcurrencyConfigsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import type { CallOptions } from './calls';
import { historyEvent } from './history-event';
import { statementsIn } from './policy-statements';
import type { FunctionReadings, PruningMoment, PruningReadings, PruningScope, StageReadings } from '../pruning/contract/pruning-readings';
import type { ProvisionedInstances, PrunedAlias, StatementReading, VersionLook } from '../pruning/contract/pruning-state';
import type { HistoryEvent } from '../stage-driver/contract/stack-history';

/** The clients that it takes to find what nobody needs any more. */
export interface PruningClients {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
}

/** How calls are made: with whose patience, and in whose words they fail. */
export interface PruningCalls {
  /** @param action as IAM names it @param isAnswer for errors that say something of what is asked. They are thrown as they are */
  read<T>(action: string, call: (options: CallOptions) => Promise<T>, isAnswer?: (error: Error) => boolean): Promise<T>;
  isDenied(error: unknown): boolean;
}

const FUNCTION_TYPE = 'AWS::Lambda::Function';
const WITH_HISTORY = ['AWS::ApiGateway::Deployment', 'Custom::CanaryStage'];
/** As many as API Gateway gives on a page. */
const PAGE = 500;
const DAY_SECONDS = 86_400;
const isMissing = (error: Error): boolean => ['NotFoundException', 'ResourceNotFoundException'].includes(error.name);

/** For what AWS tells no date of: the latest there is, because what is young stays. */
const UNDATED = new Date(8.64e15);

/** Reads all that tells what of an API, and of the functions behind it, is superseded. Nothing is written. */
export class SupersededReadings {
  constructor(private readonly clients: PruningClients, private readonly calls: PruningCalls) {}

  /** Where the stack is. An operation that began and ended since shows in the date. */
  async moment(stackId: string): Promise<PruningMoment> {
    const { Stacks: [stack] = [] } = await this.calls.read('cloudformation:DescribeStacks', (options) =>
      this.clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }), options));
    const rootId = stack?.RootId === stack?.StackId ? undefined : stack?.RootId;
    return { status: stack?.StackStatus ?? '', updatedAt: stack?.LastUpdatedTime, rootId };
  }

  /** The stages as they are this moment. */
  async stages(restApiId: string): Promise<StageReadings[]> {
    const { item = [] } = await this.calls.read('apigateway:GET', (options) =>
      this.clients.apiGateway.send(new GetStagesCommand({ restApiId }), options));
    return item.map(stageReadings);
  }

  async read(scope: PruningScope, now: Date): Promise<PruningReadings> {
    const { restApiId, stacks, readable } = scope;
    const stages: StageReadings[] = [];
    for (const stage of await this.stages(restApiId)) { stages.push({ ...stage, definition: await this.definition(restApiId, stage.stageName) }); }
    const events: HistoryEvent[] = [];
    for (const { id } of stacks.filter(({ resources }) => resources.some(({ type }) => WITH_HISTORY.includes(type)))) {
      events.push(...await this.history(id));
    }
    const names = stacks.flatMap(({ resources }) => resources.flatMap(
      ({ type, physicalId }) => type === FUNCTION_TYPE && physicalId !== undefined ? [physicalId] : [],
    ));
    const functions: FunctionReadings[] = [];
    for (const name of names.filter((one) => readable?.includes(one) ?? true)) { functions.push(...await this.function(name)); }
    return {
      ...scope,
      now,
      stages,
      events: events.sort((a, b) => b.time.getTime() - a.time.getTime()),
      deployments: await this.deployments(restApiId),
      functions,
    };
  }

  /** What a deployment serves: `GET /orders/{id}`. */
  async routes(restApiId: string, deploymentId: string): Promise<string[]> {
    const { apiSummary = {} } = await this.calls.read('apigateway:GET', (options) =>
      this.clients.apiGateway.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }), options));
    return Object.entries(apiSummary).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  }

  /** What decides of a version that nothing else keeps. */
  async look(functionName: string, version: string, { now, idleForMilliseconds }: { now: Date; idleForMilliseconds: number }): Promise<VersionLook> {
    const look = { statements: [] as StatementReading[], hasEventSource: false, invocations: 0 };
    try {
      look.statements = await this.policy(functionName, version);
      // The rest costs calls, and does not matter then.
      if (look.statements.length === 0) { return look; }
      look.hasEventSource = await this.hasEventSource(functionName, version);
      const invocations = await this.invocations(functionName, version, new Date(now.getTime() - idleForMilliseconds), now);
      return invocations === undefined ? { ...look, unreadable: 'cloudwatch:GetMetricData' } : { ...look, invocations };
    } catch (error) {
      return { ...look, unreadable: this.deniedOrThrow(error) };
    }
  }

  /** Without `$LATEST`. */
  async versions(FunctionName: string): Promise<FunctionReadings['versions']> {
    const found: Array<{ version: string; createdAt: Date }> = [];
    for await (const { Versions: versions = [] } of this.pages('lambda:ListVersionsByFunction', (Marker, options) =>
      this.clients.lambda.send(new ListVersionsByFunctionCommand({ FunctionName, Marker }), options))) {
      found.push(...versions.flatMap(({ Version: version = '', LastModified: modified }) =>
        version === '$LATEST' ? [] : [{ version, createdAt: dateOf(modified) }]));
    }
    return found;
  }

  async provisioned(FunctionName: string): Promise<ProvisionedInstances[]> {
    const found: ProvisionedInstances[] = [];
    for await (const { ProvisionedConcurrencyConfigs: configs = [] } of this.pages('lambda:ListProvisionedConcurrencyConfigs', (Marker, options) =>
      this.clients.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName, Marker }), options))) {
      found.push(...configs.map(({ FunctionArn: arn = '', RequestedProvisionedConcurrentExecutions: instances = 0 }) => (
        { qualifier: arn.split(':')[7] ?? '', instances }
      )));
    }
    return found;
  }

  /** None where there is no policy, or no such version any more. */
  async policy(FunctionName: string, Qualifier?: string): Promise<StatementReading[]> {
    try {
      const { Policy: policy = '' } = await this.calls.read('lambda:GetPolicy', (options) =>
        this.clients.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }), options), isMissing);
      return statementsIn(policy);
    } catch (error) {
      if (isMissing(error as Error)) { return []; }
      throw error;
    }
  }

  async deployments(restApiId: string): Promise<PruningReadings['deployments']> {
    const found: Array<{ id: string; createdAt: Date }> = [];
    let position: string | undefined;
    do {
      const page = await this.calls.read('apigateway:GET', (options) =>
        this.clients.apiGateway.send(new GetDeploymentsCommand({ restApiId, position, limit: PAGE }), options));
      found.push(...(page.items ?? []).map(({ id = '', createdDate }) => ({ id, createdAt: createdDate ?? UNDATED })));
      ({ position } = page);
    } while (position);
    return found;
  }

  /** Undefined when it could not be read: then what the stage calls is not known. */
  private async definition(restApiId: string, stageName: string): Promise<object | undefined> {
    try {
      const { body } = await this.calls.read('apigateway:GET', (options) => this.clients.apiGateway.send(new GetExportCommand({
        restApiId, stageName, exportType: 'oas30', accepts: 'application/json', parameters: { extensions: 'integrations,authorizers' },
      }), options), isMissing);
      return JSON.parse(Buffer.from(body ?? []).toString('utf8'));
    } catch (error) {
      if (error instanceof SyntaxError || isMissing(error as Error)) { return undefined; }
      this.deniedOrThrow(error);
      return undefined;
    }
  }

  private async history(stackId: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.calls.read('cloudformation:DescribeStackEvents', (options) =>
        this.clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }), options));
      events.push(...(page.StackEvents ?? []).map(historyEvent));
      ({ NextToken } = page);
    } while (NextToken);
    return events;
  }

  /** None when there is no such function any more. */
  private async function(name: string): Promise<FunctionReadings[]> {
    const fn = { name, versions: [] as FunctionReadings['versions'], aliases: [] as PrunedAlias[], statements: [] as FunctionReadings['statements'] };
    try {
      fn.versions = await this.versions(name);
      fn.aliases = await this.aliases(name);
      fn.statements = await this.statements(name, fn.aliases);
      return [{ ...fn, provisioned: await this.provisioned(name) }];
    } catch (error) {
      if (isMissing(error as Error)) { return []; }
      return [{ ...fn, unreadable: this.deniedOrThrow(error) }];
    }
  }

  private async statements(name: string, aliases: readonly PrunedAlias[]): Promise<FunctionReadings['statements']> {
    const found: Array<StatementReading & { qualifier?: string }> = await this.policy(name);
    for (const { name: qualifier } of aliases) {
      found.push(...(await this.policy(name, qualifier)).map((statement) => ({ ...statement, qualifier })));
    }
    return found;
  }

  private async aliases(FunctionName: string): Promise<PrunedAlias[]> {
    const found: PrunedAlias[] = [];
    for await (const { Aliases: aliases = [] } of this.pages('lambda:ListAliases', (Marker, options) =>
      this.clients.lambda.send(new ListAliasesCommand({ FunctionName, Marker }), options))) {
      found.push(...aliases.map(({ Name: name = '', FunctionVersion: version = '', RoutingConfig: routing }) => (
        { name, versions: [version, ...Object.keys(routing?.AdditionalVersionWeights ?? {})] }
      )));
    }
    return found;
  }

  private async hasEventSource(functionName: string, version: string): Promise<boolean> {
    // A page may be empty, and the next one not.
    for await (const { EventSourceMappings: found = [] } of this.pages('lambda:ListEventSourceMappings', (Marker, options) =>
      this.clients.lambda.send(new ListEventSourceMappingsCommand({ FunctionName: `${functionName}:${version}`, Marker }), options))) {
      if (found.length > 0) { return true; }
    }
    return false;
  }

  /** Undefined when CloudWatch did not look at everything: a part of the data would be taken for all. */
  private async invocations(functionName: string, version: string, StartTime: Date, EndTime: Date): Promise<number | undefined> {
    const dimensions = { FunctionName: functionName, Resource: `${functionName}:${version}` };
    let sum = 0;
    let state: string | undefined;
    let NextToken: string | undefined;
    do {
      const page = await this.calls.read('cloudwatch:GetMetricData', (options) =>
        this.clients.cloudWatch.send(new GetMetricDataCommand({
          StartTime,
          EndTime,
          MetricDataQueries: [{
            Id: 'invocations',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Lambda',
                MetricName: 'Invocations',
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: DAY_SECONDS,
              Stat: 'Sum',
            },
          }],
          NextToken,
        }), options));
      for (const { Values: values = [], StatusCode: said } of page.MetricDataResults ?? []) {
        state = said;
        sum += values.reduce((one, other) => one + other, 0);
      }
      ({ NextToken } = page);
    } while (NextToken);
    return state === 'Complete' ? sum : undefined;
  }

  private async *pages<T extends { readonly NextMarker?: string }>(
    action: string, call: (marker: string | undefined, options: CallOptions) => Promise<T>,
  ): AsyncGenerator<T> {
    let marker: string | undefined;
    do {
      const page = await this.calls.read(action, (options) => call(marker, options), isMissing);
      yield page;
      marker = page.NextMarker;
    } while (marker);
  }

  /** The right that was missing. */
  private deniedOrThrow(error: unknown): string {
    if (!this.calls.isDenied(error)) { throw error; }
    return /(apigateway|lambda|cloudwatch):\w+/.exec((error as Error).message)?.[0] ?? 'a right';
  }
}

function stageReadings({ stageName = '', deploymentId = '', canarySettings, variables = {} }: Stage): StageReadings {
  return { stageName, deploymentId, canaryDeploymentId: canarySettings?.deploymentId, variables };
}

function dateOf(text: string | undefined): Date {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? UNDATED : date;
}
