export * from './canary-release';
export * from './canary-rest-api';
export * from './canary-settings';
export * from './endpoints/endpoint-baseline';
export * from './endpoints/endpoint-policy';
export * from './endpoints/endpoint-validation-plugin';
