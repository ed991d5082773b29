import { Annotations, App, NestedStack, Stack, Stage as CdkStage, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { CanaryRelease, EndpointBaseline, EndpointPolicy, EndpointValidationPlugin } from '../../lib';
import { askedErrors, ERRORS_CONTEXT } from '../../lib/messages/warnings-as-errors';
import { answering } from '../apps';

const LATE = 'unqualifiedFunction';
const EARLY = 'promotesNothing';

/** A release with a warning that is known when the app is complete, and one that is known at once. */
function warned(scope: Construct): CanaryRelease {
  const api = new apigateway.RestApi(scope, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1')));
  const release = new CanaryRelease(scope, 'Release', { api, canarySettings: { percentTraffic: 10 } });
  release.promote({ updateDeployment: false, updateStageVariables: false, resetTraffic: false });
  return release;
}

/** What a synthesis says of both, as `error promotesNothing`. */
function said(
  errors: unknown, acknowledge: (release: CanaryRelease) => void = () => undefined, place = (app: App): Construct => new Stack(app, 'Stack'),
): string[] {
  const app = new App({ context: { [ERRORS_CONTEXT]: errors } });
  acknowledge(warned(place(app)));
  return app.synth().stacksRecursively.flatMap(({ messages }) => messages).flatMap(({ level, entry }) => {
    const ids = [LATE, EARLY].filter((id) => String(entry.data).includes(`cdk-canary-rest-api:${id}]`));
    return ids.map((id) => `${level} ${id}`);
  }).sort();
}

const BOTH_WARNED = [`warning ${EARLY}`, `warning ${LATE}`];
const BOTH_FAIL = [`error ${EARLY}`, `error ${LATE}`];

describe('the context makes errors', () => {
  test.each([undefined, null, '', ' ', false, 'false', [], '[]', ['sharedAlias'], 'sharedAlias'])('of neither warning: %j', (errors) => {
    expect(said(errors)).toEqual(BOTH_WARNED);
  });

  test.each([true, 'true', ' true ', [EARLY, LATE], `${LATE},${EARLY}`, `${LATE}, ${EARLY}`, `["${LATE}", "cdk-canary-rest-api:${EARLY}"]`])(
    'of both: %j', (errors) => {
      expect(said(errors)).toEqual(BOTH_FAIL);
    });

  test.each([[LATE, EARLY], [EARLY, LATE]])('of those that it lists: %s', (listed, other) => {
    expect(said([listed])).toEqual([`error ${listed}`, `warning ${other}`]);
  });

  test('in a Stage, and in a nested stack', () => {
    expect(said(true, undefined, (app) => new Stack(new CdkStage(app, 'Prod'), 'Stack'))).toEqual(BOTH_FAIL);
    expect(said(true, undefined, (app) => new NestedStack(new Stack(app, 'Stack'), 'Nested'))).toEqual(BOTH_FAIL);
  });

  test('and says how to let one pass', () => {
    const app = new App({ context: { [ERRORS_CONTEXT]: true } });
    const stack = new Stack(app, 'Stack');
    warned(stack);
    const [{ entry }] = app.synth().getStackArtifact(stack.artifactId).messages.filter(({ entry: { data } }) => String(data).includes(EARLY));
    expect(entry.data).toMatch(/so it moves nothing\. .*The context cdk-canary-rest-api:errors makes this warning an error\./);
    expect(entry.data).toMatch(/acknowledgeWarning\('cdk-canary-rest-api:promotesNothing'\)\. \[cdk-canary-rest-api:promotesNothing\]$/);
  });
});

describe('a warning that is acknowledged does not become an error', () => {
  const ids = [LATE, EARLY].map((id) => `cdk-canary-rest-api:${id}`);
  const acknowledging = (construct: (release: CanaryRelease) => Construct) => (release: CanaryRelease) =>
    ids.forEach((id) => Annotations.of(construct(release)).acknowledgeWarning(id));

  test('above the release', () => {
    expect(said(true, acknowledging((release) => Stack.of(release)))).toEqual([]);
    expect(said(true, acknowledging((release) => CdkStage.of(release)!), (app) => new Stack(new CdkStage(app, 'Prod'), 'Stack'))).toEqual([]);
  });

  test('on the construct that it stands on, after it was said', () => {
    expect(said(true, (release) => Annotations.of(release).acknowledgeWarning(`cdk-canary-rest-api:${EARLY}`))).toEqual([`error ${LATE}`]);
  });

  test('and the other one still does', () => {
    expect(said(true, (release) => Annotations.of(Stack.of(release)).acknowledgeWarning(`cdk-canary-rest-api:${LATE}`))).toEqual([`error ${EARLY}`]);
  });
});

describe('a context that names no warning', () => {
  test.each<[unknown, RegExp]>([
    [['sharedAlais'], /has "sharedAlais", which is no warning .* Write sharedAlias\. \[UnknownFinding at Stack\/Release\]/],
    ['sharedAlias,unqualifedFunction', /has "unqualifedFunction".* Write unqualifiedFunction\./],
    ['yes', /has "yes".*allowed is true, or a list of ids such as \["sharedAlias"\]\. Correct the id/],
    [['NothingToPromote'], /has "NothingToPromote"/],
    [1, /has 1,/],
    [[true], /has true,/],
    [[null], /has "null",/],
    [{ sharedAlias: true }, /has \{"sharedAlias":true\},/],
    ['{"sharedAlias": true}', /has "\{/],
  ])('fails synth: %j', (errors, message) => {
    expect(() => said(errors)).toThrow(message);
  });

  test('is not heard in an app without releases', () => {
    expect(() => new App({ context: { [ERRORS_CONTEXT]: 'nothing' } }).synth()).not.toThrow();
  });
});

test('a list keeps what it knows beside what it does not', () => {
  expect(askedErrors(['sharedAlias', 'other'])).toEqual({ all: false, ids: ['sharedAlias'], unknown: ['other'] });
});

test('the validation report fails for a warning that is made an error, and not for one that is acknowledged', () => {
  jest.spyOn(console, 'error').mockImplementation();
  const succeeds = (acknowledge: boolean) => {
    const app = new App({ context: { [ERRORS_CONTEXT]: ['RemovedEndpoint'] } });
    const stack = new Stack(app, 'Stack');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    const baseline = EndpointBaseline.fromEndpoints(['GET /', 'GET /old']);
    new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 10 }, baseline, removedEndpoints: EndpointPolicy.WARN });
    if (acknowledge) { Annotations.of(stack).acknowledgeWarning('cdk-canary-rest-api:RemovedEndpoint'); }
    const plugin = new EndpointValidationPlugin(app);
    const reports: boolean[] = [];
    Validations.of(app).addPlugins({
      name: plugin.name,
      validate: (context) => {
        reports.push(plugin.validate(context).success);
        return { success: true, violations: [] };
      },
    });
    app.synth();
    return reports;
  };
  expect([succeeds(false), succeeds(true)]).toEqual([[false], [true]]);
});
