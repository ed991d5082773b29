/** The versions of every layer, and where their content lies. */
export class LayerVersions {
  private readonly latest = new Map<string, number>();
  private readonly folders = new Map<string, string | undefined>();

  /** @param layerArn without a version @returns the ARN of the new version */
  publish(layerArn: string, folder: string | undefined): string {
    const number = (this.latest.get(layerArn) ?? 0) + 1;
    this.latest.set(layerArn, number);
    this.folders.set(`${layerArn}:${number}`, folder);
    return `${layerArn}:${number}`;
  }

  delete(layerVersionArn: string): void {
    this.folders.delete(layerVersionArn);
  }

  folderOf(layerVersionArn: string): string | undefined {
    return this.folders.get(layerVersionArn);
  }
}
