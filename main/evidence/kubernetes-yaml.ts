/**
 * YAML as kubectl reads it: version 1.1, in which `yes` and `on` are true and `0644` is octal, yet without times, so that
 * `1:30` and `2026-01-01` stay text. Source: sigs.k8s.io/yaml with go.yaml.in/yaml/v2; the cases of its test are what
 * that gives.
 */
import { parseAllDocuments, type ScalarTag, type Tags } from 'yaml';

const MAX_ALIASES = 1_000;
const INT = 'tag:yaml.org,2002:int';
const BINARY = 'tag:yaml.org,2002:binary';
/** JSON has none of these; as in Go they are plain collections and text. */
const WITHOUT = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** `0o17`, which YAML has since 1.2 and Go reads in 1.1 too. */
const OCTAL: ScalarTag = {
  tag: INT,
  default: true,
  test: /^[-+]?0[oO][0-7][0-7_]*$/,
  resolve: (text) => Number(text.replace(/[_+-]/g, '')) * (text.startsWith('-') ? -1 : 1),
};

/** Text in base64. */
const BYTES: ScalarTag = {
  tag: BINARY,
  resolve: (text) => Buffer.from(text, 'base64').toString('utf8'),
};

/** Every document as JSON would hold it. @throws Error whose first line says where the text is no YAML */
export function parseKubernetesYaml(text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.1', customTags: kubernetesTags }).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  });
}

function kubernetesTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) => typeof tag === 'string' || !(WITHOUT.has(tag.tag) || ('format' in tag && tag.format === 'TIME')),
  );
  return [OCTAL, BYTES, ...kept];
}
