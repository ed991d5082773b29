import { Findings, RehearsalReport } from './rehearsal-report';
import { Outage } from '../../rehearsal/observation/outages';

/** Changes when a reader of the previous format would misread the file. */
const FORMAT = 1;

/** Everything that was observed, for other programs. Outages refer to instants by their `index`. */
export function jsonReport(report: RehearsalReport, { outages, unnoticed, failedBefore, excepted, failingInstants, requests }: Findings): string {
  const content = {
    format: FORMAT,
    failingInstants,
    requests,
    outages: outages.map(byIndex),
    unnoticed: unnoticed.map(byIndex),
    failedBefore: failedBefore.map(byIndex),
    excepted: excepted.map(byIndex),
    ...report,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function byIndex({ first, last, end, ...outage }: Outage): object {
  return { ...outage, first: first.index, last: last.index, end: end?.index };
}
