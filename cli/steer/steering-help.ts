import { wrapped } from '../screen/wrapped';

/** What is said of a command beyond its options. */
interface SteeringHelp {
  readonly does: string;
  /** What the next `cdk deploy` makes of it. */
  readonly next: string;
  /** What these mean for this command. 3: it has no such end, unless it is said. 5: what is said beside that of every command. */
  readonly exits: { readonly 0: string; readonly 1: string; readonly 3?: string; readonly 5?: string };
  /** Whether it may ask. */
  readonly asks: boolean;
  readonly examples: readonly [string, string, string];
}

const COLUMNS = 78;

/** What stands below the options. */
export function epilogueOf({ next, exits, asks, examples }: SteeringHelp): string {
  const codes: ReadonlyArray<readonly [string, string | undefined]> = [
    ['0', exits[0]],
    ['1', exits[1]],
    ['2', `wrong arguments, no such stack, release or stage${asks ? ', or nobody can be asked and --yes is not given' : ''}`],
    ['3', exits[3]],
    ['4', 'AWS did not answer, refused, or could not be asked (credentials, profile, region); nothing was changed'],
    ['5', ['somebody else changed the stage meanwhile, or what became of the call is not known', exits[5]].filter(Boolean).join('; ')],
    ['130', 'Ctrl-C'],
  ];
  const indent = ' '.repeat('Exit codes: '.length);
  const shown = codes.flatMap(([code, text]) => text === undefined ? [] : wrapped(`${code} ${text}`, COLUMNS - 2, indent)
    .map((line, index) => index === 0 ? line : `  ${line}`));
  return [
    '',
    'What the next cdk deploy makes of it:',
    ...wrapped(next, COLUMNS, '  '),
    '',
    `Exit codes: ${shown.join('\n').trimStart()}`,
    '',
    'Examples:',
    ...examples.map((example) => `  $ cdk-canary ${example}`),
  ].join('\n');
}

const STILL_RUNS = 'the deploy still runs after --wait';

export const HELP = {
  abort: {
    does: 'Removes the canary from the live stage by one UpdateStage, and reads back that it is off. Production does not move. It '
      + 'asks nothing, and works in every state of the stack: during a deploy it stays and takes the canary off again if '
      + 'CloudFormation sets it; a rollout sees it, and fails the deploy. Means whichever canary is on the stage, also the one that '
      + 'a running deploy brings, unless --if-canary names one. A canary that somebody puts there between the look and the call '
      + 'stays (exit code 5).',
    next: 'The same code does not come back: a deploy that would put it on the stage again is refused ([AbortedDeployment]), unless '
      + 'it says -c cdk-canary-rest-api:action=hold. New code becomes the canary. A deploy without canarySettings gives the aborted '
      + 'code to everybody. -c cdk-canary-rest-api:action=abort makes the template agree.',
    exits: {
      0: 'the canary is off, or there was none',
      1: 'refused: --if-canary or --if-production disagrees; nothing was changed',
      3: `the canary is off, and ${STILL_RUNS}, or could not be watched`,
    },
    asks: false,
    examples: ['abort Shop', 'abort Shop --if-canary 1w17t7 --reason \'checkout fails\' --json', 'abort --api a1b2c3d4e5 --stage prod --dry-run'],
  },
  promote: {
    does: 'Makes the deployment and the variables of the canary those of the stage, and takes the canary off, by one UpdateStage. '
      + 'Shows the figures of status and what the next cdk deploy makes of it first, and asks for the name of the stage. Refused '
      + 'while a deploy without a rollout is running, or has failed and is not over, and where what the canary calls is gone. During '
      + 'a rollout it acts: its steps that are left have nothing to shift.',
    next: 'Production stays where it is now. A deploy that would take a promoted variable back is refused '
      + '([PromotedVariableReverted]): write its value in the code. Then take canarySettings away, and deploy when convenient.',
    exits: {
      0: 'production is on the canary\'s deployment',
      1: 'refused, or you declined; nothing was changed',
      3: `production is there, and ${STILL_RUNS}, or could not be watched`,
    },
    asks: true,
    examples: ['promote Shop', 'promote Shop --dry-run', 'promote Shop --if-canary 1w17t7 --yes --json'],
  },
  setPercent: {
    does: 'Changes the percentage of the canary on the live stage, and nothing else. 0 parks it: nobody gets it, and it stays on '
      + 'the stage. Asks before it gives the canary more than now and more than the template says. Refused while a deploy is '
      + 'running, or has failed and is not over; in a rollout only the percentage of the next step is understood, while a step '
      + 'pauses: it ends the pause.',
    next: 'The next deploy that touches the stage, or brings new code, sets the percentage of the template again.',
    exits: {
      0: 'the canary gets so much',
      1: 'refused, or you declined; nothing was changed',
      3: `the canary gets so much, and ${STILL_RUNS}, or could not be watched`,
    },
    asks: true,
    examples: ['set-percent 0 Shop', 'set-percent 50 Shop --if-canary 1w17t7 --yes', 'set-percent 25 --api a1b2c3d4e5 --stage prod'],
  },
  remove: {
    does: 'Takes a canary off the live stage that gets no requests, or that is production\'s own deployment: what a promotion '
      + 'leaves behind. Refused for one that serves; say abort, or promote. Refused while a deploy or a rollout is running, or a '
      + 'deploy has failed and is not over.',
    next: 'After a promotion, a deploy that touches the stage sets the canary again while the template has canarySettings: take them '
      + 'away, and deploy when convenient. A canary that was never promoted is off as after abort: its code does not come back by '
      + 'itself ([AbortedDeployment]), and a deploy without canarySettings would give it to everybody.',
    exits: { 0: 'the canary is off', 1: 'refused; nothing was changed' },
    asks: false,
    examples: ['remove Shop', 'remove Shop --dry-run', 'remove --api a1b2c3d4e5 --stage prod'],
  },
  rollback: {
    does: 'Takes production back to the deployment that it was on before, by one UpdateStage: the last one in the events of the '
      + 'stack that is older than the one it is on, or the one of --to. A canary leaves the stage. Variables that were declared '
      + 'otherwise then, or not at all, go back, too. Asks for the name of the stage. Refused where what that deployment calls is gone, or cannot be '
      + 'looked at (--force), and while a deploy or a rollout is running. While a deploy has failed and is not over, it leads only to '
      + 'what is older than that deploy.',
    next: 'Production follows the code: a deploy without canarySettings that touches the stage gives everybody the newer code '
      + 'again. Revert the commit first, or deploy with -c cdk-canary-rest-api:action=abort, which leaves the stage as it is.',
    exits: {
      0: 'production is on that deployment',
      1: 'refused, or you declined; nothing was changed. Or it called what is gone, and production was put back',
      5: 'production is there, and what it calls is gone or could not be looked at',
    },
    asks: true,
    examples: ['rollback Shop', 'rollback Shop --dry-run', 'rollback Shop --to 17s7ky --if-production 1w17t7 --yes --json'],
  },
} satisfies Record<string, SteeringHelp>;
