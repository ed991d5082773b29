import { StackDrift } from './stack-drift';
import { CloudFormationService } from '../cloudformation-service';
import { SeededGenerator } from '../seeded-generator';
import { TemplateError } from '../template/template-error';

/** A detection as a client looks after it. */
export interface DriftDetection {
  readonly id: string;
  readonly stackId: string;
  readonly drift: StackDrift;
}

/** Every detection that clients started. Each is complete at once. */
export class DriftDetections {
  private readonly detections = new Map<string, DriftDetection>();

  constructor(private readonly service: CloudFormationService, private readonly random: SeededGenerator) {}

  /** @param logicalIds see {@link CloudFormationService.detectDrift}. @throws TemplateError when the request is refused */
  async start(stackNameOrId: string, logicalIds?: ReadonlyArray<string>): Promise<DriftDetection> {
    const drift = await this.service.detectDrift(stackNameOrId, logicalIds);
    const detection = { id: this.random.uuid(), stackId: this.service.registry.existing(stackNameOrId).identity.stackId, drift };
    this.detections.set(detection.id, detection);
    return detection;
  }

  /** @throws TemplateError when there is none */
  existing(id: string): DriftDetection {
    const found = this.detections.get(id);
    if (found === undefined) { throw new TemplateError(`Drift detection operation [${id}] not found.`); }
    return found;
  }
}
