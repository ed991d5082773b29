import { cancel, customResources, express } from './custom-resources';
import { logsAndMetrics } from './logs-and-metrics';
import { nested } from './nested';
import { permissions } from './permissions';
import { propagation } from './propagation';
import { rollbacks, wayBackQuestions, withoutRollback } from './rollbacks';
import { stages, swap } from './stages';
import { trail } from './trail';
import { provisioned, versions } from './versions';
import { Experiment } from '../experiment';

/** Everything that AWS is asked, the most important first. */
export const EXPERIMENTS: readonly Experiment[] = [
  stages, swap, rollbacks, wayBackQuestions, customResources, cancel, withoutRollback, propagation, permissions, versions, provisioned,
  express, nested, logsAndMetrics, trail,
];
