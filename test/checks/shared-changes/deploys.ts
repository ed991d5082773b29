import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease, CanaryReleaseOptions, EndpointBaseline } from '../../../lib';
import { answering } from '../../apps';

/** What is deployed: an API in a stack. `today` tells the deploy that introduces the canary from the one before. */
export type Deployed = (stack: Stack, today: boolean) => apigateway.RestApiBase;

/** The template of a first deploy, in its cdk.out. */
export function deployedTemplate(build: Deployed): string {
  const stack = new Stack(new App(), 'Stack');
  new CanaryRelease(stack, 'Release', { api: build(stack, false) });
  return path.join((stack.node.root as App).synth().directory, stack.templateFile);
}

/** The same stack with a canary, and the deploy before as its baseline. */
export function holdingStack(build: Deployed, options: CanaryReleaseOptions = {}): Stack {
  const stack = new Stack(new App(), 'Stack');
  const baseline = EndpointBaseline.fromTemplateFile(deployedTemplate(build));
  new CanaryRelease(stack, 'Release', { api: build(stack, true), canarySettings: { percentTraffic: 10 }, baseline, ...options });
  return stack;
}

/** Annotations of a stack as `warning /Stack/Acl: text`. */
export function annotations(stack: Stack): string[] {
  const assembly = (stack.node.root as App).synth();
  return assembly.getStackArtifact(stack.artifactId).messages.map(({ level, id, entry }) => `${level} ${id}: ${entry.data as string}`);
}

/** An API with GET /hello on the version of a function, whose code changes today. */
export function helloApi(stack: Stack, today: boolean, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, today ? '2' : '1').currentVersion));
  return api;
}
