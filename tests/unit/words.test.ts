/** What a machine can tell of the rules for words (CONTRIBUTING.md): every text of the rooms, and what the sample makes of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../main/assessment/risk/catalogue.ts';
import { CONTROLS } from '../../main/controls/catalogue.ts';
import { CLUSTER_MEASURES, NAMESPACE_MEASURES } from '../../main/report/sections/strengths.ts';
import { describeError, ERROR_CODES } from '../../shared/errors.ts';
import { GLOSSARY } from '../../shared/glossary.ts';
import { type SampleReport, sampleReport } from '../fixtures/sample-engagement.ts';

interface Text {
  readonly at: string;
  readonly text: string;
}

/** Metaphors, worn phrases and names that nobody gives to the thing, each with what to write in its place. */
const INSTEAD: readonly (readonly [word: RegExp, write: string])[] = [
  [/\bstrangers?\b/i, 'anyone, untrusted, anonymous'],
  [/\b(un)?mend(s|ed|ing)?\b/i, 'fix'],
  [/\bastray\b/i, 'redirected'],
  [/\b(security )?holes?\b/i, 'vulnerability'],
  [/\bwaits? for a hand\b|\bby a hand\b/i, 'needs manual action'],
  [/\b(front )?doors?\b/i, 'entry point'],
  [/\bfences?\b/i, 'isolation'],
  [/\bknock(s|ing)? on\b/i, 'reach'],
  [/\bextortionists?\b/i, 'ransomware gangs'],
  [/\bfor ever\b/i, 'forever'],
  [/\bin (the )?clear\b/, 'in plain text'],
  [/\bconfig maps?\b/, 'ConfigMap'],
  [/\bno proof\b/i, 'does not prove absence'],
  [/\bnot evidenced\b/i, 'not established'],
  [/\bwhose makers\b/i, 'its vendor'],
  [/\bgone through\b/i, 'reviewed'],
  [/\basks? for (1|one|a|the|all) pods?\b/i, 'requires'],
  [/\bis asked for\b|\bwas asked for\b/i, 'request'],
  [/\bthat can be moved\b/i, 'mutable'],
  [/\bhonest\b/i, 'legitimate'],
  [/\bstands? (at|in|beside|between)\b/i, 'is'],
  [/\bAsk\.(?= |$)/, 'Ask the target.'],
  [/\blies? (at|in|under|on|below)\b/i, 'is'],
  [/\bin full or in part\b/i, 'fully or partly'],
  [/\btaken-over\b/i, 'compromised'],
  [/\bno (bundle|list|subject|evidence bundle) (and|;|but)\b/i, 'not a'],
  // As their makers write them.
  [/\b(Argo ?cd|argo cd|ArgoCD)\b(?! config)/, 'Argo CD'],
  [/\b(Github|github)\b(?![./])/, 'GitHub'],
  [/\b(Gitlab)\b/, 'GitLab'],
  [/\bAws\b/, 'AWS'],
  [/\b(Kubernets|K8S|K8s)\b/, 'Kubernetes'],
  [/\b(Istio|Cilium|Kyverno|Calico) ?[Mm]esh-?[Ww]ork\b/, 'its name'],
  [/\b(Postgres(SQL)|Postgresql|MySql|Mongo ?DB(?<!MongoDB))\b/, 'PostgreSQL, MySQL, MongoDB'],
  [/\b(CoreDns|Coredns|Etcd|ETCD)\b/, 'CoreDNS, etcd'],
  [/\bOpenshift\b/, 'OpenShift'],
  [/\b(Hostpath|hostpath|HostPath)\b(?! )/, 'hostPath'],
];

/** Rules that every text keeps, and the words that break one. */
function faultsOf(text: string): string[] {
  const prose = text.replace(/`[^`]*`/g, 'CODE');
  return [
    ...INSTEAD.flatMap(([word, write]) => {
      const [hit] = word.exec(prose) ?? [];
      return hit === undefined ? [] : [`“${hit}”: write ${write}`];
    }),
    ...(/\p{L}'(s|t|re|ll|ve|d)\b|\p{L}s' \p{Ll}/u.test(prose) ? ['a straight apostrophe'] : []),
    // Columns of a terminal are set with more.
    ...(/\p{Ll}[.,;]? {2}\p{Ll}/u.test(prose) ? ['two spaces'] : []),
    ...(/\b(an?|the|of|to|is|are|that|and|in) \1\b/i.test(prose) ? ['a word twice'] : []),
    ...(/\p{L} [,.;](?= |$)/u.test(prose) ? ['a space before a mark'] : []),
  ];
}

const WORDS_AT_MOST = 30;
/** Words of a sentence; a name, a number or a piece of code is one, whatever is in it. */
const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;

function longOf(text: string): string[] {
  return text
    .replace(/`[^`]*`/g, 'CODE')
    .split(/(?<=[.!?][”)]?)\s+(?=[\p{Lu}“(]|etcd|kube|ingress|gitRepo|aws-auth|nodes\/)|\n+/u)
    .filter((sentence) => wordsOf(sentence) > WORDS_AT_MOST)
    .map((sentence) => `${wordsOf(sentence)} words: ${sentence}`);
}

const MONTH = 'January|February|March|April|May|June|July|August|September|October|November|December';
const OTHER_DATE = new RegExp(
  `\\b20\\d\\d-\\d\\d-\\d\\d\\b|\\b(${MONTH}) \\d{1,2}\\b|\\b\\d{1,2} (?!May\\b)(${MONTH}) 20|\\b\\d{1,2}/\\d{1,2}/\\d{2,4}\\b`,
);
/** "1 clusters"; words in -s that are no plural, and those after a number that counts something else. */
const PLURAL_OF_ONE =
  /(?<![\d.,/:–-])\b1 (?!(?:is|was|has|does|less|access|class|process|address|kubernetes|alias|status|https|dns|vcpus)\b)[a-z]+(?<!s)s\b/;

const made = (text: string): string[] => [
  ...faultsOf(text),
  ...(OTHER_DATE.test(text) ? [`a date that is not written as 29 Jul 2026`] : []),
  ...(PLURAL_OF_ONE.test(text) ? ['a plural of one'] : []),
];

const told = (texts: readonly Text[], faults: (text: string) => readonly string[]): string[] => [
  ...new Set(
    texts.flatMap(({ at, text }) => faults(text).map((fault) => `${at}: ${fault} — ${text.slice(0, 160)}`)),
  ),
];

describe('the texts of the rooms', () => {
  test('use the words of the field, one apostrophe and one space', () => {
    expect(told(literals(), faultsOf)).toEqual([]);
  });

  test('have no sentence of more than thirty words', () => {
    expect(told(literals(), longOf)).toEqual([]);
  });
});

/** What an error is told, so that its sentence begins with a capital. */
const FILLED = {
  sentence: 'It is so.',
  todo: 'Do it.',
  missing: 'Three are.',
  what: 'The entry',
  path: 'FILE',
  name: 'FILE',
  recipient: 'KEY',
};

describe('the catalogues', () => {
  const sentences: readonly Text[] = [
    ...CONTROLS.flatMap(({ id, rationale, remediation: { short, steps } }) => [
      { at: `${id} rationale`, text: rationale },
      { at: `${id} short`, text: short },
      { at: `${id} steps`, text: steps },
    ]),
    ...QUESTIONS.flatMap(({ meta }) => [
      { at: `${meta.id} why`, text: meta.why },
      { at: `${meta.id} good`, text: meta.good },
      { at: `${meta.id} evidence`, text: meta.evidenceWanted },
    ]),
    ...SCENARIOS.flatMap(({ meta }) => [
      { at: `${meta.id} statement`, text: meta.statement },
      { at: `${meta.id} explanation`, text: meta.explanation },
      ...meta.mitigations.map((text) => ({ at: `${meta.id} mitigation`, text })),
    ]),
    ...GLOSSARY.map(({ id, short }) => ({ at: `glossary ${id}`, text: short })),
    ...ERROR_CODES.flatMap((code) => {
      const { message, remedy } = describeError(code, FILLED);
      return [
        { at: code, text: message },
        { at: `${code} remedy`, text: remedy },
      ];
    }),
  ];
  const titles: readonly Text[] = [
    ...CONTROLS.map(({ id, title }) => ({ at: id, text: title })),
    ...SCENARIOS.map(({ meta }) => ({ at: meta.id, text: meta.title })),
    ...[...CLUSTER_MEASURES, ...NAMESPACE_MEASURES].map(({ control, title }) => ({
      at: `strength ${control}`,
      text: title,
    })),
  ];

  test('write whole sentences where sentences stand, from a capital to a full stop', () => {
    expect(
      told(sentences, (text) => [
        ...(/^([\p{Lu}“"\d`]|etcd|kube|nodes\/proxy|dockershim|ingress-nginx)/u.test(text)
          ? []
          : ['no capital']),
        ...(/[.!?]”?$/.test(text) ? [] : ['no full stop']),
      ]),
    ).toEqual([]);
  });

  test('give titles without a full stop, short enough for a line', () => {
    expect(
      told(titles, (text) => [
        ...(/[.!?]$/.test(text) ? ['a full stop'] : []),
        ...(wordsOf(text) > 12 ? ['more than twelve words'] : []),
        ...(/^(\p{Lu}|etcd|kube-proxy|hostPath)/u.test(text) ? [] : ['no capital']),
      ]),
    ).toEqual([]);
  });

  test('ask questions that begin with a question word and end with a question mark', () => {
    expect(
      told(
        QUESTIONS.map(({ meta }) => ({ at: meta.id, text: meta.text })),
        (text) => [
          ...(text.endsWith('?') ? [] : ['no question mark']),
          ...(ASKS.test(text) ? [] : ['no question word']),
        ],
      ),
    ).toEqual([]);
  });

  test('say an error in at most two sentences', () => {
    expect(
      ERROR_CODES.filter((code) => {
        const { message } = describeError(code, { sentence: 'It is so.', reason: 'it is', missing: '' });
        return message.trim().split(/(?<=[.!?])\s+(?=\p{Lu})/u).length > 2;
      }),
    ).toEqual([]);
  });
});

const ASKS =
  /^(Is|Are|Do|Does|Did|Has|Have|Can|Will|Was|Were|How|For how|Who|Whose|Which|What|When|Where|Why|Over how many|At|In which|From where|Of which|By when|By whom|Through|An attacker)\b/;

describe('what the sample makes of them', () => {
  let report: SampleReport;
  beforeAll(async () => {
    report = await sampleReport();
  });

  test('agrees in number, writes days in one way and keeps the same words', () => {
    const texts = textsOf(report.model, 'report');
    expect(texts.length).toBeGreaterThan(1000);
    expect(told(texts, made)).toEqual([]);
  });
});

/** Every text of at least three words in a value, with where it is. */
function textsOf(value: unknown, at: string): Text[] {
  if (typeof value === 'string') return isProse(value) ? [{ at, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, at));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (QUOTED.has(key) ? [] : textsOf(one, `${at}.${key}`)));
}

/** What the evidence or a page of somebody else says as it stands. */
const QUOTED: ReadonlySet<string> = new Set([
  'value',
  'url',
  'yaml',
  'message',
  'command',
  'path',
  'references',
]);

const isProse = (text: string) =>
  /\p{L}{2,} \p{L}+ \p{L}/u.test(text) && !SQL.test(text) && !MACHINE.test(text);
const SQL = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|WHERE|PRAGMA|ATTACH|STRICT)\b/;
/** YAML, shell and lists of names. */
const MACHINE = /^\s*(#|- |[\w.-]+:\n|kubectl |aws |helm |image: |[\w./-]+\n|[A-Z][a-z]+( [A-Z][a-z]+){6,})/;

const ROOMS = ['main', 'shared'];
/** What programs are called and what people type; nobody reads these as sentences. */
const NOT_PROSE = /main\/(sample|snapshot\/redaction|store\/migrations|yaml\/resolve)/;

/** Every text in the source of the rooms, expressions in a template as one name. */
function literals(): Text[] {
  return ROOMS.flatMap(sourcesOf).flatMap((file) => {
    const texts: Text[] = [];
    const source = readFileSync(file, 'utf8');
    const add = (text: string, start: number) => {
      if (isProse(text)) texts.push({ at: `${file}:${source.slice(0, start).split('\n').length}`, text });
    };
    new Visitor({
      Literal: (node) => {
        if (typeof node.value === 'string') add(node.value, node.start);
      },
      TemplateLiteral: (node) =>
        add(node.quasis.map(({ value }) => value.cooked ?? '').join('NAME'), node.start),
    }).visit(parseSync(file, source).program);
    return texts;
  });
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !NOT_PROSE.test(file));
}
