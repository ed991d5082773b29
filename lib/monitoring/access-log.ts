import { ArnFormat, CfnResource, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AccessLogOptions } from './access-log-options';
import { isMarked, markedFormat, markOf, ownFormat } from './log-patterns';
import { withMarkers } from '../construct-tree/references';
import { settledResources } from '../construct-tree/settled-resources';
import { overriddenProperties } from '../construct-tree/written-properties';
import { acknowledgeStageLogRules } from '../functions/acknowledged-rules';
import { addNote, addWarning } from '../messages/annotations';
import { invalidInput } from '../messages/invalid-input';

const ONE_TOKEN = /^\s*\$\{Token\[[^\]]*\]\}\s*$/;
/** CloudWatch Logs takes 100. The rest is for the user. */
const MOST_FILTERS = 90;

/** The access log of a stage, with the mark of its release in it. */
export class AccessLog {
  readonly mark: string;
  /** Where filters can count. undefined when the log goes somewhere else */
  readonly logGroup?: logs.ILogGroup;
  /** As it was declared, or of our own. undefined when nobody can tell */
  private readonly declaredFormat?: string;
  /** What the user wrote was JSON, or nothing was written. */
  private readonly wasStructured: boolean;
  /** Where the log goes that the filters count in. */
  private readonly destinationArn: string = '';
  private countsLatency = false;

  constructor(private readonly release: Construct, private readonly stage: apigateway.CfnStage, private readonly options: AccessLogOptions) {
    this.mark = markOf(release.node.addr);
    const declared = this.declared();
    this.logGroup = declared === undefined ? this.givenOrNewGroup() : this.groupOf(declared.destinationArn);
    if (this.logGroup === undefined) {
      this.wasStructured = false;
      addWarning(release, 'noReleaseMetrics', stage.stageName!);
      return;
    }
    this.declaredFormat = this.textOf(declared?.format);
    this.wasStructured = declared?.format === undefined || isJson(this.declaredFormat);
    this.destinationArn = declared?.destinationArn ?? this.arnOf(this.logGroup);
    if (this.declaredFormat !== undefined) { this.declare(); }
    release.node.addValidation({ validate: () => this.problems() });
  }

  private declare(): void {
    const format = Lazy.string({ produce: () => this.format });
    this.stage.accessLogSetting = { destinationArn: this.destinationArn, format };
    if (this.overrides.Format !== undefined) { this.stage.addPropertyOverride('AccessLogSetting.Format', format); }
  }

  /** The format with its mark. */
  get format(): string {
    return markedFormat(this.declaredFormat ?? ownFormat(this.mark), this.mark, this.countsLatency);
  }

  /** Latencies are read from the lines, so each must have its latency. */
  countLatency(): void {
    this.countsLatency = true;
  }

  /** As it is written on the stage, property overrides included. */
  private declared(): { readonly destinationArn: string; readonly format?: string } | undefined {
    const { accessLogSetting: setting } = this.stage;
    const settled = Token.isUnresolved(setting) ? Stack.of(this.stage).resolve(setting) : setting;
    const found = settled as apigateway.CfnStage.AccessLogSettingProperty | undefined;
    const { DestinationArn: destinationArn = found?.destinationArn, Format: format = found?.format } = this.overrides;
    return destinationArn === undefined ? undefined : { destinationArn, format };
  }

  private get overrides(): { readonly DestinationArn?: string; readonly Format?: string } {
    return overriddenProperties(this.stage).AccessLogSetting ?? {};
  }

  private givenOrNewGroup(): logs.ILogGroup {
    const { logGroup, retention, encryptionKey, removalPolicy } = this.options;
    if (logGroup === undefined) {
      return new logs.LogGroup(this.release, 'AccessLog', {
        retention: retention ?? logs.RetentionDays.ONE_MONTH, encryptionKey, removalPolicy: removalPolicy ?? RemovalPolicy.DESTROY,
      });
    }
    this.assertNothingForNewGroup();
    return logGroup;
  }

  private groupOf(destinationArn: string): logs.ILogGroup | undefined {
    this.assertNothingForNewGroup();
    const { value, references } = withMarkers(destinationArn, this.stage);
    const target = references.length === 1 && /^⟦0⟧(:\*)?$/.test(value) ? references[0].target : undefined;
    const type = CfnResource.isCfnResource(target) ? target.cfnResourceType : undefined;
    if (type === 'AWS::KinesisFirehose::DeliveryStream' || /:firehose:/.test(value)) { return undefined; }
    if (this.options.logGroup !== undefined) { return this.options.logGroup; }
    const name = type === 'AWS::Logs::LogGroup' ? (target as logs.CfnLogGroup).ref : this.nameIn(value);
    if (name === undefined) { throw invalidInput(this.release, 'AccessLogGroupUnknown', this.stage.stageName!); }
    return logs.LogGroup.fromLogGroupName(this.release, 'StageLog', name);
  }

  /** The name in an ARN that has one as a literal, of a group where filters of this stack can be. */
  private nameIn(arn: unknown): string | undefined {
    const [, region, account, name] = /^arn:[^:]+:logs:([^:]*):([^:]*):log-group:([^:⟦[]+)(?::\*)?$/.exec(String(arn)) ?? [];
    const stack = Stack.of(this.stage);
    const isElsewhere = (given: string, own: string) => !given.includes('⟦') && !Token.isUnresolved(own) && given !== own;
    return name === undefined || isElsewhere(region, stack.region) || isElsewhere(account, stack.account) ? undefined : name;
  }

  private assertNothingForNewGroup(): void {
    const unused = (['retention', 'encryptionKey', 'removalPolicy'] as const).filter((name) => this.options[name] !== undefined);
    if (unused.length > 0) { throw invalidInput(this.release, 'AccessLogExists', unused.join(', ')); }
  }

  /** The text of a format, tokens within it included. undefined when the user has marked a format that is a token */
  private textOf(format: string | undefined): string | undefined {
    if (format === undefined) { return ownFormat(this.mark); }
    const resolved = Stack.of(this.stage).resolve(format);
    if (typeof resolved === 'string') { return resolved; }
    // Text around tokens can be marked. What is one token may turn out to be anything.
    if (typeof format === 'string' && !ONE_TOKEN.test(format)) { return format; }
    if (this.options.alreadyMarked) { return undefined; }
    throw invalidInput(this.release, 'AccessLogFormatIsToken', this.mark);
  }

  /** Without the wildcard at its end, as API Gateway shows it. */
  private arnOf(logGroup: logs.ILogGroup): string {
    return Stack.of(this.stage).formatArn({
      service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private problems(): string[] {
    // It may stand in any stack of the app.
    const resources = this.release.node.root.node.findAll().filter((node) => CfnResource.isCfnResource(node));
    if (!resources.some(({ cfnResourceType }) => cfnResourceType === 'AWS::ApiGateway::Account')) {
      addNote(this.release, 'accountLogRole', this.stage.stageName!);
    }
    // A format of the user that was no JSON before is not ours to acknowledge.
    if (this.wasStructured && !isJson(this.format)) { acknowledgeStageLogRules(this.stage); }
    return [...this.overwritten(), ...this.tooManyFilters()];
  }

  /** Somebody may have set the access log after us, also by an override. */
  private overwritten(): string[] {
    const resources = settledResources(this.stage);
    const { AccessLogSetting: setting } = resources.propertiesOf(this.stage);
    const isThere = this.options.alreadyMarked || isMarked(JSON.stringify(setting?.Format ?? ''), this.mark);
    const isCounted = JSON.stringify(setting?.DestinationArn) === JSON.stringify(resources.resolve(this.destinationArn, this.stage));
    return isThere && isCounted ? [] : [invalidInput(this.release, 'AccessLogOverwritten', this.stage.stageName!).message];
  }

  private tooManyFilters(): string[] {
    const resources = settledResources(this.stage);
    const nameOf = (name: unknown) => JSON.stringify(resources.resolve(name, this.stage));
    const filters = resources.ofType('AWS::Logs::MetricFilter')
      .filter((filter) => nameOf(resources.propertiesOf(filter).LogGroupName) === nameOf(this.logGroup!.logGroupName));
    return filters.length <= MOST_FILTERS ? [] : [invalidInput(this.release, 'TooManyLogFilters', filters.length, MOST_FILTERS).message];
  }
}

function isJson(text: string | undefined): boolean {
  try {
    return typeof JSON.parse(text ?? '') === 'object';
  } catch {
    return false;
  }
}
