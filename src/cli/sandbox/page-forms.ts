/** A form as a click on its button would post it. */
export interface FoundForm {
  readonly action: string;
  readonly fields: URLSearchParams;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_all, name: string) => entities[name]!);
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

/** What a person reads of a page, in one line and cut short. */
export function pageText(page: string): string {
  const text = page.replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  return decode(text).replace(/\s+/g, ' ').trim().slice(0, 300);
}

/** The posting form that names the person in its text or in one of its fields: each person has one on our IdPs' pages. */
export function findPersonForm(page: string, person: string): FoundForm | undefined {
  const wanted = person.trim().toLowerCase();
  for (const [form] of page.matchAll(/<form\b[\s\S]*?<\/form>/gi)) {
    const tag = /^<form\b[^>]*>/i.exec(form)![0];
    if (attribute(tag, 'method')?.toLowerCase() !== 'post') continue;
    const fields = new URLSearchParams();
    for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(input, 'name');
      if (name) fields.append(name, attribute(input, 'value') ?? '');
    }
    const named = [...fields.values()].some((value) => value.toLowerCase() === wanted);
    if (named || pageText(form).toLowerCase().includes(wanted))
      return { action: attribute(tag, 'action') ?? '', fields };
  }
  return undefined;
}
