import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** Examples are apps of their own, tests are read one at a time. What Lambda calls is always named `handler`. */
const ROOMS = ['lib', 'cli', 'rehearsal', 'integ', 'scripts', 'bench'];
const EXPORTED = /^export (?:declare )?(?:async )?(?:abstract )?(?:class|interface|type|const|function\*?|enum) (\w+)/gm;

function exportedNames(): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const room of ROOMS) {
    for (const path of readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })) {
      // What Lambda calls is `handler` in every function.
      if (!path.endsWith('.ts') || path.endsWith('.d.ts') || path.endsWith('.lambda.ts') || /\.snapshot|cdk\.out|\.lambda\.ts$/.test(path)) {
        continue;
      }
      const file = join(room, path);
      for (const [, name] of readFileSync(join(ROOT, file), 'utf8').matchAll(EXPORTED)) {
        names.set(name, [...new Set([...names.get(name) ?? [], file])]);
      }
    }
  }
  return names;
}

// A reader who finds `Route` must not have to ask which one. The second thing of a name is called after what makes it another thing.
test('a name is exported by one file only', () => {
  const names = exportedNames();
  expect(names.size).toBeGreaterThan(500);
  expect([...names].filter(([, files]) => files.length > 1)).toEqual([]);
});
