import { sns } from './rollout-clients';

export = sns;
