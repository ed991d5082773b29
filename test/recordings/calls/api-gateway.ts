import {
  DeleteDeploymentCommand, GetDeploymentCommand, GetDeploymentsCommand, GetResourcesCommand, GetStageCommand, GetStagesCommand, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { Integration, IntegrationResponse, Method } from '../../../rehearsal/apigateway/model';
import { Answer } from '../answer';
import { PlayedAccount } from '../played-account';

type Input = Readonly<Record<string, any>>;
type Call = (account: PlayedAccount, input: Input) => Promise<Answer> | Answer;

/** The calls that the engine's wire has. */
const ON_THE_WIRE: Readonly<Record<string, new (input: any) => any>> = {
  DeleteDeployment: DeleteDeploymentCommand,
  GetDeployment: GetDeploymentCommand,
  GetDeployments: GetDeploymentsCommand,
  GetResources: GetResourcesCommand,
  GetStage: GetStageCommand,
  GetStages: GetStagesCommand,
  UpdateStage: UpdateStageCommand,
};

/** The writes that it does not have: made by the service class, and read back over the wire. */
const WRITES: Readonly<Record<string, Call>> = {
  CreateRestApi: ({ aws }, { name, description }) => accepted(aws.apiGateway.createRestApi({ name, description })),
  UpdateRestApi: ({ aws }, { restApiId, patchOperations }) => {
    const types = new Set(aws.apiGateway.getRestApi(restApiId).binaryMediaTypes);
    for (const { op, path } of patchOperations) {
      const type = path.replace('/binaryMediaTypes/', '').replace('~1', '/');
      if (op === 'remove') { types.delete(type); } else { types.add(type); }
    }
    return accepted(aws.apiGateway.updateRestApi(restApiId, { binaryMediaTypes: [...types] }));
  },
  CreateResource: ({ aws }, { restApiId, parentId, pathPart }) => accepted(aws.apiGateway.createResource(restApiId, parentId, pathPart)),
  DeleteResource: ({ aws }, { restApiId, resourceId }) => {
    aws.apiGateway.getResource(restApiId, resourceId);
    aws.apiGateway.deleteResource(restApiId, resourceId);
    return { status: 202 };
  },
  PutMethod: ({ aws }, { restApiId, resourceId, apiKeyRequired = false, ...method }) => {
    aws.apiGateway.putMethod(restApiId, resourceId, { apiKeyRequired, ...method } as Method);
    return accepted(method);
  },
  UpdateMethod: (account, { patchOperations, ...input }) => editMethod(account, input, (method) => {
    const requestParameters: Record<string, boolean> = { ...method.requestParameters };
    for (const { op, path, value } of patchOperations) {
      const name = path.replace('/requestParameters/', '');
      if (op === 'remove') { delete requestParameters[name]; } else { requestParameters[name] = value === 'true'; }
    }
    return { ...method, requestParameters };
  }),
  PutMethodResponse: () => accepted({}),
  PutIntegration: (account, { restApiId, resourceId, httpMethod, integrationHttpMethod, credentials, ...integration }) => editMethod(
    account, { restApiId, resourceId, httpMethod },
    (method) => {
      const put = { ...integration, httpMethod: integrationHttpMethod, credentials, integrationResponses: [] };
      return { ...method, integration: put as unknown as Integration };
    },
  ),
  DeleteIntegration: (account, input) => editMethod(account, input, ({ integration, ...method }) => method),
  PutIntegrationResponse: (account, { restApiId, resourceId, httpMethod, ...response }) => editResponses(
    account, { restApiId, resourceId, httpMethod },
    (responses) => [...responses.filter(({ statusCode }) => statusCode !== response.statusCode), response as IntegrationResponse],
  ),
  UpdateIntegrationResponse: (account, { statusCode, patchOperations, ...input }) => editResponses(account, input, (responses) =>
    responses.map((response) => response.statusCode !== statusCode ? response : {
      ...response,
      responseTemplates: {
        ...response.responseTemplates,
        ...Object.fromEntries(patchOperations.map(({ path, value }: Input) => [path.replace('/responseTemplates/', '').replace('~1', '/'), value])),
      },
    })),
  CreateDeployment: async (account, { restApiId, ...input }) => {
    const { id: deploymentId } = account.aws.apiGateway.createDeployment(restApiId, input);
    return { ...await overTheWire(account, 'GetDeployment', { restApiId, deploymentId }), status: 201 };
  },
  CreateStage: async (account, { restApiId, ...input }) => {
    account.aws.apiGateway.createStage(restApiId, input as Parameters<typeof account.aws.apiGateway.createStage>[1]);
    return { ...await overTheWire(account, 'GetStage', { restApiId, stageName: input.stageName }), status: 201 };
  },
  DeleteStage: ({ aws }, { restApiId, stageName }) => {
    aws.apiGateway.getStage(restApiId, stageName);
    aws.apiGateway.deleteStage(restApiId, stageName);
    return { status: 202 };
  },
  CreateRequestValidator: (account, { restApiId, validateRequestParameters, validateRequestBody }) => keep(account, 'RequestValidator', {
    ValidateRequestParameters: validateRequestParameters, ValidateRequestBody: validateRequestBody,
  }, restApiId),
  UpdateRequestValidator: ({ aws }, { restApiId, requestValidatorId, patchOperations }) => accepted(aws.apiGateway.keepEntity({
    id: requestValidatorId,
    kind: 'AWS::ApiGateway::RequestValidator',
    properties: Object.fromEntries(patchOperations.map(({ path, value }: Input) => [path.replace('/v', 'V'), value])),
  }, restApiId)),
  CreateModel: (account, { restApiId, name, contentType, schema }) =>
    keep(account, 'Model', { Name: name, ContentType: contentType, Schema: schema }, restApiId),
  CreateUsagePlan: (account, { apiStages }) =>
    keep(account, 'UsagePlan', { ApiStages: apiStages.map(({ apiId, stage }: Input) => ({ ApiId: apiId, Stage: stage })) }),
  CreateApiKey: (account, { enabled }) => keep(account, 'ApiKey', { Enabled: enabled }),
  CreateUsagePlanKey: (account, { usagePlanId, keyId }) => keep(account, 'UsagePlanKey', { UsagePlanId: usagePlanId, KeyId: keyId }),
  UpdateApiKey: ({ aws }, { apiKey, patchOperations: [{ value }] }) =>
    accepted(aws.apiGateway.keepEntity({ id: apiKey, kind: 'AWS::ApiGateway::ApiKey', properties: { Enabled: value } })),
  CreateDocumentationPart: () => accepted({}),
  CreateDocumentationVersion: () => accepted({}),
};

/** The call of API Gateway with this name, if it is one. */
export function apiGatewayCall(name: string): Call | undefined {
  return name in ON_THE_WIRE ? (account, input) => overTheWire(account, name, input) : WRITES[name];
}

async function overTheWire({ gateway }: PlayedAccount, name: string, input: Input): Promise<Answer> {
  const { $metadata, ...output } = await gateway.send(new ON_THE_WIRE[name](input));
  return { status: $metadata.httpStatusCode, output };
}

function accepted(output: unknown): Answer {
  return { status: 201, output };
}

function keep({ aws }: PlayedAccount, kind: string, properties: Input, restApiId?: string): Answer {
  return accepted(aws.apiGateway.keepEntity({ kind: `AWS::ApiGateway::${kind}`, properties }, restApiId));
}

function editMethod({ aws }: PlayedAccount, { restApiId, resourceId, httpMethod }: Input, edit: (method: Method) => Method): Answer {
  const method = aws.apiGateway.getResource(restApiId, resourceId).methods[httpMethod];
  aws.apiGateway.putMethod(restApiId, resourceId, edit(method), 'replace');
  return accepted({});
}

function editResponses(account: PlayedAccount, input: Input, edit: (responses: readonly IntegrationResponse[]) => IntegrationResponse[]): Answer {
  return editMethod(account, input, (method) =>
    ({ ...method, integration: { ...method.integration!, integrationResponses: edit(method.integration!.integrationResponses) } }));
}
