/** What was not read of the files given, in sentences: templates and other tools' files together, each by name. */
import type { Unread } from './evidence.ts';
import { count, some } from './in-words.ts';

/** As many names as one sentence holds; the JSON output and the snapshot hold all of them. */
const NAMED = 200;

export function unreadSentences(unread: readonly Unread[] = []): string[] {
  const of = (what: Unread['what']) => unread.filter((one) => one.what === what);
  const templates = of('template');
  const others = of('other');
  return [
    ...unread.filter(({ what }) => what !== 'template' && what !== 'other').map(alone),
    ...(templates.length === 0
      ? []
      : [
          `${count(templates.length, 'template was not rendered, so it was', 'templates were not rendered, so they were')} not judged: ${named(templates, placeOf)}. Render the chart, and provide its output.`,
        ]),
    ...(others.length === 0
      ? []
      : [
          `${count(others.length, 'document is not a Kubernetes object and was', 'documents are not Kubernetes objects and were')} not judged: ${named(others, (one) => `${placeOf(one)} (${one.reason})`)}.`,
        ]),
  ];
}

function alone({ file, document, line, what, reason }: Unread): string {
  const place = document === null ? file : `${file}#${document}`;
  const at = line === null ? '' : ` (line ${line})`;
  return `${place}${at} was not ${what === 'object' ? 'judged' : 'read'}: ${reason}.`;
}

/** `FILE#DOCUMENT`, as the source of an object is written; the first document of a file goes by the file's name. */
const placeOf = ({ file, document }: Unread): string =>
  document === null || document === 1 ? file : `${file}#${document}`;

function named(list: readonly Unread[], nameOf: (one: Unread) => string): string {
  return some(list.map(nameOf), NAMED);
}
