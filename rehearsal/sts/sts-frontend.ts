import { QueryParameters, queryError, queryResponse, XmlValue } from '../aws-endpoint/query-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsOptions {
  readonly account: string;
  /** Whether there is such a role. */
  readonly roleExists: (roleArn: string) => boolean;
  readonly now: () => Date;
}

/** How long credentials last, as AssumeRole has it by default. */
const CREDENTIALS_MILLISECONDS = 3_600_000;

/**
 * AWS STS as its SDK client sees it: who the caller is, and roles that a stack has created. Whoever asks may assume them. What they
 * allow is not played.
 */
export class StsFrontend implements ServiceFrontend {
  readonly signingName = 'sts';

  constructor(private readonly options: StsOptions) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const parameters = QueryParameters.in(request);
    switch (parameters.action) {
      case 'GetCallerIdentity': return queryResponse(parameters.action, NAMESPACE, this.caller());
      case 'AssumeRole': return this.assumeRole(parameters);
      default: return queryError(400, NAMESPACE, 'InvalidAction',
        `The rehearsal engine has no action ${parameters.action}; it has GetCallerIdentity, AssumeRole.`);
    }
  }

  private caller() {
    const { account } = this.options;
    return { UserId: 'AIDAREHEARSAL', Account: account, Arn: `arn:aws:iam::${account}:user/rehearsal` };
  }

  private assumeRole(parameters: QueryParameters): ServiceResponse {
    const roleArn = parameters.text('RoleArn') ?? '';
    if (!this.options.roleExists(roleArn)) {
      return queryError(403, NAMESPACE, 'AccessDenied',
        `User: ${this.caller().Arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
    }
    const session = parameters.text('RoleSessionName') ?? 'session';
    const result: XmlValue = {
      Credentials: {
        AccessKeyId: 'ASIAREHEARSAL',
        SecretAccessKey: 'local',
        SessionToken: 'local',
        Expiration: new Date(this.options.now().getTime() + CREDENTIALS_MILLISECONDS),
      },
      AssumedRoleUser: {
        AssumedRoleId: `AROAREHEARSAL:${session}`,
        Arn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`,
      },
    };
    return queryResponse('AssumeRole', NAMESPACE, result);
  }
}
