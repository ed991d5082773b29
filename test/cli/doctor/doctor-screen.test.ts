import { stripVTControlCharacters } from 'node:util';
import { examination, healthy } from './examinations';
import { doctorReport } from '../../../cli/doctor/doctor-report';
import { doctorScreen } from '../../../cli/doctor/doctor-screen';
import { cellWidth } from '../../../cli/screen/cells';
import { styleOf } from '../../../cli/screen/style';

/** Errors, warnings, a note, a check that was not done, and a stage that somebody moved. */
const WRONG = examination({
  percentTraffic: 30,
  stackStatus: 'UPDATE_ROLLBACK_FAILED',
  functions: { base: [{ name: 'Orders', version: '41', state: 'missing' }], canary: [{ name: 'Orders', version: '42', state: 'ok' }] },
  further: {
    provisioned: { value: [{ name: 'Orders', version: '38', instances: 5 }] },
    deployments: { value: 54 },
    hasLogRole: { denied: 'apigateway:GET' },
  },
});
const screen = (columns: number, { colors = false, ascii = false, seen = WRONG } = {}): string[] =>
  doctorScreen(doctorReport(seen), styleOf({ colors, ascii, columns }));

describe.each([60, 80, 120])('the screen of %i columns', (columns) => {
  test.each([false, true])('is this one (colours: %s)', (colors) => {
    const lines = screen(columns, { colors });
    expect(lines.filter((line) => cellWidth(line) > columns)).toEqual([]);
    expect(lines.join('\n')).toMatchSnapshot();
  });
});

test('below 60 columns a finding stands below its id', () => {
  const lines = screen(50);
  expect(lines.filter((line) => cellWidth(line) > 50)).toEqual([]);
  expect(lines).toContain('  ✗ BaseVersionMissing');
});

test('colours carry no meaning alone', () => {
  expect(screen(80, { colors: true }).map(stripVTControlCharacters)).toEqual(screen(80));
  expect(screen(80, { ascii: true }).join('\n')).toMatch(/^ {2}X BaseVersionMissing/m);
});

test('where nothing is wrong no line is too long either', () => {
  expect(screen(60, { seen: healthy() }).filter((line) => cellWidth(line) > 60)).toEqual([]);
});

test('where nothing is wrong it is short', () => {
  expect(screen(80, { seen: healthy() })).toEqual([
    'Shop/Release  a1b2c3d4e5/prod  eu-central-1  UPDATE_COMPLETE', '', '  ✓ 23 checks', '',
    'Nothing is wrong. Whether the canary is healthy: npx cdk-canary status Shop',
  ]);
});
