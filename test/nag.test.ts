import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CanaryFunctions, CanaryRelease, CanaryReleaseOptions, CanaryRollout, Retain, UnqualifiedFunctions } from '../lib';
import { answering, canaryRestApi } from './apps';
import { NagFinding, findingsOn, isOurs, PACKS } from '../scripts/nag/findings';
import { audited, OPTIONS, ruleName, securityWithTables } from '../scripts/nag/nag-tables';

const HOLD: CanaryReleaseOptions = { canarySettings: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };
const ROLLOUT: CanaryReleaseOptions = { rollout: CanaryRollout.ramp() };
const RETAIN: CanaryReleaseOptions = { ...HOLD, retain: Retain.last(5) };
const ENV = { account: '111111111111', region: 'eu-central-1' };

/** What AwsSolutions has against an app: one line for each rule and resource. */
function findings(build: (app: App) => void): string[] {
  const app = new App({ analyticsReporting: false });
  build(app);
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations
    .flatMap(({ ruleName: rule, violatingResources }) => violatingResources.map((resource) =>
      `${rule} ${(resource as { constructPath: string }).constructPath}`))
    .sort();
}

function restApi(scope: Stack): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1').currentVersion));
  return api;
}

/** Apps with a RestApi, and the stack in which a release of its stage belongs. */
const APPS: Record<string, (app: App) => { scope: Stack; stage: apigateway.IStage }> = {
  'in a stack for any environment': (app) => {
    const scope = new Stack(app, 'Stack');
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'in a stack for one environment': (app) => {
    const scope = new Stack(app, 'Stack', { env: ENV });
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'in a nested stack': (app) => {
    const scope = new NestedStack(new Stack(app, 'Stack'), 'Nested');
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'with the stage in another stack than the API': (app) => {
    const { latestDeployment } = restApi(new Stack(app, 'Stack'));
    const scope = new Stack(app, 'Stages');
    return { scope, stage: new apigateway.Stage(scope, 'Beta', { stageName: 'beta', deployment: latestDeployment! }) };
  },
  'with the stage in a nested stack, the API in its parent': (app) => {
    const parent = new Stack(app, 'Stack');
    const { latestDeployment } = restApi(parent);
    const scope = new NestedStack(parent, 'Stages');
    return { scope, stage: new apigateway.Stage(scope, 'Beta', { stageName: 'beta', deployment: latestDeployment! }) };
  },
};

describe('cdk-nag with AwsSolutions', () => {
  const releases = Object.keys(APPS).flatMap((name) => [
    { name, kind: 'a held canary', release: HOLD }, { name, kind: 'no canary', release: {} }, { name, kind: 'a rollout', release: ROLLOUT },
    { name, kind: 'a held canary and retain', release: RETAIN },
  ]);
  test.each(releases)('finds nothing more when a release with $kind is added: $name', ({ name, release }) => {
    const released = findings((app) => {
      const { scope, stage } = APPS[name](app);
      new CanaryRelease(scope, 'Release', { stage, ...release });
    });
    const plain = findings(APPS[name]);
    expect(released.filter((finding) => !plain.includes(finding))).toEqual([]);
    // A rollout gives the stage an access log, which AwsSolutions misses.
    expect(plain.filter((finding) => !released.includes(finding) && !finding.startsWith('AwsSolutions-APIG1 '))).toEqual([]);
    expect(released).not.toEqual([]);
  });

  test('finds nothing on what a CanaryRestApi adds to its API and function, also with two in a stack', () => {
    const found = findings((app) => {
      const stack = new Stack(app, 'Stack');
      canaryRestApi(stack, HOLD, '1', 'One');
      canaryRestApi(stack, {}, '1', 'Two');
    });
    expect(found.filter((finding) => /Release|CanaryStageDriver/.test(finding))).toEqual([]);
    expect(found).toContain('AwsSolutions-L1 Stack/OneFn/Resource');
  });

  test('still finds a wildcard that somebody else adds to the role of the driver', () => {
    const found = findings((app) => {
      const stack = new Stack(app, 'Stack');
      canaryRestApi(stack, HOLD);
      const driver = stack.node.findChild('CanaryStageDriver') as ReturnType<typeof answering>;
      driver.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    });
    expect(found).toContain('AwsSolutions-IAM5[Resource::*] Stack/CanaryStageDriverRole/DefaultPolicy/Resource');
  });
});

describe('every pack of cdk-nag, on everything that this library makes', () => {
  const audit = audited();
  const of = (found: readonly NagFinding[], pack: string) => found.filter((finding) => finding.pack === pack);
  /** What is neither content nor acknowledged, by the option that it asks for. */
  const open = (found: readonly NagFinding[]) => [...new Set(found.filter(({ reason }) => reason === undefined).map(ruleName))].sort();

  test.each(Object.keys(PACKS))('finds nothing with every option that is not acknowledged: %s', (pack) => {
    expect(open(of(audit.everyOption, pack))).toEqual([]);
    expect(of(audit.defaults, pack)).not.toEqual([]);
  });

  test.each(Object.entries({
    'AwsSolutions': [],
    'HIPAA.Security': ['CloudWatchAlarmAction', 'CloudWatchLogGroupEncrypted of the access log', 'IAMNoInlinePolicy'],
    'NIST.800.53.R4': ['CloudWatchAlarmAction', 'CloudWatchLogGroupEncrypted of the access log', 'IAMNoInlinePolicy'],
    'NIST.800.53.R5': ['CloudWatchAlarmAction', 'CloudWatchLogGroupEncrypted of the access log', 'IAMNoInlinePolicy'],
    'PCI.DSS.321': ['CloudWatchLogGroupEncrypted of the access log', 'IAMNoInlinePolicy'],
    'Serverless': ['LambdaTracing', 'StepFunctionStateMachineXray'],
  }))('leaves by default what only a choice of the user changes: %s', (pack, rules) => {
    expect(open(of(audit.defaults, pack))).toEqual(rules);
    for (const rule of rules) { expect(OPTIONS[rule]).toBeDefined(); }
  });

  test('is content with the option that the table names, acknowledged or not', () => {
    const stillFound = new Set(audit.everyOption.map(ruleName));
    expect(Object.keys(OPTIONS).filter((rule) => stillFound.has(rule))).toEqual([]);
    expect(Object.keys(OPTIONS).filter((rule) => !audit.defaults.map(ruleName).includes(rule))).toEqual([]);
    const without = new Set([...audit.defaults, ...audit.everyOption].map(ruleName).filter((rule) => !(rule in OPTIONS)));
    expect([...without].sort()).toEqual(['APIGWStructuredLogging', 'EventBusDLQ', 'IAM5', 'LambdaAsyncFailureDestination', 'SF1']);
  });

  test('is asked in the way in which a user asks: what is acknowledged is not reported', () => {
    for (const [pack, Checks] of Object.entries(PACKS)) {
      const reported = new Checks().validateScope(audit.apps[0]).violations
        .flatMap(({ violatingResources }) => violatingResources.map((resource) => (resource as unknown as { constructPath: string }).constructPath));
      const expected = of(audit.defaults, pack).filter(({ reason }) => reason === undefined).map(({ path }) => path);
      expect(reported.filter(isOurs).sort()).toEqual(expected.sort());
    }
  });

  test.each([
    ['JSON that gets a latency', '{"status":"$context.status"}', []],
    ['no JSON before either', '{"status":$context.status}', ['APIGWStructuredLogging']],
  ])('leaves to the user what the user wrote in the format of the access log: %s', (_, format, rules) => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    const accessLogDestination = new apigateway.LogGroupLogDestination(new LogGroup(stack, 'Log'));
    const api = new apigateway.RestApi(stack, 'Api', {
      deployOptions: {
        accessLogDestination, accessLogFormat: apigateway.AccessLogFormat.custom(`${format.slice(0, -1)},"id":"$context.requestId"}`),
      },
    });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
    new CanaryRelease(stack, 'Release', { api, accessLog: { slowerThan: Duration.millis(500) } });
    app.synth();
    expect(open(findingsOn(app, 'Serverless')).filter((rule) => rule === 'APIGWStructuredLogging')).toEqual(rules);
  });

  test.each([{}, { canarySettings: { percentTraffic: 10 } }, ROLLOUT])(
    'finds nothing new on the API, its functions and roles when they are released, with managedPolicies: %j', (release) => {
      const reported = (options?: CanaryReleaseOptions) => {
        const app = new App({ analyticsReporting: false });
        const stack = new Stack(app, 'Stack');
        CanaryFunctions.of(app).configure({ managedPolicies: true });
        const api = new apigateway.RestApi(stack, 'Api');
        const credentialsRole = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
        const { currentVersion } = answering(stack, '1');
        currentVersion.grantInvoke(credentialsRole);
        api.root.addMethod('GET', new apigateway.LambdaIntegration(currentVersion, { credentialsRole }));
        api.root.addMethod('PUT', new apigateway.LambdaIntegration(answering(stack, '1', 'Bare')));
        if (options) { new CanaryRelease(stack, 'Release', { api, unqualifiedFunctions: UnqualifiedFunctions.PIN, ...options }); }
        app.synth();
        return Object.values(PACKS).flatMap((Checks) => new Checks().validateScope(app).violations)
          .flatMap(({ ruleName: rule, violatingResources }) => violatingResources.map((resource) =>
            `${rule} ${(resource as unknown as { constructPath: string }).constructPath}`));
      };
      const plain = reported();
      expect(reported(release).filter((finding) => !plain.includes(finding) && !/ Stack\/(Canary|Release)/.test(finding))).toEqual([]);
      expect(plain).not.toEqual([]);
    });

  test('has its findings in SECURITY.md (npx projen nag)', () => {
    const text = readFileSync(join(__dirname, '..', 'SECURITY.md'), 'utf8');
    expect(securityWithTables(text, audit)).toBe(text);
  });
});
