import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stack with a release, as a cloud assembly tells it. */
export interface AssemblyStack {
  readonly stackName: string;
  /** @default - the app does not say */
  readonly account?: string;
  /** @default - the app does not say */
  readonly region?: string;
}

/** The stacks of a cloud assembly, of its nested assemblies too, that have a release in them or in a stack nested in them. */
export function stacksWithRelease(folder: string): AssemblyStack[] {
  const manifest = readJson(join(folder, 'manifest.json'));
  return Object.entries<any>(manifest?.artifacts ?? {}).flatMap(([id, { type, environment = '', properties = {} }]): AssemblyStack[] => {
    if (type === 'cdk:cloud-assembly') { return stacksWithRelease(join(folder, String(properties.directoryName))); }
    if (type !== 'aws:cloudformation:stack' || !hasRelease(folder, String(properties.templateFile))) { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
    return [{ stackName: properties.stackName ?? id, account: known(account), region: known(region) }];
  });
}

/** In the template, or in one of the assets that nested stacks are: those have the name of their parent in theirs. */
function hasRelease(folder: string, templateFile: string): boolean {
  const template = readJson(join(folder, templateFile));
  const resources = Object.values<any>(template?.Resources ?? {});
  if (resources.some(({ Type }) => Type === 'Custom::CanaryStage')) { return true; }
  const nested = resources.map(({ Metadata }) => Metadata?.['aws:asset:path']).filter(
    (path) => typeof path === 'string' && path.endsWith('.template.json'),
  );
  return nested.some((path) => hasRelease(folder, path));
}

function known(value: string | undefined): string | undefined {
  return value === undefined || value.startsWith('unknown-') ? undefined : value;
}

function readJson(path: string): any {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
