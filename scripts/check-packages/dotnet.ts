import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { commandExists, runCommand } from './command';
import { dotnetObjections, GeneratedFiles, JsiiAssembly } from './dotnet-sources';
import { ROOT, Scratch } from './scratch';

/**
 * The .NET package: its sources are generated and looked through, and it is built where there is a toolchain.
 *
 * @returns what was not done
 */
export function checkDotnet(scratch: Scratch): string | undefined {
  const assembly: JsiiAssembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const { packageId } = assembly.targets.dotnet;
  const out = scratch.dir('dotnet');
  runCommand(`npx jsii-pacmak --code-only --target dotnet --outdir '${out}'`, { cwd: ROOT });
  const files = generatedFiles(join(out, 'dotnet', packageId));
  const found = dotnetObjections(files, assembly);
  if (found.length > 0) { throw new Error(`The generated C# sources are not as they should be:\n  ${found.join('\n  ')}`); }
  console.log(`sources: ${Object.keys(files).length} files, every one of the ${Object.keys(assembly.types).length} exported types is there`);
  if (!commandExists('dotnet')) { return 'dotnet is not on this machine; its sources were generated and looked through, and NOTHING WAS COMPILED'; }
  build(packageId, assembly.version);
  return undefined;
}

function build(packageId: string, version: string): void {
  runCommand('rm -rf dist/dotnet && npx projen package:dotnet', { cwd: ROOT });
  const nupkg = join(ROOT, 'dist', 'dotnet', `${packageId}.${version}.nupkg`);
  if (!existsSync(nupkg)) { throw new Error(`package:dotnet did not write ${nupkg}`); }
}

function generatedFiles(folder: string): GeneratedFiles {
  return Object.fromEntries(readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path), /\.(cs|csproj)$/.test(path) ? readFileSync(path, 'utf8') : '']));
}
