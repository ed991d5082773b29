import { Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryReleaseProps, UnqualifiedFunctions } from '../../lib';

/** What a release is attached to. */
export type ReleaseTarget = Pick<CanaryReleaseProps, 'api' | 'stage' | 'unqualifiedFunctions'>;

/** What is built for a shape. */
export interface ShapeProps {
  /** Paths of its routes, such as `hello`. */
  readonly routes: readonly string[];
  readonly deployOptions: apigateway.StageOptions;
  /** The function behind every route. */
  readonly handler: lambda.Function;
  /** A function like it, with another construct id. */
  readonly another: (id: string, environment: Record<string, string>) => lambda.Function;
}

/** Builds an API. Each of its targets gets a release of its own. */
type Shape = (scope: Construct, props: ShapeProps) => ReleaseTarget[];

/** The name of a stage that CloudFormation alone moves. */
export const UNRELEASED_STAGE = 'open';

const NO_ROLE = { cloudWatchRole: false };
const API_GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

/** A RestApi whose routes all have one integration. */
function restApi(
  scope: Construct, { routes, deployOptions }: ShapeProps, integration: apigateway.Integration, options?: apigateway.MethodOptions,
): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api', { ...NO_ROLE, deployOptions });
  for (const route of routes) { api.root.addResource(route).addMethod('GET', integration, options); }
  return api;
}

const plain: Shape = (scope, props) => [{ api: restApi(scope, props, new apigateway.LambdaIntegration(props.handler.currentVersion)) }];

/** The document of a SpecRestApi. */
function documentOn(version: lambda.IVersion, routes: readonly string[]): Record<string, unknown> {
  const uri = Fn.sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations', {
    FunctionArn: version.functionArn,
  });
  const get = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } };
  return { openapi: '3.0.1', info: { title: 'Shop' }, paths: Object.fromEntries(routes.map((route) => [`/${route}`, { get }])) };
}

const SHAPES = {
  'plain': plain,
  'SpecRestApi': (scope, { routes, deployOptions, handler }) => {
    const version = handler.currentVersion;
    const apiDefinition = apigateway.ApiDefinition.fromInline(documentOn(version, routes));
    const api = new apigateway.SpecRestApi(scope, 'Api', { ...NO_ROLE, deployOptions, apiDefinition });
    version.addPermission('Invoke', { principal: API_GATEWAY, sourceArn: api.arnForExecuteApi() });
    return [{ api }];
  },
  'role integrations': (scope, props) => {
    const credentialsRole = new iam.Role(scope, 'Caller', { assumedBy: API_GATEWAY });
    const version = props.handler.currentVersion;
    version.grantInvoke(credentialsRole);
    return [{ api: restApi(scope, props, new apigateway.LambdaIntegration(version, { credentialsRole })) }];
  },
  'authorizers': (scope, props) => {
    const guard = props.another('Guard', { AUTHORIZES: 'everybody' });
    const authorizer = new apigateway.TokenAuthorizer(scope, 'Authorizer', { handler: guard.currentVersion });
    return [{ api: restApi(scope, props, new apigateway.LambdaIntegration(props.handler.currentVersion), { authorizer }) }];
  },
  'one alias': (scope, props) => {
    const live = new lambda.Alias(scope, 'Live', { aliasName: 'live', version: props.handler.currentVersion });
    return [{ api: restApi(scope, props, new apigateway.LambdaIntegration(live)) }];
  },
  'without versions': (scope, props) => [{ api: restApi(scope, props, new apigateway.LambdaIntegration(props.handler)) }],
  'pinned': (scope, props) => [
    { api: restApi(scope, props, new apigateway.LambdaIntegration(props.handler)), unqualifiedFunctions: UnqualifiedFunctions.PIN },
  ],
  'two releases on one API': (scope, props) => {
    const integration = new apigateway.LambdaIntegration(props.handler.currentVersion, { scopePermissionToMethod: false });
    const api = restApi(scope, props, integration);
    const { variables } = props.deployOptions;
    return [{ api }, { stage: new apigateway.Stage(scope, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta', variables }) }];
  },
  'a second stage without a release': (scope, props) => {
    const integration = new apigateway.LambdaIntegration(props.handler.currentVersion, { scopePermissionToMethod: false });
    const api = restApi(scope, props, integration);
    // Without variables: CloudFormation does not remove them, so that it would not be as declared (aws/aws-cdk#23438).
    new apigateway.Stage(scope, 'Open', { deployment: api.latestDeployment!, stageName: UNRELEASED_STAGE });
    return [{ api }];
  },
  'in a nested stack': plain,
} satisfies Record<string, Shape>;

/** A kind of API of docs/compatibility.md. */
export type ApiShape = keyof typeof SHAPES;

export const API_SHAPES = Object.keys(SHAPES) as ApiShape[];

/** Builds the API of this shape. */
export function buildShape(shape: ApiShape, scope: Construct, props: ShapeProps): ReleaseTarget[] {
  return SHAPES[shape](scope, props);
}

/** Where the API of a shape is built. */
export function scopeOf(shape: ApiShape, stack: Stack): Stack {
  return shape === 'in a nested stack' ? new NestedStack(stack, 'Shop') : stack;
}

/** Whether both releases run one code there, so that nobody can say which answer is right. Synth warns of it. */
export function sharesCode(shape: ApiShape): boolean {
  return shape === 'one alias' || shape === 'without versions';
}

