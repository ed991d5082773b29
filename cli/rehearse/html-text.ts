/** Text as it stands in HTML and SVG, in content and in attributes. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A share from 0 to 1 in percent, with at most one decimal. */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
