import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advisoriesOf, npmAdvisories } from '../../scripts/audit/npm-advisories';

/** A project with a vulnerable package in two versions, one of them below a package that is itself all right. */
const PACKAGES = {
  '': { name: 'app', version: '1.0.0', devDependencies: { tool: '1.0.0', leaky: '2.0.0' } },
  'node_modules/leaky': { version: '2.0.0', dev: true },
  'node_modules/tool': { version: '1.0.0', dev: true, dependencies: { leaky: '1.0.0' } },
  'node_modules/tool/node_modules/leaky': { version: '1.0.0', dev: true },
};
const ADVISORY = { id: 1, url: 'https://example.com/1', title: 'it leaks', severity: 'high', vulnerable_versions: '<3', cwe: [], cvss: { score: 0, vectorString: null } };
const PACKUMENTS: Record<string, object> = {
  leaky: { name: 'leaky', versions: Object.fromEntries(['1.0.0', '2.0.0', '3.0.0'].map((version) => [version, { name: 'leaky', version }])) },
  tool: { name: 'tool', versions: { '1.0.0': { name: 'tool', version: '1.0.0', dependencies: { leaky: '1.0.0' } } } },
};

describe('npmAdvisories, with the npm of this machine and a registry of our own', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'audit-'));
  let registry: Server;
  let advisoryStatus = 200;
  let options: string[];

  beforeAll(async () => {
    writeFileSync(join(cwd, 'package.json'), JSON.stringify(PACKAGES['']));
    writeFileSync(
      join(cwd, 'package-lock.json'), JSON.stringify({ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true, packages: PACKAGES }),
    );
    registry = createServer((request, response) => {
      const body = request.method === 'POST' ? { leaky: [ADVISORY] } : PACKUMENTS[request.url!.slice(1)];
      response.writeHead(request.method === 'POST' ? advisoryStatus : 200, { 'content-type': 'application/json' });
      request.resume().once('end', () => response.end(JSON.stringify(body)));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    options = [`--registry=http://127.0.0.1:${(registry.address() as AddressInfo).port}`, `--cache=${join(cwd, 'cache')}`, '--fetch-retries=0'];
  });

  afterAll(() => {
    registry.close();
    registry.closeAllConnections();
    rmSync(cwd, { recursive: true });
  });

  test('reads an advisory once, with every place and version that is installed', async () => {
    advisoryStatus = 200;
    expect(await npmAdvisories(cwd, options)).toEqual([{
      name: 'leaky',
      severity: 'high',
      title: 'it leaks',
      url: 'https://example.com/1',
      installed: [{ path: 'node_modules/leaky', version: '2.0.0' }, { path: 'node_modules/tool/node_modules/leaky', version: '1.0.0' }],
    }]);
  });

  test('says why when the registry serves no advisories', async () => {
    advisoryStatus = 405;
    expect(await npmAdvisories(cwd, options)).toEqual({ unread: expect.stringContaining('405') });
  });
});

describe('advisoriesOf', () => {
  test('finds none in a report without vulnerabilities', () => {
    expect(advisoriesOf(JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} }), '', { packages: {} })).toEqual([]);
  });

  test.each([
    ['another version of the report', JSON.stringify({ auditReportVersion: 3, vulnerabilities: {} }), 'npm audit printed no report'],
    ['a report without its list', JSON.stringify({ auditReportVersion: 2 }), 'npm audit printed no report'],
    ['nothing', '', 'npm audit printed no report'],
    [
      'an error',
      JSON.stringify({ error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } }),
      'This command requires an existing lockfile.',
    ],
  ])('reads nothing from %s', (_what, stdout, unread) => {
    expect(advisoriesOf(stdout, '', { packages: {} })).toEqual({ unread });
  });
});
