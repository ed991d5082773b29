import { CHECKS } from './checks';
import type { Examination } from './examination';
import type { Inspection } from '../readings/inspect';
import { ReportHead, reportHead } from '../readings/report-head';
import { ForetoldDeploy, nextDeploys } from '../status/next-deploys';
import { StatusFinding } from '../status/status-report';

/** What the doctor found: the one report that the screen shows and `--json` prints. */
export interface DoctorReport extends ReportHead {
  readonly findings: readonly StatusFinding[];
  /** Ids of the checks that found nothing. */
  readonly passed: readonly string[];
  /** Checks that could not be done, and why. */
  readonly notDone: ReadonlyArray<{ readonly id: string; readonly why: string }>;
  /** What the next deploy makes of a stage that somebody moved by hand. Only then. */
  readonly nextDeploy?: readonly ForetoldDeploy[];
}

/** After these the template in force and the stage disagree. */
const BY_HAND: readonly string[] = ['CanaryNotInTemplate', 'AbortedByHand', 'PromotedByHand', 'PercentByHand'];

export function doctorReport(examination: Examination): DoctorReport {
  const results = CHECKS.map((check) => ({ ...check, found: check.find(examination) }));
  const [live, desired] = [examination.stage?.live, examination.release.declared?.desired];
  const isMoved = results.some(({ id, found }) => BY_HAND.includes(id) && Array.isArray(found) && found.length > 0);
  return {
    ...reportHead(examination),
    findings: results.flatMap(({ id, severity, found }) => Array.isArray(found)
      ? found.map((message): StatusFinding => ({ id, severity, message }))
      : []),
    passed: results.filter(({ found }) => Array.isArray(found) && found.length === 0).map(({ id }) => id),
    notDone: results.filter(({ found }) => !Array.isArray(found)).map(({ id, found }) => ({ id, why: whyNot(found) })),
    ...isMoved && live && desired ? { nextDeploy: nextDeploys(live, desired) } : {},
  };
}

function whyNot(found: unknown): string {
  const { denied } = (found ?? {}) as { denied?: string };
  return denied === undefined ? 'the template or the stage does not tell' : `not readable (${denied})`;
}

/** What status sees of it, by the checks that need nothing else. */
export function findingsShown(inspection: Inspection): StatusFinding[] {
  return [...doctorReport(inspection).findings];
}
