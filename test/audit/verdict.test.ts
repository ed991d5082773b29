import { auditReport } from '../../scripts/audit/report';
import { Advisory, auditVerdict, Severity, ShippedPackage } from '../../scripts/audit/verdict';

const SHIPPED: readonly ShippedPackage[] = [
  { name: 'yaml', version: '2.9.1', how: 'bundled' },
  { name: 'aws-cdk-lib', version: '2.257.0', how: 'peer' },
];

const advisory = (name: string, severity: string, version: string, path = `node_modules/${name}`): Advisory => (
  { name, severity: severity as Severity, title: `a hole in ${name}`, url: 'https://example.com/1', installed: [{ path, version }] });

const judge = (...advisories: Advisory[]) => auditVerdict(advisories, SHIPPED, 'high');

describe('auditVerdict', () => {
  test.each(['high', 'critical', 'a severity that npm invents'])('fails on an advisory in a bundled package: %s', (severity) => {
    expect(judge(advisory('yaml', severity, '2.9.1'))).toMatchObject({ verdict: 'fail', findings: [{ reach: 'bundled', fails: true }] });
  });

  test.each(['info', 'low', 'moderate'])('tells an advisory in a bundled package below the level, and passes: %s', (severity) => {
    expect(judge(advisory('yaml', severity, '2.9.1'))).toMatchObject({ verdict: 'pass', findings: [{ reach: 'bundled', fails: false }] });
  });

  test('fails on an advisory in the lowest version of a peer', () => {
    expect(judge(advisory('aws-cdk-lib', 'high', '2.257.0'))).toMatchObject({ verdict: 'fail', findings: [{ reach: 'peer', fails: true }] });
  });

  test('passes an advisory in what a peer brings along: its version is that of the user\'s peer', () => {
    expect(judge(advisory('minimatch', 'critical', '1.0.0', 'node_modules/aws-cdk-lib/node_modules/minimatch')))
      .toMatchObject({ verdict: 'pass', findings: [{ reach: 'within a peer', fails: false }] });
  });

  test('passes an advisory in a development tool', () => {
    expect(judge(advisory('jest', 'critical', '30.0.0'))).toMatchObject({ verdict: 'pass', findings: [{ reach: 'development only', fails: false }] });
  });

  test('passes an advisory in another version than the one that is bundled', () => {
    expect(judge(advisory('yaml', 'critical', '1.10.0'))).toMatchObject({ verdict: 'pass', findings: [{ reach: 'development only' }] });
  });

  test('fails when one of several installed versions is bundled', () => {
    const twice = {
      ...advisory('yaml', 'high', ''),
      installed: [{ path: 'node_modules/x/node_modules/yaml', version: '1.10.0' }, { path: 'node_modules/yaml', version: '2.9.1' }],
    };
    expect(judge(twice).verdict).toBe('fail');
  });

  test('passes without advisories, and is inconclusive when they could not be read', () => {
    expect(judge()).toEqual({ verdict: 'pass', findings: [] });
    expect(auditVerdict(undefined, SHIPPED, 'high')).toEqual({ verdict: 'inconclusive', findings: [] });
  });

  test('lists what fails before what is only told, and the worst first', () => {
    const { findings } = judge(advisory('eslint', 'low', '9.0.0'), advisory('jest', 'critical', '30.0.0'), advisory('yaml', 'high', '2.9.1'));
    expect(findings.map((finding) => finding.advisory.name)).toEqual(['yaml', 'jest', 'eslint']);
  });
});

describe('auditReport', () => {
  const report = (advisories?: Advisory[]) => auditReport(auditVerdict(advisories, SHIPPED, 'high'), SHIPPED, 'high').split('\n');

  test('tells each advisory with its reach, and the verdict last', () => {
    expect(report([advisory('yaml', 'high', '2.9.1'), advisory('jest', 'low', '30.0.0')])).toEqual([
      'FAILS  high      yaml 2.9.1 (bundled): a hole in yaml  https://example.com/1',
      'told   low       jest 30.0.0 (development only): a hole in jest  https://example.com/1',
      'fail: 1 of severity high or above in what ships (1 bundled packages, 1 peers); 2 in all',
    ]);
  });

  test('does not sound like a pass when nothing was read', () => {
    expect(report()).toEqual([expect.stringMatching(/^inconclusive: NOTHING WAS CHECKED/)]);
  });
});
