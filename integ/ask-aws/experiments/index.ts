import { cancel, customResources, express, propagation } from './custom-resources';
import { logsAndMetrics } from './logs-and-metrics';
import { permissions } from './permissions';
import { rollbacks, wayBackQuestions, withoutRollback } from './rollbacks';
import { stages, swap } from './stages';
import { versions } from './versions';
import { Experiment } from '../experiment';

/** Everything that AWS is asked, the most important first. */
export const EXPERIMENTS: readonly Experiment[] = [
  stages, swap, rollbacks, wayBackQuestions, customResources, cancel, withoutRollback, propagation, permissions, versions, express, logsAndMetrics,
];
