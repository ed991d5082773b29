import { lambda } from './rollout-clients';

export = lambda;
