import type { DoctorReport } from './doctor-report';
import { cellWidth, padded } from '../screen/cells';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { nextDeployLines } from '../status/next-deploy-lines';

/** The report for people: what is wrong first, what is well in one line. */
export function doctorScreen({ release, target, stack, region, findings, passed, notDone, nextDeploy = [] }: DoctorReport, style: Style): string[] {
  const { colors, marks, columns } = style;
  const name = release.path ?? stack?.name;
  // A canary may be set up well, and bad.
  const advice = `Whether the canary is healthy: npx cdk-canary status ${target}`;
  const width = columns < 60 ? 0 : Math.max(0, ...findings.map(({ id }) => id.length));
  const count = (severity: string, one: string, more = `${one}s`) => {
    const many = findings.filter((finding) => finding.severity === severity).length;
    return many === 0 ? [] : [`${many} ${many === 1 ? one : more}`];
  };
  return [
    ...header([...name === undefined ? [] : [name], `${release.restApiId}/${release.stageName}`, region, stack?.status ?? ''], columns).map(
      (line) => name === undefined ? line : line.replace(name, colors.bold(name)),
    ),
    '',
    ...findings.flatMap(({ id, severity, message }) => {
      const [mark, paint] = severity === 'error' ? [marks.bad, colors.red] : severity === 'warning' ? [
        marks.note, colors.yellow,
      ] : [marks.waiting, colors.dim];
      const indent = ' '.repeat(width === 0 ? 4 : width + 6);
      const [first, ...rest] = wrapped(message, columns, indent);
      return width === 0 ? [paint(`  ${mark} ${id}`), first, ...rest] : [`${paint(`  ${mark} ${padded(id, width)}`)}  ${first.trimStart()}`, ...rest];
    }),
    ...notDone.length === 0 ? [] : wrapped(
      `${marks.note} not checked: ${notDone.map(({ id, why }) => `${id}, ${why}`).join('; ')}`, columns, '  ',
    ).map(colors.yellow),
    colors.green(`  ${marks.good} ${passed.length} ${findings.length === 0 ? '' : 'other '}checks`),
    ...nextDeployLines(nextDeploy, style),
    '',
    ...wrapped(
      [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ') || `Nothing is wrong. ${advice}`, columns,
    ),
  ];
}

/** In one line, or one below the other. */
function header(parts: readonly string[], columns: number): string[] {
  const line = parts.join('  ').trimEnd();
  return cellWidth(line) <= columns ? [line] : parts.filter((part) => part !== '');
}
