import { PlainCdkStack, PlainCdkStackProps } from './plain-cdk-stack';
import { RehearsedPractice } from './rehearsed-practice';
import { Answer, Traffic } from './traffic';

/** What clients met when the same canary was deployed with plain CDK. */
export interface PlainCdkResult {
  readonly requests: number;
  /** How many of them each version answered, after CloudFormation had ended with success. */
  readonly answers: Readonly<Record<'1' | '2', number>>;
  /** Failed requests of those, after CloudFormation had ended with success. */
  readonly failures: number;
  readonly requestsDuringDeploy: number;
  readonly failuresDuringDeploy: number;
}

/** Version 1, then a canary with version 2 that is written on the Stage by hand, while requests keep flowing. */
export async function playPlainCdk({ percent, requests, seed }: { percent: number; requests: number; seed: number }): Promise<PlainCdkResult> {
  const plain = new RehearsedPractice(seed);
  const synthesize = (name: string, props: PlainCdkStackProps): string =>
    plain.synthesizeApp(`plain-${name}`, {}, (app) => { new PlainCdkStack(app, 'Practice', props); });
  try {
    await plain.deploy(synthesize('base', { version: 1 }));
    const canary = { percentTraffic: percent, baseDeploymentId: plain.stage().deploymentId };
    const during = counter();
    const traffic = new Traffic(await plain.url());
    await traffic.sendWhile(plain.deploy(synthesize('canary', { version: 2, canary })), during.count);
    plain.restartTraffic(seed);
    const afterwards = counter();
    await traffic.send(requests, afterwards.count).finally(() => traffic.close());
    return {
      requests,
      answers: afterwards.answers,
      failures: afterwards.failures(),
      requestsDuringDeploy: during.all(),
      failuresDuringDeploy: during.failures(),
    };
  } finally {
    await plain.close();
  }
}

function counter() {
  const answers = { 1: 0, 2: 0 };
  let [all, failures] = [0, 0];
  const count = (answer: Answer): void => {
    all++;
    if (answer) { answers[answer]++; } else { failures++; }
  };
  return { count, answers, all: () => all, failures: () => failures };
}
