import { cloudwatch } from './rollout-clients';

export = cloudwatch;
