/** What a command does on AWS, as IAM names it. */
export interface Permission {
  readonly action: string;
  readonly on: 'stage' | 'export' | 'exports' | 'versions' | 'deployments' | 'deployment-list' | 'stages'
    | 'account' | 'stacks' | 'functions' | 'log-groups' | 'event-bus' | 'everything';
  /** What the screen has not without it. @default - the command does nothing without it */
  readonly optional?: string;
}

/** The release as far as the arguments name it. */
export interface NamedTarget {
  readonly stack?: string;
  readonly api?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly account?: string;
}

const FIND: readonly Permission[] = [
  { action: 'cloudformation:DescribeStacks', on: 'stacks' },
  { action: 'cloudformation:ListStackResources', on: 'stacks' },
  { action: 'cloudformation:GetTemplate', on: 'stacks' },
];

const FUNCTIONS = 'whether what a release calls exists and may be called';

const LOOK: readonly Permission[] = [
  { action: 'apigateway:GET', on: 'stage' },
  { action: 'apigateway:GET', on: 'deployments' },
  { action: 'apigateway:GET', on: 'export' },
  { action: 'cloudwatch:GetMetricData', on: 'everything' },
  { action: 'lambda:GetFunctionConfiguration', on: 'functions', optional: FUNCTIONS },
  { action: 'lambda:GetPolicy', on: 'functions', optional: FUNCTIONS },
];

const GATES_OF_ROLLOUT: Permission = { action: 'logs:FilterLogEvents', on: 'log-groups', optional: 'what the gates of a rollout say' };

/** What `status` needs. Nobody needs a right for sts:GetCallerIdentity. */
export function statusPermissions(target: NamedTarget): Permission[] {
  // Only a template tells of a rollout.
  return [...lookPermissions(target), ...target.api === undefined ? [GATES_OF_ROLLOUT] : []];
}

function lookPermissions({ api, stage }: NamedTarget): Permission[] {
  return [...api === undefined ? FIND : stage === undefined ? [{ action: 'apigateway:GET', on: 'stages' } as const] : [], ...LOOK];
}

/** What `probe` needs to find a stage. With a URL it needs nothing. */
export function probePermissions({ api, stage }: NamedTarget): Permission[] {
  return [
    ...api === undefined ? FIND : stage === undefined ? [{ action: 'apigateway:GET', on: 'stages' } as const] : [],
    { action: 'apigateway:GET', on: 'stage' },
    { action: 'apigateway:GET', on: 'deployments', optional: 'which routes there are' },
  ];
}

/** What `doctor` needs. */
export function doctorPermissions(target: NamedTarget): Permission[] {
  return [
    ...lookPermissions(target),
    { action: 'apigateway:GET', on: 'deployment-list', optional: 'how many deployments there are' },
    { action: 'apigateway:GET', on: 'account', optional: 'whether API Gateway may write logs' },
    { action: 'apigateway:GET', on: 'stages', optional: 'which versions other stages call' },
    ...target.stage === undefined ? [] : [{ action: 'apigateway:GET', on: 'exports', optional: 'the same' } as const],
    { action: 'lambda:ListVersionsByFunction', on: 'functions', optional: 'how many versions there are' },
    { action: 'lambda:ListProvisionedConcurrencyConfigs', on: 'functions', optional: 'instances that nobody calls' },
    { action: 'logs:DescribeMetricFilters', on: 'log-groups', optional: 'whether the filters find what they should' },
    { action: 'logs:FilterLogEvents', on: 'log-groups', optional: 'the same' },
    { action: 'logs:TestMetricFilter', on: 'everything', optional: 'the same' },
  ];
}

/** What a command needs that changes the stage. @param looks whether it shows figures and functions first */
export function steeringPermissions(target: NamedTarget, looks: boolean): Permission[] {
  const isAlways = ({ action, on }: Permission) => on === 'stage' || on === 'stages' || action.startsWith('cloudformation:');
  const needed = lookPermissions(target).filter((permission) => looks || isAlways(permission));
  return [
    ...needed, { action: 'apigateway:PATCH', on: 'stage' },
    { action: 'events:PutEvents', on: 'event-bus', optional: 'the event that tells others of the change' },
  ];
}

/** What `rollback` needs: the history of the stack, and what a deployment of before calls. */
export function rollbackPermissions(target: NamedTarget): Permission[] {
  return [
    ...steeringPermissions(target, false),
    ...target.api === undefined ? [{ action: 'cloudformation:DescribeStackEvents', on: 'stacks' } as const] : [],
    ...LOOK.filter(({ on }) => on === 'deployments' || on === 'export' || on === 'functions'),
  ];
}

/** What `prune` needs to look, and to delete. */
export function prunePermissions(): Permission[] {
  const versions = 'versions and permissions that may go';
  return [
    ...FIND,
    { action: 'cloudformation:DescribeStackEvents', on: 'stacks' },
    { action: 'apigateway:GET', on: 'stages' },
    { action: 'apigateway:GET', on: 'deployment-list' },
    { action: 'apigateway:GET', on: 'exports', optional: versions },
    { action: 'apigateway:GET', on: 'deployments', optional: 'permissions that may go' },
    ...['ListVersionsByFunction', 'ListAliases', 'GetPolicy', 'ListProvisionedConcurrencyConfigs']
      .map((action): Permission => ({ action: `lambda:${action}`, on: 'functions', optional: versions })),
    { action: 'lambda:ListEventSourceMappings', on: 'everything', optional: versions },
    { action: 'cloudwatch:GetMetricData', on: 'everything', optional: versions },
    { action: 'apigateway:DELETE', on: 'deployments', optional: 'with --yes' },
    // With a qualifier: this right cannot delete a function.
    { action: 'lambda:DeleteFunction', on: 'versions', optional: 'with --yes' },
    { action: 'lambda:DeleteProvisionedConcurrencyConfig', on: 'functions', optional: 'with --yes' },
    { action: 'lambda:RemovePermission', on: 'functions', optional: 'with --yes' },
  ];
}

/** The same as a policy for IAM, with the ARNs of the target where the arguments tell them. */
export function policyFor(permissions: readonly Permission[], target: NamedTarget): object {
  const byResources = new Map<string, string[]>();
  for (const { action, on } of permissions) {
    const key = JSON.stringify(resourcesOf(on, target));
    byResources.set(key, [...new Set([...byResources.get(key) ?? [], action])]);
  }
  return {
    Version: '2012-10-17',
    Statement: [...byResources].map(([resources, actions]) => ({ Effect: 'Allow', Action: actions.sort(), Resource: JSON.parse(resources) })),
  };
}

function resourcesOf(on: Permission['on'], { stack, api = '*', stage = '*', region = '*', account = '*' }: NamedTarget): string | string[] {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const gateway = (path: string) => `arn:${partition}:apigateway:${region}::${path}`;
  switch (on) {
    case 'stage': return gateway(`/restapis/${api}/stages/${stage}`);
    // A star is every path.
    case 'export': return gateway(`/restapis/${api}/stages/${stage === '*' ? '*' : `${stage}/exports/*`}`);
    case 'exports': return gateway(`/restapis/${api}/stages/*/exports/*`);
    case 'versions': return `arn:${partition}:lambda:${region}:${account}:function:*:*`;
    case 'deployments': return gateway(`/restapis/${api}/deployments/*`);
    case 'deployment-list': return gateway(`/restapis/${api}/deployments`);
    case 'stages': return gateway(`/restapis/${api}/stages`);
    case 'account': return gateway('/account');
    // The second: nested stacks, whose names begin with that of their parent.
    case 'stacks': return [`${nameOf(stack)}/*`, `${nameOf(stack)}-*`].map(
      (name) => `arn:${partition}:cloudformation:${region}:${account}:stack/${name}`,
    );
    case 'functions': return `arn:${partition}:lambda:${region}:${account}:function:*`;
    case 'log-groups': return `arn:${partition}:logs:${region}:${account}:log-group:*`;
    case 'event-bus': return `arn:${partition}:events:${region}:${account}:event-bus/default`;
    case 'everything': return '*';
  }
}

function nameOf(stack: string | undefined): string {
  return stack?.startsWith('arn:') ? stack.split('/')[1] : stack ?? '*';
}
