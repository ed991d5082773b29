export * from './canary-release';
export * from './canary-rest-api';
export * from './release/canary-release-options';
export * from './release/canary-settings';
export * from './endpoints/endpoint-baseline';
export * from './endpoints/endpoint-policy';
export * from './checks/new-endpoints/endpoint-validation-plugin';
