import { Command } from 'commander';
import { AppSource, sourcesInOrder } from '../../cli/rehearse/sources';

const { options } = new Command().option('-a, --app <command>').option('-c, --context <value>').option('--html <file>').option('--no-invoke');
const app = (command: string): AppSource => ({ command, context: {} });

test.each<[string, string[], unknown[]]>([
  ['folders alone', ['one', 'two'], [{ folder: 'one' }, { folder: 'two' }]],
  ['an app between folders', ['one', '--app', 'A', 'two'], [{ folder: 'one' }, app('A'), { folder: 'two' }]],
  ['apps in all spellings', ['-a', 'A', '--app=B', 'one', '-aC'], [app('A'), app('B'), { folder: 'one' }, app('C')]],
  [
    'values of other options, which are no folders',
    ['--html', 'page.html', 'one', '-c', 'k=v', '--no-invoke', 'two'],
    [{ folder: 'one' }, { folder: 'two' }],
  ],
  ['a folder that looks like an option', ['--', '--app', 'one'], [{ folder: '--app' }, { folder: 'one' }]],
  ['a folder with an equals sign', ['a=b'], [{ folder: 'a=b' }]],
])('the order of the command line is kept: %s', (_, args, expected) => {
  expect(sourcesInOrder(args, options, ['A', 'B', 'C'].map(app))).toEqual(expected);
});
