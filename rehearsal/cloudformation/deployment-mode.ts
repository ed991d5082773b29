/** How far CloudFormation follows an operation: `EXPRESS` does not wait until a resource is stable. */
export type DeploymentMode = 'STANDARD' | 'EXPRESS';
