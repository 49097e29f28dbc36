import { type CustomTexts, customTexts } from '../../contract/index.ts';
import { isObject, omit } from '../changes/entries.ts';
import type { Report } from '../changes/report.ts';
import { readEntry } from './entries.ts';

/** `prompts.customText` of an export; the rest of the section is about pages that are not here. */
export function readPrompts(value: unknown, report: Report): CustomTexts | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) {
    report.refuse(['prompts'], 'must have members, such as customText');
    return undefined;
  }
  for (const [name, member] of Object.entries(omit(value, ['customText']))) {
    const isSet = typeof member !== 'object' || Object.keys(Object(member)).length > 0;
    if (isSet) report.warn(['prompts', name], 'no such feature here: ignored');
  }
  if (value.customText === undefined || value.customText === null) return undefined;
  return readEntry(['prompts', 'customText'], customTexts, value.customText, report)?.checked;
}
