import { doctorReport } from './doctor-report';
import { doctorScreen } from './doctor-screen';
import { readFurther } from './read-further';
import { EXIT, ExitCode } from '../exit-code';
import { inspect } from '../readings/inspect';
import { styleOf } from '../screen/style';
import { findTarget } from '../target/find-target';
import type { TargetOptions } from '../target/target-options';
import type { Terminal } from '../terminal';

const HOUR = 3_600_000;

export async function runDoctor(terminal: Terminal, options: TargetOptions): Promise<ExitCode> {
  const { account, releases, ...where } = await findTarget(terminal, options, 'doctor');
  try {
    const reports = [];
    for (const release of releases) {
      const { inspection } = await inspect(account, { release, ...where }, { now: terminal.now(), sinceMilliseconds: HOUR });
      reports.push(doctorReport({ ...inspection, further: await readFurther(account, inspection) }));
    }
    const lines = options.json
      ? [JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2)]
      : reports.flatMap((report, index) => [...index === 0 ? [] : [''], ...doctorScreen(report, styleOf(terminal))]);
    lines.forEach((line) => terminal.print(line));
    return reports.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? EXIT.NO : EXIT.DONE;
  } finally {
    account.close();
  }
}
