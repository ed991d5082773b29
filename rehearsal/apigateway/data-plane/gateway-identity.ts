/** Who the gateway is when it calls a function, as its policy sees it. */
export interface GatewayIdentity {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<rest>` */
export function executeApiArn({ partition, region, account }: GatewayIdentity, restApiId: string, rest: string): string {
  return `arn:${partition}:execute-api:${region}:${account}:${restApiId}/${rest}`;
}
