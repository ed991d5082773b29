import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShippedPackage } from './verdict';
import { bundledPackages } from '../licences/bundled-packages';

/** What is bundled into assets/, and the peers in the lowest versions that package.json promises, which are the ones installed here. */
export function shippedPackages(root: string): ShippedPackage[] {
  const { peerDependencies } = json(join(root, 'package.json'));
  const { packages } = json(join(root, 'package-lock.json'));
  return [
    ...bundledPackages().map(({ name, version }) => ({ name, version, how: 'bundled' as const })),
    ...Object.keys(peerDependencies).map((name) => ({ name, version: packages[`node_modules/${name}`].version, how: 'peer' as const })),
  ];
}

function json(path: string): any {
  return JSON.parse(readFileSync(path, 'utf8'));
}
