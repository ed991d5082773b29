import type { Screen } from './terminal-svg';
import { CanaryRelease, ReleaseKind } from '../../lib';
import { LiveShop, ShopState } from '../../test/cli/live-shop';

/** What an operator sees who looks at a canary that fails. */
export interface PlayedOperator {
  readonly status: Screen;
  readonly doctor: Screen;
}

/** Without latencies: the engine answers at once. */
const counted = (_: unknown, release: CanaryRelease): void => {
  for (const kind of Object.values(ReleaseKind)) {
    release.metricServerErrorShare({ release: kind });
    release.metricClientError({ release: kind });
  }
};
const V1: ShopState = { code: 'v1', failing: 10, variables: { theme: 'light' }, counted: false, more: counted };
const V2: ShopState = { ...V1, code: 'v2', failing: 250, canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };
const DAY = 86_400;

export async function playOperator(): Promise<PlayedOperator> {
  const shop = await LiveShop.open();
  try {
    await shop.deploy(V1);
    shop.pass(3 * DAY);
    await shop.deploy(V2);
    await shop.visit(25, 400);
    const status = await look(shop, 120, 'status', 'Shop');
    shop.pass(4 * DAY);
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '25' });
    const [version] = [...shop.aws.lambda.findFunction('Orders')!.versions.keys()];
    for (const { statementId } of shop.aws.lambda.findFunction('Orders')!.policies.get(version) ?? []) {
      shop.aws.lambda.removePermission(`Orders:${version}`, statementId);
    }
    return { status, doctor: await look(shop, 90, 'doctor', 'Shop') };
  } finally {
    await shop.close();
  }
}

async function look(shop: LiveShop, columns: number, ...args: string[]): Promise<Screen> {
  const terminal = Object.assign(shop.newTerminal(), { columns, colors: true });
  await shop.runIn(terminal, ...args);
  if (terminal.errors !== '') { throw new Error(terminal.errors); }
  const command = `npx cdk-canary ${args.join(' ')}`;
  // eslint-disable-next-line no-control-regex
  const text = terminal.output.replace(/\u001b\[\d+m/g, '');
  return { command, columns, lines: terminal.output.split('\n'), description: `${command}: ${text.replace(/\s+/g, ' ')}` };
}
