import { sfn } from './rollout-clients';

export = sfn;
