import { qualifiedReference } from '../../../rehearsal/lambda/function-reference';
import { FunctionConfiguration } from '../../../rehearsal/lambda/lambda-function';
import { AliasOptions } from '../../../rehearsal/lambda/lambda-service';
import { Answer } from '../answer';
import { PlayedAccount } from '../played-account';

type Input = Readonly<Record<string, any>>;
type Call = (account: PlayedAccount, input: Input) => Promise<Answer> | Answer;

/** The calls of Lambda, made by the service class. Lookups go over the wire. */
const CALLS: Readonly<Record<string, Call>> = {
  CreateFunction: async (account, { FunctionName, behaviour, Environment = {}, Description, Publish }) => {
    const { aws, behaviours } = account;
    behaviours.set(FunctionName, { behaviour, environment: Environment.Variables ?? {} });
    aws.lambda.createFunction(FunctionName, configuration(behaviour, Environment.Variables, Description));
    const Qualifier = Publish === true ? aws.lambda.publishVersion(FunctionName).version : undefined;
    const { output } = await lookUp(account, { FunctionName, Qualifier }, '/configuration');
    // The answer is about the version, under the function's own ARN.
    return { status: 201, output: { ...output as object, FunctionArn: aws.lambda.findFunction(FunctionName)!.functionArn } };
  },
  UpdateFunctionConfiguration: (account, { FunctionName, Environment, Description }) => {
    const { aws, behaviours } = account;
    const { latest } = aws.lambda.findFunction(FunctionName)!;
    aws.lambda.updateFunction(FunctionName, {
      ...configuration(behaviours.get(FunctionName)!.behaviour, Environment?.Variables ?? latest.environment, Description ?? latest.description),
    });
    return lookUp(account, { FunctionName }, '/configuration');
  },
  PublishVersion: ({ aws }, { FunctionName, Description, CodeSha256 }) => {
    const { version, functionVersionArn } = aws.lambda.publishVersion(FunctionName, { description: Description, codeSha256: CodeSha256 });
    return { status: 201, output: { FunctionName, Version: version, FunctionArn: functionVersionArn } };
  },
  CreateAlias: ({ aws }, { FunctionName, Name, FunctionVersion, RoutingConfig }) =>
    ({ status: 201, output: { AliasArn: aws.lambda.createAlias(FunctionName, Name, FunctionVersion, weightsOf(RoutingConfig)) } }),
  UpdateAlias: ({ aws }, { FunctionName, Name, FunctionVersion, RoutingConfig }) =>
    ({ status: 200, output: { AliasArn: aws.lambda.updateAlias(FunctionName, Name, FunctionVersion, weightsOf(RoutingConfig)) } }),
  GetAlias: (account, { FunctionName, Name }) => lookUp(account, { FunctionName }, `/aliases/${Name}`),
  DeleteAlias: ({ aws }, { FunctionName, Name }) => {
    aws.lambda.deleteAlias(FunctionName, Name);
    return { status: 204 };
  },
  AddPermission: ({ aws }, { StatementId, Principal, Action, SourceArn, SourceAccount, RevisionId, ...input }) => {
    const statement = { statementId: StatementId, principal: Principal, action: Action, sourceArn: SourceArn, sourceAccount: SourceAccount };
    // The one that an earlier call had answered.
    const revisionId = RevisionId === 'earlier answer' ? aws.lambda.policyRevision(reference(input)) : RevisionId;
    aws.lambda.addPermission(reference(input), statement, revisionId);
    return { status: 201, output: {} };
  },
  RemovePermission: ({ aws }, { StatementId, ...input }) => {
    aws.lambda.removePermission(reference(input), StatementId);
    return { status: 204 };
  },
  Invoke: async ({ aws }, { FunctionName }) => {
    await aws.lambda.invoke(FunctionName, {});
    return { status: 200 };
  },
  DeleteFunction: ({ aws }, { FunctionName, Qualifier }) => {
    aws.lambda.deleteVersion(FunctionName, Qualifier);
    return { status: 204 };
  },
  GetPolicy: (account, input) => lookUp(account, input, '/policy'),
  ListVersionsByFunction: (account, input) => lookUp(account, input, '/versions'),
  GetFunction: (account, input) => lookUp(account, input, ''),
  GetFunctionConfiguration: (account, input) => lookUp(account, input, '/configuration'),
};

/** The call of Lambda with this name, if the engine has it. */
export function lambdaCall(name: string): Call | undefined {
  return CALLS[name];
}

function configuration(
  behaviour: string, environment: FunctionConfiguration['environment'], description: string | undefined,
): FunctionConfiguration {
  return { directory: behaviour, handler: 'index.handler', environment, description };
}

function reference({ FunctionName, Qualifier }: Input): string {
  return qualifiedReference(FunctionName, Qualifier);
}

function weightsOf(routing: { readonly AdditionalVersionWeights: Readonly<Record<string, number>> } | undefined): AliasOptions {
  return { weights: routing?.AdditionalVersionWeights };
}

/** A read that the engine answers over the wire. */
async function lookUp({ aws }: PlayedAccount, { FunctionName, Qualifier }: Input, suffix: string): Promise<Answer> {
  const { response } = await aws.requestHandler.handle({
    method: 'GET',
    path: `/2015-03-31/functions/${encodeURIComponent(FunctionName)}${suffix}`,
    query: Qualifier === undefined ? {} : { Qualifier },
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=local/20300101/${aws.region}/lambda/aws4_request` },
  });
  const body = JSON.parse(await textOf(response.body)) as Record<string, string>;
  return response.statusCode < 300
    ? { status: response.statusCode, output: body }
    : { status: response.statusCode, error: { code: response.headers['x-amzn-errortype'], message: body.message } };
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) { chunks.push(chunk as Buffer); }
  return Buffer.concat(chunks).toString();
}
