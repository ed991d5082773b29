import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { apiWith, cfn } from './apis';
import { attachEndpointGuard } from '../../../lib/checks/new-endpoints/endpoint-guard';
import { EndpointValidationPlugin } from '../../../lib/checks/new-endpoints/endpoint-validation-plugin';
import { EndpointBaseline } from '../../../lib/endpoints/endpoint-baseline';
import { temporaryDirectory } from '../../endpoints/baselines/temporary-files';

/** The part of the validation report that the plugin wrote. */
function reportOf(app: App): any {
  const { directory } = app.synth();
  const report = JSON.parse(fs.readFileSync(path.join(directory, 'policy-validation-report.json'), 'utf8'));
  return report.pluginReports.find(({ summary }: any) => summary.pluginName === 'cdk-canary-rest-api');
}

function appWith(endpoints: string[], baseline = ['GET /hello']): App {
  const app = new App({ outdir: temporaryDirectory() });
  Validations.of(app).addPlugins(new EndpointValidationPlugin(app));
  const stack = new Stack(new Stage(app, 'Prod'), 'Stack');
  const api = apiWith(stack, endpoints);
  const released = { release: stack, api: cfn(api), isHeld: () => true };
  attachEndpointGuard(released, { baseline: EndpointBaseline.fromEndpoints(baseline), percentTraffic: 10 });
  return app;
}

beforeEach(() => jest.spyOn(console, 'error').mockImplementation());

afterEach(() => {
  jest.restoreAllMocks();
  // A failed report makes the process that synthesizes exit with 1; this one shall not.
  process.exitCode = undefined;
});

describe('the validation report', () => {
  test('fails with every finding of the app, where it is and how it is fixed', () => {
    const report = reportOf(appWith(['GET /hello', 'GET /orders']));
    expect(process.exitCode).toBe(1);
    expect(report.summary.status).toBe('failure');
    expect(report.violations).toMatchObject([{
      ruleName: 'UnservedEndpoint',
      severity: 'error',
      description: expect.stringContaining('GET /orders is served only by the canary release; the 90 % of its requests'),
      fix: 'Deploy the endpoint without a canary first, or add it to exceptEndpoints.',
      ruleMetadata: { endpoint: 'GET /orders' },
      violatingResources: [{ constructPath: 'Prod/Stack/Api/Default/orders/GET' }],
    }]);
  });

  test('lists warnings without failing because of them', () => {
    const report = reportOf(appWith(['GET /hello', 'POST /hello'], ['GET /hello', 'ANY /{proxy+}']));
    expect(process.exitCode).toBeUndefined();
    expect(report.violations.map(({ ruleName, severity }: any) => [
      ruleName, severity,
    ])).toEqual([['shadowedEndpoint', 'warning'], ['RemovedEndpoint', 'warning']]);
  });

  test('has nothing to say without findings', () => {
    expect(reportOf(appWith(['GET /hello']))?.violations ?? []).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });
});

test('the plugin names its rules', () => {
  expect(new EndpointValidationPlugin(new App()).ruleIds)
    .toEqual([
      'UnservedEndpoint',
      'shadowedEndpoint',
      'RemovedEndpoint',
      'replacedEndpoint',
      'endpointAuthorization',
      'endpointApiKey',
      'endpointRequestValidation',
    ]);
});
