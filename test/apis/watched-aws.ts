import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { StageResponse } from '../../rehearsal/apigateway/data-plane/messages';
import { Stage } from '../../rehearsal/apigateway/model';
import { readAssembly } from '../../rehearsal/assembly';
import { EngineEvent, FaultInjector } from '../../rehearsal/cloudformation/resource-operation';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { DeployResult, LocalAws } from '../../rehearsal/local-aws';
import { inProcessAws } from '../harness/in-process-aws';

/** Adds what a user has written to an app. Everything that answers says `code`, such as `code 1`. */
export type AppBuilder = (app: App, code: string) => void;

/** A request that its release did not answer. */
export interface FailedRequest {
  /** What had just happened. */
  readonly instant: string;
  readonly release: 'base' | 'canary';
  /** For instance `prod: GET /hello`. */
  readonly route: string;
  /** Status and cause of an error, or the code that answered instead. */
  readonly got: string;
}

/** One stack operation, and what clients met during it. */
export interface WatchedOperation {
  readonly result: DeployResult;
  readonly failures: readonly FailedRequest[];
  /** Resource operations that failed. */
  readonly failedOperations: readonly string[];
  /** Warnings and errors of the synthesis. */
  readonly messages: readonly string[];
}

/** A stage by the code of its releases. */
export interface StageView {
  readonly base: string;
  readonly canary?: string;
  readonly percentTraffic?: number;
}

export interface DeployOptions {
  readonly context?: Record<string, unknown>;
  readonly inject?: FaultInjector;
  /** Values of template parameters. */
  readonly parameters?: Record<string, string>;
  /** Deploys only this stack of the app. @default - all, in the order of their dependencies */
  readonly only?: string;
  /** Whether a failed operation pauses. @default false */
  readonly disableRollback?: boolean;
}

/** Nothing of this is in the template. It halves the time of synthesis. */
const FAST_SYNTHESIS = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:enable-path-metadata': false };
/** The engine plays Lambda and HTTP. A request that is on its way to another service has passed all that a release could break. */
const ON_ITS_WAY = /^Invalid integration URI arn:/;

/** The engine with every instant asked: each release of each stage, for each route that both releases have. */
export class WatchedAws {
  readonly aws: LocalAws;
  /** Requests per release, so that a test can tell that something was asked. */
  readonly asked = { base: 0, canary: 0 };
  private readonly scratch = mkdtempSync(join(tmpdir(), 'watched-aws-'));
  private readonly codeOf = new Map<string, string>();
  private deploying = '';
  private failures: FailedRequest[] = [];
  private failedOperations: string[] = [];

  constructor(seed = 1, hypotheses: Partial<Hypotheses> = {}) {
    this.aws = inProcessAws(seed, { ...LIKELY_HYPOTHESES, ...hypotheses });
    this.aws.cloudFormation.onResourceOperation((event) => this.watch(event));
  }

  /** Synthesizes and deploys. A deployment that appears meanwhile is taken for one of `code`. */
  async deploy(
    build: AppBuilder, code: string, { context, inject, parameters, only, disableRollback }: DeployOptions = {},
  ): Promise<WatchedOperation> {
    const app = new App({
      analyticsReporting: false,
      treeMetadata: false,
      outdir: mkdtempSync(join(this.scratch, 'assembly-')),
      context: { ...FAST_SYNTHESIS, ...context },
    });
    build(app, code);
    const { directory, stacksRecursively } = app.synth();
    const messages = stacksRecursively.flatMap((stack) => stack.messages.map(({ entry }) => String(entry.data)));
    Object.assign(this, { deploying: code, failures: [], failedOperations: [] });
    this.aws.cloudFormation.inject(inject);
    const target = readAssembly(directory, this.aws).stacks.find(({ id }) => id === only) ?? directory;
    const result = await this.aws.deploy(target, { parameters, disableRollback });
    this.aws.cloudFormation.inject(undefined);
    return { result, failures: this.failures, failedOperations: this.failedOperations, messages };
  }

  /** Every stage by its name, with the code that its releases answer with. */
  stages(): Record<string, StageView> {
    return Object.fromEntries(this.allStages().map(({ stage: { stageName, deploymentId, canarySettings: canary } }) => [stageName, {
      base: this.codeOf.get(deploymentId)!,
      ...canary && { canary: this.codeOf.get(canary.deploymentId)!, percentTraffic: canary.percentTraffic },
    }]));
  }

  /** The deployment that production of a stage is on. */
  production(stageName = 'prod'): string {
    return this.allStages().find(({ stage }) => stage.stageName === stageName)!.stage.deploymentId;
  }

  /** Destroys every stack, the last one first. @returns APIs and functions that are left */
  async destroyAll(): Promise<string[]> {
    for (const { identity: { stackName }, parentId } of [...this.aws.cloudFormation.stacks].reverse()) {
      if (parentId === undefined) { await this.aws.destroy(stackName); }
    }
    const { apiGateway, lambda } = this.aws;
    return [...apiGateway.listRestApis().map(({ name }) => name), ...lambda.listFunctions().map(({ functionName }) => functionName)];
  }

  async close(): Promise<void> {
    await this.aws.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private async watch(event: EngineEvent): Promise<void> {
    if (event.action !== 'status' && event.outcome === 'failed') { this.failedOperations.push(`${instantOf(event)}: ${event.reason}`); }
    for (const { restApiId, stage } of this.allStages()) {
      const { stageName, deploymentId, canarySettings: canary } = stage;
      const onBase = this.routesOf(restApiId, deploymentId);
      const onCanary = canary && this.routesOf(restApiId, canary.deploymentId);
      for (const route of onBase.filter((one) => !onCanary || onCanary.includes(one))) {
        const target = { restApiId, stageName, route, instant: instantOf(event) };
        await this.ask({ ...target, release: 'base', deploymentId });
        if (canary) { await this.ask({ ...target, release: 'canary', deploymentId: canary.deploymentId }); }
      }
    }
  }

  private async ask(question: Question): Promise<void> {
    const { restApiId, stageName, route, release, deploymentId, instant } = question;
    this.asked[release]++;
    const [verb, path] = route.split(' ');
    const response = await this.aws.dataPlane.invokeStage({
      restApiId, stageName, release, method: verb === 'ANY' ? 'GET' : verb, path: path.replace(/\{[^}]+\}/g, 'x'),
    });
    const got = wrongAnswer(response, this.codeOf.get(deploymentId)!);
    if (got !== undefined) { this.failures.push({ instant, release, route: `${stageName}: ${route}`, got }); }
  }

  private routesOf(restApiId: string, deploymentId: string): string[] {
    const { snapshot } = this.aws.apiGateway.getDeployment(restApiId, deploymentId);
    return snapshot.resources.flatMap(({ path, methods }) => Object.keys(methods).map((verb) => `${verb} ${path}`));
  }

  private allStages(): Array<{ restApiId: string; stage: Stage }> {
    return this.aws.apiGateway.listRestApis().flatMap(({ id: restApiId }) => {
      for (const { id } of this.aws.apiGateway.listDeployments(restApiId)) {
        if (!this.codeOf.has(id)) { this.codeOf.set(id, this.deploying); }
      }
      return this.aws.apiGateway.listStages(restApiId).map((stage) => ({ restApiId, stage }));
    });
  }
}

interface Question {
  readonly restApiId: string;
  readonly stageName: string;
  readonly release: 'base' | 'canary';
  readonly deploymentId: string;
  readonly route: string;
  readonly instant: string;
}

/** What a client got instead of the release's own answer. */
function wrongAnswer({ status, body, cause }: StageResponse, code: string): string | undefined {
  const text = String(body);
  if (cause !== undefined && ON_ITS_WAY.test(cause)) { return undefined; }
  if (status >= 400) { return `${status} (${cause ?? text})`; }
  // A preflight answers nothing, which is right on either release.
  return /^code \d+$/.test(text) && text !== code ? text : undefined;
}

function instantOf(event: EngineEvent): string {
  return event.action === 'status' ? event.status : `${event.phase}: ${event.action} ${event.logicalId} (${event.type})`;
}
