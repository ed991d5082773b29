import { Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { answeringFunction, apiOn, RehearsalBench } from './rehearsal-bench';
import { CanaryRelease } from '../../lib';

let bench: RehearsalBench;

beforeEach(() => { bench = new RehearsalBench(); });
afterEach(() => bench.close());

const mock = `x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{ "statusCode": 200 }' }
        responses: { default: { statusCode: "200" } }`;
const openApi = (...paths: string[]): string => `openapi: 3.0.2
info: { version: 1.0.0, title: pets }
paths:
${paths.map((path) => `  ${path}:\n    get:\n      responses: { "200": { description: ok } }\n      ${mock}\n`).join('')}`;

describe('a SpecRestApi', () => {
  const specApi = (definition: (stack: Stack) => apigateway.ApiDefinition, version = '1'): string => bench.assembly((app) => {
    const stack = new Stack(app, 'Shop');
    new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: definition(stack), cloudWatchRole: false }).latestDeployment!.addToLogicalId(version);
  });

  test('plays the document that is an asset, and asks its routes', async () => {
    const first = specApi(() => apigateway.ApiDefinition.fromAsset(bench.file('api.yaml', openApi('/pets'))));
    const second = specApi(() => apigateway.ApiDefinition.fromAsset(bench.file('api.yaml', openApi('/pets', '/owners'))), '2');
    expect(await bench.rehearse(first, second, '--json', 'out.json')).toBe(0);
    expect(bench.line('✓ No request would have failed: ')).toBeDefined();
    expect(bench.written('out.json')).toContain('GET /owners');
  });

  test('plays a document that the template includes, intrinsic functions in it, too', async () => {
    const document = (logicalId: string): string => {
      const uri = { 'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${logicalId}.Arn}/invocations` };
      const get = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } };
      return JSON.stringify({ openapi: '3.0.2', info: { version: '1', title: 'pets' }, paths: { '/pets': { get } } });
    };
    const app = bench.assembly((root) => {
      const stack = new Stack(root, 'Shop');
      const pets = answeringFunction(stack, 'Pets', 'pets');
      pets.grantInvoke(new ServicePrincipal('apigateway.amazonaws.com'));
      const path = bench.file('api.json', document(stack.getLogicalId(pets.node.defaultChild as lambda.CfnFunction)));
      const include = Fn.transform('AWS::Include', { Location: new Asset(stack, 'Document', { path }).s3ObjectUrl });
      new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(include), cloudWatchRole: false });
    });
    let body = '';
    bench.terminal.whileWaiting = async () => {
      body = await (await fetch(`${/Api\/prod {2}(http:\S+)/.exec(bench.terminal.output)![1]}pets`)).text();
    };
    expect(await bench.rehearse(app, '--listen', '0')).toBe(0);
    expect(body).toBe('pets');
  });

  test.each<[string, (stack: Stack) => apigateway.ApiDefinition]>([
    ['a bucket', (stack) => apigateway.ApiDefinition.fromBucket(s3.Bucket.fromBucketName(stack, 'Documents', 'documents'), 'api.yaml')],
    ['an include', () => apigateway.ApiDefinition.fromInline(Fn.transform('AWS::Include', { Location: 's3://documents/api.yaml' }))],
  ])('whose document lies in %s elsewhere, plays without routes, and says so', async (_, definition) => {
    expect(await bench.rehearse(specApi(definition))).toBe(0);
    expect(bench.line('Not asked')).toContain('every route of Api (s3://documents/api.yaml is not in the assembly)');
    expect(bench.terminal.output).not.toContain('✓ No request');
  });

  test('whose document is broken, fails with the reason', async () => {
    expect(await bench.rehearse(specApi(() => apigateway.ApiDefinition.fromAsset(bench.file('api.yaml', 'a: [')) ))).toBe(3);
    expect(bench.terminal.output).toContain('Unable to parse the OpenAPI document: ');
  });
});

describe('a function that this machine cannot run is checked all the same', () => {
  type Props = (stack: Stack, build: string) => Partial<lambda.FunctionProps>;
  const released = (props: Props, build: string, percentTraffic?: number): string => bench.assembly((app) => {
    const stack = new Stack(app, 'Shop');
    const api = apiOn(stack, answeringFunction(stack, 'Hello', build, props(stack, build)).currentVersion);
    new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  });

  test.each<[string, Props, string]>([
    ['code in a bucket', (stack, build) => ({ code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Builds', 'builds'), `${build}.zip`) }),
      'GET / (its code s3://builds/one.zip is not in the assembly), GET / (its code s3://builds/two.zip is not in the assembly)'],
    [
      'Python',
      (_, build) => ({ runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromInline(`# ${build}`) }),
      'GET / (its runtime is python3.13)',
    ],
    ['a container image', (stack, build) => ({
      runtime: lambda.Runtime.FROM_IMAGE,
      handler: lambda.Handler.FROM_IMAGE,
      code: lambda.Code.fromEcrImage(ecr.Repository.fromRepositoryName(stack, 'Images', 'images'), { tagOrDigest: build }),
    }), 'GET / (its code is a container image)'],
  ])('%s', async (_, props, told) => {
    expect(await bench.rehearse(released(props, 'one'), released(props, 'two', 10))).toBe(0);
    expect(bench.line('✓ No request would have failed: ')).toBeDefined();
    expect(bench.line('Checked without running')).toBe(`Checked without running what is behind them: ${told}.`);
  });

  test('a permission that is missing for it fails its requests', async () => {
    const app = (build: string): string => bench.assembly((root) => {
      const stack = new Stack(root, 'Shop');
      apiOn(
        stack,
        answeringFunction(stack, 'Hello', build, { runtime: lambda.Runtime.PYTHON_3_13, code: lambda.Code.fromInline(`# ${build}`) }).currentVersion,
      );
    });
    expect(await bench.rehearse(app('one'), app('two'))).toBe(1);
    expect(bench.terminal.output).toContain('Invalid permissions on Lambda function');
  });
});

describe('integrations', () => {
  test('a streamed response is served, and what its function writes arrives', async () => {
    const code = lambda.Code.fromInline(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'content-type': 'text/plain' } });
      http.write('hello '); http.write('Ada'); http.end();
    });`);
    const app = (percentTraffic?: number, description?: string): string => bench.assembly((root) => {
      const stack = new Stack(root, 'Shop');
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const handler = answeringFunction(stack, 'Hello', '', { code, description }).currentVersion;
      api.root.addMethod('GET', new apigateway.LambdaIntegration(handler, { responseTransferMode: apigateway.ResponseTransferMode.STREAM }));
      new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
    });
    const answers: unknown[] = [];
    bench.terminal.whileWaiting = async () => {
      const response = await fetch(/Api\/prod {2}(http:\S+)/.exec(bench.terminal.output)![1]);
      answers.push(response.status, await response.text());
    };
    expect(await bench.rehearse(app(), app(10, 'two'), '--listen', '0')).toBe(0);
    expect(answers).toEqual([201, 'hello Ada']);
  });

  test('a backend outside of this machine is not called, and that is told', async () => {
    const app = bench.assembly((root) => {
      const api = new apigateway.RestApi(new Stack(root, 'Shop'), 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.HttpIntegration('https://pets.example/list'));
    });
    expect(await bench.rehearse(app)).toBe(0);
    expect(bench.line('Checked without running')).toContain('GET / (https://pets.example is not called)');
  });

  test('another service of AWS is not asked, and that is told', async () => {
    const app = bench.assembly((root) => {
      const api = new apigateway.RestApi(new Stack(root, 'Shop'), 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.AwsIntegration({ service: 'dynamodb', action: 'ListTables' }));
    });
    expect(await bench.rehearse(app)).toBe(0);
    expect(bench.line('Not asked')).toContain('GET /');
    expect(bench.terminal.output).not.toContain('✓ No request');
  });
});

test('a layer that changes makes a new version, whose function finds its modules', async () => {
  const app = (name: string, percentTraffic?: number): string => bench.assembly((root) => {
    const stack = new Stack(root, 'Shop');
    const content = bench.folder({});
    bench.put(content, 'nodejs/node_modules/name/index.js', `module.exports = '${name}';`);
    const layers = [new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(content) })];
    const code = lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: require("name") });');
    const api = apiOn(stack, answeringFunction(stack, 'Hello', '', { code, layers }).currentVersion);
    new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  }, { '@aws-cdk/aws-lambda:recognizeLayerVersion': true });
  const answers = new Set<string>();
  bench.terminal.whileWaiting = async () => {
    const url = /Api\/prod {2}(http:\S+)/.exec(bench.terminal.output)![1];
    for (let request = 0; request < 30; request++) { answers.add(await (await fetch(url)).text()); }
  };
  expect(await bench.rehearse(app('Ada'), app('Grace', 50), '--listen', '0')).toBe(0);
  expect([...answers].sort()).toEqual(['Ada', 'Grace']);
});

test('a nested stack plays as part of its parent', async () => {
  const app = (body: string): string => bench.assembly((root) => {
    const nested = new NestedStack(new Stack(root, 'Shop'), 'Nested');
    apiOn(nested, answeringFunction(nested, 'Hello', body));
  });
  expect(await bench.rehearse(app('one'), app('two'))).toBe(0);
  expect(bench.line('✓ No request would have failed: ')).toBeDefined();
});
