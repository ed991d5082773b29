export * from './canary-release';
export * from './canary-rest-api';
export * from './canary-settings';
