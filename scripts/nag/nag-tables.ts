import { App } from 'aws-cdk-lib';
import { auditedApp } from './audited-app';
import { NagFinding, findingsOn, PACKS } from './findings';

/** The option that makes a rule find nothing. */
export const OPTIONS: Readonly<Record<string, string>> = {
  'IAMNoInlinePolicy': '`managedPolicies`',
  'LambdaTracing': '`tracing`',
  'StepFunctionStateMachineXray': '`tracing`',
  'SF2': '`tracing`',
  'LambdaInsideVPC': '`vpc`',
  'LambdaConcurrency': '`reservedConcurrentExecutions`',
  'LambdaDLQ': '`deadLetterQueue`',
  'LambdaLatestVersion': '`runtime`',
  'L1': '`runtime`',
  'CloudWatchLogGroupEncrypted of functions': '`logEncryptionKey`, `logGroup`',
  'CloudWatchLogGroupEncrypted of the access log': '`accessLog.encryptionKey`, `accessLog.logGroup` of the release',
  'CloudWatchAlarmAction': '`addAlarms().addAlarmAction()`',
};

/** Findings in an app with every default, and in one with every option. Acknowledged ones are among them. */
export interface Audit {
  readonly apps: readonly App[];
  readonly defaults: readonly NagFinding[];
  readonly everyOption: readonly NagFinding[];
}

/** Runs every pack on both apps. */
export function audited(): Audit {
  const apps = (['defaults', 'every option'] as const).map(auditedApp);
  const [defaults, everyOption] = apps.map((app) => Object.keys(PACKS).flatMap((pack) => findingsOn(app, pack)));
  return { apps, defaults, everyOption };
}

/** How a row names a rule. One rule has two ways for two kinds of log groups. */
export function ruleName({ rule, path }: NagFinding): string {
  if (rule !== 'CloudWatchLogGroupEncrypted') { return rule; }
  return `${rule} of ${/\/AccessLog\//.test(path) ? 'the access log' : 'functions'}`;
}

/** SECURITY.md with the tables as the packs find them now. */
export function securityWithTables(text: string, audit: Audit): string {
  return [['nag-rules', rulesTable(audit)], ['nag-packs', packsTable(audit)]].reduce((before, [mark, table]) => {
    const place = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
    if (!place.test(before)) { throw new Error(`SECURITY.md has no place for the table ${mark}.`); }
    return before.replace(place, (_, begin: string, end: string) => `${begin}${table}\n${end}`);
  }, text);
}

function rulesTable({ defaults, everyOption }: Audit): string {
  const rows = grouped([...defaults, ...everyOption], ruleName).map(([name, findings]) => {
    const reasons = [...new Set(findings.map(({ reason }) => reason))];
    const acknowledged = reasons.every((reason) => reason !== undefined) ? reasons.join(' / ') : 'no';
    const types = listed(findings, ({ resourceType }) => `\`${resourceType.replace('AWS::', '')}\``);
    return `| ${name} | ${listed(findings, ({ pack }) => pack)} | ${types} | ${OPTIONS[name] ?? 'none'} | ${acknowledged} |`;
  });
  return ['| Rule | Packs | Resources | Option that it is content with | Acknowledged, because |', '|---|---|---|---|---|', ...rows].join('\n');
}

function packsTable({ defaults, everyOption }: Audit): string {
  const rows = Object.keys(PACKS).map((pack) => {
    const of = (findings: readonly NagFinding[]) => findings.filter((finding) => finding.pack === pack);
    const open = (findings: readonly NagFinding[]) => of(findings).filter(({ reason }) => reason === undefined).length;
    return `| ${pack} | ${of(defaults).length} | ${open(defaults)} | ${of(everyOption).length} | ${open(everyOption)} |`;
  });
  return [
    '| Pack | By default | of these not acknowledged | With every option | of these not acknowledged |', '|---|---|---|---|---|', ...rows,
  ].join('\n');
}

function listed(findings: readonly NagFinding[], textOf: (finding: NagFinding) => string): string {
  return [...new Set(findings.map(textOf))].sort().join(', ');
}

function grouped(findings: readonly NagFinding[], nameOf: (finding: NagFinding) => string): Array<[string, NagFinding[]]> {
  const groups = new Map<string, NagFinding[]>();
  for (const finding of findings) { groups.set(nameOf(finding), [...groups.get(nameOf(finding)) ?? [], finding]); }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}
