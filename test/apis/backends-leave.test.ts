import { App, Aws, CfnCondition, CfnParameter, Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease } from '../../lib';
import { canaryByHand } from '../traps/apps';

/**
 * API Gateway calls queues, tables and state machines by itself, and asks user pools. The base release has their names for good, and CloudFormation
 * deletes them in the cleanup of the deploy whose template has them no more.
 */
interface Written {
  readonly action?: 'hold' | 'promote' | 'abort';
  /** @default true */
  readonly released?: boolean;
  readonly parameters?: Record<string, string>;
}

/** What an app has beside a backend: an API with GET /hello, and a role that it calls with. */
interface Around {
  readonly stack: Stack;
  readonly api: apigateway.RestApi;
  readonly integration: apigateway.Integration;
}

/** Something that POST /orders needs. */
type Backend = (around: Around, id: string) => void;

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

async function deploy(code: string, backend: (around: Around) => void, { action, released = true, parameters }: Written = {}) {
  return aws.deploy((app: App) => {
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const integration = new apigateway.LambdaIntegration(answering(stack, code).currentVersion);
    api.root.addResource('hello').addMethod('GET', integration);
    new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    backend({ stack, api, integration });
    if (!released) { return; }
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } });
    if (action === 'promote') { release.promote(); }
    if (action === 'abort') { release.abort(); }
  }, code, { parameters });
}

function callerOf({ api }: Around): iam.Role {
  return api.stack.node.findChild('Caller') as iam.Role;
}

/** @param template what the service is sent */
function order(around: Around, props: apigateway.AwsIntegrationProps, template: object = {}): void {
  const { api, stack } = around;
  api.root.addResource('orders').addMethod('POST', new apigateway.AwsIntegration({
    ...props, options: { credentialsRole: callerOf(around), requestTemplates: { 'application/json': stack.toJsonString(template) } },
  }));
}

const queue: Backend = (around, id) => {
  const { queueName } = new sqs.Queue(around.stack, id);
  order(around, { service: 'sqs', path: `${around.stack.account}/${queueName}` });
};

const topic: Backend = (around, id) => {
  const { topicArn: TopicArn } = new sns.Topic(around.stack, id);
  order(around, { service: 'sns', action: 'Publish' }, { TopicArn });
};

const table: Backend = (around, id) => {
  const { tableName: TableName } = new dynamodb.Table(around.stack, id, {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, removalPolicy: RemovalPolicy.DESTROY,
  });
  order(around, { service: 'dynamodb', action: 'GetItem' }, { TableName });
};

const stateMachine: Backend = (around, id) => {
  const { api, stack } = around;
  const definitionBody = stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, `${id}Pass`));
  const machine = new stepfunctions.StateMachine(stack, id, { definitionBody, stateMachineType: stepfunctions.StateMachineType.EXPRESS });
  const integration = apigateway.StepFunctionsIntegration.startExecution(machine, { credentialsRole: callerOf(around) });
  api.root.addResource('orders').addMethod('POST', integration);
};

const userPool: Backend = ({ stack, api, integration }, id) => {
  const pool = new cognito.UserPool(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, `${id}Authorizer`, { cognitoUserPools: [pool] });
  api.root.addResource('orders').addMethod('POST', integration, { authorizer });
};

const vpcLink: Backend = ({ stack, api }, id) => {
  const { ref } = new apigateway.CfnVpcLink(stack, id, {
    name: 'link', targetArns: ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/shop/1'],
  });
  api.root.addResource('orders').addMethod('POST', new apigateway.Integration({
    type: apigateway.IntegrationType.HTTP_PROXY,
    integrationHttpMethod: 'POST',
    uri: 'http://shop.example.com/orders',
    options: { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink: apigateway.VpcLink.fromVpcLinkId(stack, `${id}ById`, ref) },
  }));
};

const BACKENDS: Array<[kind: string, Backend]> = [
  ['queue', queue], ['topic', topic], ['table', table], ['state machine', stateMachine], ['user pool', userPool], ['VPC link', vpcLink],
];

function expectDone({ result, failures }: WatchedOperation): void {
  expect(result).toMatchObject({ succeeded: true });
  expect(failures).toEqual([]);
}

function expectRefused({ result, failures }: WatchedOperation, told: string): void {
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseBackendRemoved]') });
  expect(result.reason).toMatch(new RegExp(`The base release needs the ${told} \\S+, which this operation removes from stack App or replaces;`));
  expect(failures).toEqual([]);
}

describe.each(BACKENDS)('given a base that needs a %s', (kind, backend) => {
  const named = (id: string) => (around: Around) => backend(around, id);

  test('a canary without it is refused', async () => {
    expectDone(await deploy('code 1', named('First')));
    expectRefused(await deploy('code 2', () => undefined, { action: 'hold' }), kind);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('a canary beside which it goes under another id is refused, a deploy without a canary is not', async () => {
    expectDone(await deploy('code 1', named('First')));
    expectRefused(await deploy('code 2', named('Second'), { action: 'hold' }), kind);
    expectDone(await deploy('code 2', named('Second')));
  });
});

describe('given a base that calls a queue', () => {
  const first = (around: Around) => queue(around, 'First');
  const second = (around: Around) => queue(around, 'Second');
  /** The canary calls the second one, and the first one stays in the app. */
  const both = (around: Around) => { second(around); new sqs.Queue(around.stack, 'First'); };

  function queueIds(): string[] {
    const resources = aws.aws.cloudFormation.stacks.flatMap((stack) => [...stack.resources.values()]);
    return resources.filter(({ definition }) => definition.type === 'AWS::SQS::Queue').map(({ physicalId }) => physicalId!);
  }

  test('without the release, CloudFormation deletes it beside a canary that was written by hand', async () => {
    await deploy('code 1', first, { released: false });
    const [production, [queueUrl]] = [aws.production(), queueIds()];
    const { result } = await deploy('code 2', ({ api }) => canaryByHand(api, production), { released: false });
    expect(result).toMatchObject({ succeeded: true });
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
    const [{ id }] = aws.aws.apiGateway.listRestApis();
    expect(JSON.stringify(aws.aws.apiGateway.getDeployment(id, production))).toContain(`:sqs:path/${queueUrl.split('/').slice(-2).join('/')}`);
    expect(queueIds()).toEqual([]);
  });

  test('it may leave as soon as production has left it, and not in an abort', async () => {
    await deploy('code 1', first);
    expectDone(await deploy('code 2', both, { action: 'hold' }));
    expectRefused(await deploy('code 2', second, { action: 'abort' }), 'queue');
    expectDone(await deploy('code 2', both, { action: 'promote' }));
    expectDone(await deploy('code 3', second, { action: 'hold' }));
  });

  test.each<[string, (created: sqs.CfnQueue) => void]>([
    ['becomes a FIFO queue', (created) => { created.fifoQueue = true; }],
    ['gets another name', (created) => created.addPropertyOverride('QueueName', 'orders')],
    ['leaves by a condition', (created) => {
      created.cfnOptions.condition = new CfnCondition(created, 'Never', { expression: Fn.conditionEquals('a', 'b') });
    }],
  ])('a canary beside which it %s is refused', async (_, change) => {
    await deploy('code 1', first);
    const changed = ({ stack }: Around) => change(new sqs.Queue(stack, 'First').node.defaultChild as sqs.CfnQueue);
    expectRefused(await deploy('code 2', changed, { action: 'hold' }), 'queue');
  });

  test.each(['First', 'Second'])('a canary is judged by the queue of a nested stack, which has %s then', async (id) => {
    await deploy('code 1', (around) => queue({ ...around, stack: new NestedStack(around.stack, 'Queues') }, 'First'));
    const held = await deploy('code 2', (around) => {
      new sqs.Queue(new NestedStack(around.stack, 'Queues'), id);
      order(around, { service: 'sns', path: '/' });
    }, { action: 'hold' });
    if (id === 'First') { expectDone(held); } else { expectRefused(held, 'queue'); }
  });

  test('a canary that takes the last integration of another service out is refused, also beside the queue: nobody tells that it stays', async () => {
    await deploy('code 1', first);
    expectRefused(await deploy('code 2', ({ stack }) => { new sqs.Queue(stack, 'First'); }, { action: 'hold' }), 'queue');
    expectDone(await deploy('code 2', ({ stack }) => { new sqs.Queue(stack, 'First'); }));
  });

  test('a canary without its nested stack is refused', async () => {
    await deploy('code 1', (around) => queue({ ...around, stack: new NestedStack(around.stack, 'Nested') }, 'First'));
    expectRefused(await deploy('code 2', () => undefined, { action: 'hold' }), 'queue');
  });

  test('a canary without it is refused, too, if a condition leaves its name to CloudFormation', async () => {
    await deploy('code 1', ({ stack, ...around }) => {
      first({ stack, ...around });
      new CfnCondition(stack, 'IsNamed', { expression: Fn.conditionEquals(Aws.REGION, 'nowhere') });
      (stack.node.findChild('First').node.defaultChild as sqs.CfnQueue).queueName = Fn.conditionIf('IsNamed', 'orders', Aws.NO_VALUE).toString();
    });
    expectRefused(await deploy('code 2', second, { action: 'hold' }), 'queue');
  });

  test.each(['no', 'yes'])('a canary is judged by the condition of the nested stack that has the queue, which stays: %s', async (stays) => {
    const nested = (around: Around) => {
      const queues = new NestedStack(around.stack, 'Queues');
      const condition = Fn.conditionEquals(new CfnParameter(around.stack, 'Stays', { default: 'yes' }), 'yes');
      queues.nestedStackResource!.cfnOptions.condition = new CfnCondition(around.stack, 'HasQueues', { expression: condition });
      new sqs.CfnQueue(queues, 'First', { queueName: 'orders' });
      order(around, { service: 'sqs', path: `${around.stack.account}/orders` });
    };
    await deploy('code 1', nested);
    const held = await deploy('code 2', nested, { action: 'hold', parameters: { Stays: stays } });
    if (stays === 'yes') { expectDone(held); } else { expectRefused(held, 'queue'); }
  });

  test('a canary is let through beside which it is retained, and another one leaves', async () => {
    await deploy('code 1', (around) => {
      first(around);
      (around.stack.node.findChild('First') as sqs.Queue).applyRemovalPolicy(RemovalPolicy.RETAIN);
      new sqs.Queue(around.stack, 'Other');
    });
    expectDone(await deploy('code 2', () => undefined, { action: 'hold' }));
  });
});

test.each(['same', 'other'])('a canary is judged by the balancer that a parameter gives to the VPC link: the %s one', async (balancer) => {
  const linked = ({ stack, ...around }: Around) => {
    vpcLink({ stack, ...around }, 'Link');
    (stack.node.findChild('Link') as apigateway.CfnVpcLink).targetArns = [new CfnParameter(stack, 'Balancer').valueAsString];
  };
  const parameters = (name: string) => ({ Balancer: `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/${name}/1` });
  await deploy('code 1', linked, { parameters: parameters('same') });
  const held = await deploy('code 2', linked, { action: 'hold', parameters: parameters(balancer) });
  if (balancer === 'same') { expectDone(held); } else { expectRefused(held, 'VPC link'); }
});
