import { createHash } from 'node:crypto';

/** Text of a <style> or <script> together with the source that lets exactly it through. */
export interface InlineSource {
  readonly text: string;
  readonly source: string;
}

/** The hash is taken once, so make these when the module loads. */
export function inlineSource(text: string): InlineSource {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

export interface PolicyParts {
  readonly styles: readonly InlineSource[];
  readonly script?: InlineSource | undefined;
  /** The page has a form, and where that leads in the end is not known here. */
  readonly form: boolean;
  /** The one origin that may show the page in a frame; nobody may when it is left out. */
  readonly framedBy?: string | undefined;
  /** Origins of the operator's logo and icon, and of the font. */
  readonly images?: readonly string[];
  readonly fonts?: readonly string[];
}

/** A policy under which a page loads the operator's pictures and font at most, and runs the one script that it was made with. */
export function contentSecurityPolicy(parts: PolicyParts): string {
  const { styles, script, form, framedBy, images = [], fonts = [] } = parts;
  return [
    "default-src 'none'",
    `style-src ${styles.map(({ source }) => source).join(' ')}`,
    ...(script ? [`script-src ${script.source}`] : []),
    ['img-src data:', ...new Set(images)].join(' '),
    ...(fonts.length > 0 ? [`font-src ${fonts.join(' ')}`] : []),
    "base-uri 'none'",
    // Chromium applies form-action to every redirect that follows a form, so a list could only hold if it named the
    // IdP, the application and whatever they redirect to. Pages with a form therefore have no form-action.
    ...(form ? [] : ["form-action 'none'"]),
    `frame-ancestors ${framedBy ?? "'none'"}`,
  ].join('; ');
}
