import { StepName } from './play-lifecycle';
import { DrawnRollout } from './play-two-rollouts';

/** A rollout's end in figures. Of a release: failed requests and all of them, `6 / 267`. */
export interface EndFigures {
  readonly minutes: number;
  readonly looks: number;
  readonly canary: string;
  readonly base: string;
}

/** Everything that the pictures say, in one language. */
export interface Words {
  readonly lang: string;
  readonly twice: {
    readonly title: string;
    readonly subtitle: string;
    readonly plain: string;
    readonly library: string;
    readonly clean: string;
    readonly failing: Readonly<Record<'base' | 'canary', string>>;
    readonly legend: Readonly<Record<'base' | 'canary' | 'failed', string>>;
    readonly axis: string;
  };
  readonly lifecycle: {
    readonly title: string;
    readonly production: string;
    readonly canary: string;
    readonly noCanary: string;
    readonly or: string;
    readonly steps: Readonly<Record<StepName, { readonly write: string; readonly then: string }>>;
  };
  readonly rollout: {
    readonly title: string;
    readonly subtitle: string;
    readonly panels: Readonly<Record<DrawnRollout['name'], string>>;
    readonly legend: Readonly<Record<'base' | 'canary' | 'look' | 'failedLook', string>>;
    readonly axis: string;
    promoted(figures: EndFigures): string;
    putBack(figures: EndFigures & { readonly gate: string }): string;
  };
}

export const ENGLISH: Words = {
  lang: 'en',
  twice: {
    title: 'The same release, twice',
    subtitle: 'Who answers GET /hello while a deploy puts new code into a 10 % canary. Each column: after one resource operation.',
    plain: 'Plain CDK: a canarySetting on the stage, production kept on its deployment',
    library: 'The same with a CanaryRelease',
    clean: 'Every request is answered, at every instant.',
    failing: {
      canary: 'The canary gets requests before its invoke permission exists: 500.',
      base: 'Cleanup deletes what the base calls: 500 for 90 % of the clients, while the stack says UPDATE_COMPLETE.',
    },
    legend: { base: 'base release (code 1)', canary: 'canary release (code 2)', failed: '500' },
    axis: 'resource operations of the deploy, in order',
  },
  lifecycle: {
    title: 'One stage, from deploy to deploy',
    production: 'production',
    canary: 'canary',
    noCanary: 'no canary',
    or: 'or',
    steps: {
      base: { write: 'new CanaryRestApi(..., { handler, ... })', then: 'version 1 answers everybody' },
      hold: { write: 'canarySettings: { percentTraffic: 10, ... }', then: 'version 2 answers one request in ten' },
      promote: { write: 'api.promote()', then: 'version 2 answers everybody' },
      remove: { write: 'without canarySettings', then: 'the canary is gone' },
      abort: { write: 'api.abort()', then: 'version 1 answers everybody again' },
    },
  },
  rollout: {
    title: 'Two deploys with a rollout',
    subtitle: 'Who answers during one cdk deploy each: CanaryRollout.ramp() at 600 requests a minute. The base fails 0.1 %.',
    panels: { healthy: 'A healthy release: it fails 0.1 %, too', broken: 'A broken release: it fails 2 %' },
    promoted: ({ minutes, looks, canary, base }) => (
      `Promoted after ${minutes} min and ${looks} looks. Failures, as compared: canary ${canary}, base ${base} requests.`),
    putBack: ({ minutes, gate, canary, base }) => (
      `Put back after ${minutes} min by ${gate}, the deploy fails. Failures, as compared: canary ${canary}, base ${base} requests.`),
    legend: { base: 'base release', canary: 'new release', look: 'a look of the gates', failedLook: 'a look that stops the canary' },
    axis: 'min',
  },
};

export const JAPANESE: Words = {
  lang: 'ja',
  twice: {
    title: '同じリリースを 2 通りで',
    subtitle: '新しいコードを 10 % のカナリアに出す 1 回のデプロイの間、GET /hello に誰が応答するか。1 列は、リソース操作が 1 つ終わった瞬間です。',
    plain: '素の CDK：ステージに canarySetting を書き、本番のデプロイメントを固定',
    library: '同じことを CanaryRelease で',
    clean: 'どの瞬間にも、すべてのリクエストに応答しています。',
    failing: {
      canary: '呼び出し権限ができる前にカナリアへ切り替わる：500',
      base: '本番が使う権限とバージョンを後片付けが削除する：利用者の 90 % に 500。それでもスタックは UPDATE_COMPLETE',
    },
    legend: { base: '本番（コード 1）', canary: 'カナリア（コード 2）', failed: '500' },
    axis: 'デプロイのリソース操作（実行順）',
  },
  lifecycle: {
    title: 'デプロイごとのステージの姿',
    production: '本番',
    canary: 'カナリア',
    noCanary: 'カナリアなし',
    or: 'または',
    steps: {
      base: { write: 'new CanaryRestApi(..., { handler, ... })', then: '全員にバージョン 1 が応答' },
      hold: { write: 'canarySettings: { percentTraffic: 10, ... }', then: '10 回に 1 回はバージョン 2 が応答' },
      promote: { write: 'api.promote()', then: '全員にバージョン 2 が応答' },
      remove: { write: 'canarySettings を消す', then: 'カナリアは削除済み' },
      abort: { write: 'api.abort()', then: '再び全員にバージョン 1 が応答' },
    },
  },
  rollout: {
    title: 'ロールアウトを使った 2 回のデプロイ',
    subtitle: '1 回の cdk deploy の間、誰が応答するか。CanaryRollout.ramp()、毎分 600 リクエスト、本番のエラーは 0.1 %。',
    panels: { healthy: '正常なリリース：エラーは同じく 0.1 %', broken: '壊れたリリース：エラーは 2 %' },
    promoted: ({ minutes, looks, canary, base }) => `${minutes} 分、${looks} 回の判定の後に昇格。比べた失敗リクエスト：カナリア ${canary}、本番 ${base}`,
    putBack: ({ minutes, gate, canary, base }) => (
      `${minutes} 分で ${gate} が元に戻し、デプロイは失敗。比べた失敗リクエスト：カナリア ${canary}、本番 ${base}`),
    legend: { base: '本番', canary: '新しいリリース', look: 'ゲートの判定', failedLook: 'カナリアを止めた判定' },
    axis: '分',
  },
};
