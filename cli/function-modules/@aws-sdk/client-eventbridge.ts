import { eventbridge } from './rollout-clients';

export = eventbridge;
