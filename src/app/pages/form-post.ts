import { inlineSource } from './content-security-policy.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { html } from './html.ts';
import { defaultLocale, textsIn } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

// Called from the prototype, because a field named "submit" would hide the form's own method.
const submit = inlineSource('HTMLFormElement.prototype.submit.call(document.forms[0])');

export interface FormPost extends PageLook {
  /** The redirect_uri. */
  readonly action: string;
  /** The parameters of the authorization response. */
  readonly fields: Fields;
}

/**
 * `response_mode=form_post` (OAuth 2.0 Form Post Response Mode section 2). The button is only there without script:
 * beside a submission under way it would send the same code twice.
 * Values arrive as they are, but for line breaks, which forms send as CR LF.
 */
export function renderFormPost(page: FormPost): Page {
  const { action, fields, locale = defaultLocale } = page;
  const texts = textsIn(locale).formPost;
  const body = html`<h1>${texts.title}</h1>
<p class="soft">${texts.text}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<noscript>
<p>${texts.withoutScript}</p>
<div class="choices"><button class="primary">${texts.button}</button></div>
</noscript>
</form>`;
  return renderLayout({ locale }, { title: texts.title, body, form: true, script: submit });
}
