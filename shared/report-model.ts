/**
 * The report model: the one immutable value from which every report format is rendered. It holds data and plain
 * words, never markup of an output format. A field whose name ends in `Markdown` holds Markdown exactly as typed;
 * every other string is plain text. Timestamps are ISO 8601 in UTC.
 */
import { z } from 'zod';
import { SnapshotOrigin } from './evidence.ts';
import { FindingOrigin, FindingStatus, ImportSource } from './finding.ts';
import { AnswerState, Basis, Confidence } from './interview.ts';
import { Level, Rank } from './risk.ts';
import { ResponsibilityRow, TeamSize } from './size.ts';
import { Severity, VerdictState } from './verdict.ts';

export const REPORT_MODEL_VERSION = 1;

/** Counts of verdicts. Unknown stands beside the others and is never added to pass. */
export const VerdictCounts = z.strictObject({
  fail: z.int(),
  pass: z.int(),
  notApplicable: z.int(),
  unknown: z.int(),
});
export type VerdictCounts = Readonly<z.infer<typeof VerdictCounts>>;

const Cover = z.strictObject({
  client: z.string(),
  target: z.string(),
  engagement: z.string(),
  consultancy: z.string(),
  assessor: z.string(),
  classification: z.string(),
  /** Stable for the same evidence, journal and engagement. */
  reportId: z.string(),
  version: z.string(),
  draft: z.boolean(),
  date: z.string(),
  /** SHA-256 (hex) over the hashes of all snapshots; '' without evidence. */
  evidenceHash: z.string(),
  isSample: z.boolean(),
});

const DocumentControl = z.strictObject({
  appVersion: z.string(),
  createdAt: z.string(),
  journalHead: z.string(),
  journalLength: z.int(),
  people: z.array(z.strictObject({ name: z.string(), role: z.string(), organisation: z.string() })),
});

const Decision = z.strictObject({
  verdict: z.enum(['go', 'conditional', 'no-go']).nullable(),
  /** "Go", "Conditional go", "No go", "Not decided". */
  word: z.string(),
  reasonMarkdown: z.string(),
  conditions: z.array(z.string()),
  /** Three figures with what they count. */
  numbers: z.array(z.strictObject({ value: z.string(), label: z.string(), note: z.string() })).length(3),
  confidence: Confidence,
  confidenceReasons: z.array(z.string()),
});

/** A sentence that an answer adds to the report. */
const Sentence = z.strictObject({ section: z.string(), sentence: z.string(), questionId: z.string() });

const SeverityCounts = z.strictObject({
  critical: z.int(),
  high: z.int(),
  medium: z.int(),
  low: z.int(),
  info: z.int(),
});

/** Likelihood and impact in words: the probability bin and the currency band. */
const Rated = z.strictObject({
  likelihood: Rank,
  impact: Rank,
  level: Level,
  probability: z.string(),
  loss: z.string(),
});

const ScenarioLine = z.strictObject({
  number: z.string(),
  title: z.string(),
  clusterName: z.string(),
  rated: Rated,
  confidence: Confidence,
  confirmed: z.boolean(),
});
export type ReportScenarioLine = Readonly<z.infer<typeof ScenarioLine>>;

const Strength = z.strictObject({
  controlId: z.string(),
  title: z.string(),
  clusterName: z.string(),
  /** Where it holds; null for the whole cluster. */
  namespaces: z.array(z.string()).nullable(),
  detail: z.string(),
});

const Executive = z.strictObject({
  noteMarkdown: z.string(),
  topScenarios: z.array(ScenarioLine),
  topStrengths: z.array(Strength),
  findings: SeverityCounts,
  findingsTotal: z.int(),
  verdicts: VerdictCounts,
  /** What the counts say. */
  sentence: z.string(),
});

const RedFlag = z.strictObject({
  number: z.string(),
  title: z.string(),
  clusterName: z.string(),
  /** In words, such as "Critical finding" or "Very high risk". */
  kind: z.string(),
  fact: z.string(),
  /** Of the language ladder: condition precedent, conditional on; '' where nothing calls for a condition. */
  ladder: z.string(),
  condition: z.string(),
});

const Scope = z.strictObject({
  authorisations: z.array(
    z.strictObject({
      grantedBy: z.string(),
      role: z.string(),
      clusters: z.array(z.string()),
      scope: z.string(),
      validFrom: z.string(),
      validUntil: z.string(),
      reference: z.string(),
    }),
  ),
  estate: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      purpose: z.string(),
      provider: z.string(),
      status: z.enum(['collected', 'refused', 'not-offered', 'pending']),
      heardFrom: z.string(),
      note: z.string(),
      suggested: z.boolean(),
    }),
  ),
  coverage: z.strictObject({
    heardOf: z.int(),
    collected: z.int(),
    refused: z.int(),
    notOffered: z.int(),
    pending: z.int(),
    sentence: z.string(),
  }),
  access: z.array(
    z.strictObject({
      clusterName: z.string(),
      origin: SnapshotOrigin,
      server: z.string(),
      identity: z.string(),
      /** '' where the evidence bears no time, as files do. */
      startedAt: z.string(),
      finishedAt: z.string(),
      completeness: z.enum(['complete', 'partial']),
    }),
  ),
});

const Limitations = z.strictObject({
  statements: z.array(z.string()),
  refused: z.array(
    z.strictObject({
      clusterName: z.string(),
      kind: z.string(),
      status: z.string(),
      message: z.string(),
      namespaces: z.array(z.string()),
    }),
  ),
  unknowns: z.array(
    z.strictObject({
      clusterName: z.string(),
      family: z.string(),
      unknown: z.int(),
      controls: z.int(),
      reasons: z.array(z.strictObject({ reason: z.string(), count: z.int() })),
    }),
  ),
  /** What the provider answers for by contract, a line for each cluster; not counted among the unknown. */
  byProvider: z.array(z.strictObject({ clusterName: z.string(), checks: z.int(), sentence: z.string() })),
  /** Facts that could not be established, with the reason in a sentence. */
  unknownFacts: z.array(z.strictObject({ clusterName: z.string(), sentence: z.string() })),
  /** `finishedAt` is '' and `days` null where the evidence bears no time. */
  evidenceAge: z.array(
    z.strictObject({ clusterName: z.string(), finishedAt: z.string(), days: z.int().nullable() }),
  ),
  /** How scenarios are ordered; '' where their levels alone order them. */
  orderNote: z.string(),
});

const Figure = z.strictObject({ label: z.string(), value: z.number().nullable() });

const ClusterEnvironment = z.strictObject({
  clusterName: z.string(),
  evidenced: z.boolean(),
  platform: z.array(z.strictObject({ label: z.string(), value: z.string(), known: z.boolean() })),
  /** In words, and whether it still gets fixes; null is not known. */
  support: z.strictObject({ supported: z.boolean().nullable(), sentence: z.string() }),
  figures: z.array(Figure),
  workloadsByKind: z.array(z.strictObject({ kind: z.string(), count: z.int() })),
  /** The same in words; '' when none is known. */
  workloads: z.string(),
  /** Services by who can address them; empty when they are not known. */
  services: z.array(z.strictObject({ name: z.string(), count: z.int() })),
  /** The label that names teams and the numbers for each; `label` is null when no label does or nothing is known. */
  teams: z.strictObject({ label: z.string().nullable(), labelled: z.int(), rows: z.array(TeamSize) }),
  /** What else is told of the size, in words; null is not known. */
  sizeDetails: z.array(z.strictObject({ label: z.string(), value: z.string().nullable() })),
  namespaces: z.array(
    z.strictObject({
      namespace: z.string(),
      workloads: z.number().nullable(),
      pods: z.number().nullable(),
      services: z.number().nullable(),
      secrets: z.number().nullable(),
      policies: z.number().nullable(),
      enforce: z.string(),
    }),
  ),
  families: z.array(z.strictObject({ family: z.string(), counts: VerdictCounts })),
  exposure: z.array(
    z.strictObject({
      kind: z.string(),
      name: z.string(),
      hosts: z.array(z.string()),
      tls: z.string(),
      workloads: z.array(z.string()),
      sensitive: z.string().nullable(),
    }),
  ),
  exposureUnknown: z.array(z.string()),
  responsibility: z.array(ResponsibilityRow),
});
export type ClusterEnvironment = Readonly<z.infer<typeof ClusterEnvironment>>;

const FiveQuestion = z.strictObject({
  title: z.string(),
  /** What was said. */
  answers: z.array(
    z.strictObject({ question: z.string(), clusterName: z.string(), answer: z.string(), basis: z.string() }),
  ),
  /** What the evidence says. */
  evidence: z.array(z.strictObject({ clusterName: z.string(), sentence: z.string() })),
});

const Scenario = z.strictObject({
  number: z.string(),
  id: z.string(),
  title: z.string(),
  clusterName: z.string(),
  statement: z.string(),
  explanation: z.string(),
  footholds: z.array(z.string()),
  jewels: z.array(z.string()),
  mitigations: z.array(z.string()),
  proposal: Rated,
  base: z.strictObject({ likelihood: Rank, impact: Rank }),
  drivers: z.array(
    z.strictObject({
      axis: z.enum(['likelihood', 'impact']),
      step: z.int(),
      sentence: z.string(),
      source: z.enum(['fact', 'answer', 'unknown']),
    }),
  ),
  rating: z
    .strictObject({
      decision: z.enum(['accepted', 'moved']),
      rated: Rated,
      reasonMarkdown: z.string(),
      businessArea: z.string(),
      author: z.string(),
      at: z.string(),
    })
    .nullable(),
  /** Of the rating if there is one, else of the proposal. */
  rated: Rated,
  confirmed: z.boolean(),
  /** From what is evidenced alone. */
  evidencedLevel: Level,
  /** Mitigations that something evidenced calls for. */
  calledFor: z.array(z.string()),
  confidence: Confidence,
  confidenceReason: z.string(),
  /** Numbers of findings that come from the controls of this scenario. */
  findings: z.array(z.string()),
  /** Numbers of its checks that could not be judged: they are no findings. */
  notJudged: z.array(z.string()),
});
export type ReportScenario = Readonly<z.infer<typeof Scenario>>;

const MatrixCell = z.strictObject({
  likelihood: Rank,
  impact: Rank,
  level: Level,
  scenarios: z.array(z.string()),
});

const EvidenceLine = z.strictObject({
  object: z.string(),
  path: z.string(),
  value: z.string(),
  message: z.string(),
});

/** An exception as it stands on a finding. `expires` is a day. */
const FindingException = z.strictObject({
  reason: z.string(),
  author: z.string(),
  expires: z.string(),
  expired: z.boolean(),
  objects: z.int(),
});

/** A risk that somebody accepted: all of them are printed, those that expired or were withdrawn too. */
const ReportException = z.strictObject({
  control: z.string(),
  controlTitle: z.string(),
  clusterName: z.string(),
  /** In words. */
  scope: z.string(),
  reason: z.string(),
  author: z.string(),
  expires: z.string(),
  state: z.enum(['stands', 'expired', 'withdrawn']),
  withdrawnBecause: z.string(),
  accepts: z.int(),
  expiredFor: z.int(),
});

const Finding = z.strictObject({
  number: z.string(),
  id: z.string(),
  origin: FindingOrigin,
  /** The other tool that an imported finding comes from. */
  source: ImportSource.nullable(),
  title: z.string(),
  domain: z.string(),
  domainTitle: z.string(),
  clusterName: z.string(),
  /** Effective: the override's if there is one. */
  severity: Severity,
  verdict: VerdictState,
  machine: z.strictObject({ severity: Severity.nullable(), verdict: VerdictState.nullable() }).nullable(),
  overrides: z.array(
    z.strictObject({
      severity: Severity.nullable(),
      verdict: VerdictState.nullable(),
      reasonMarkdown: z.string(),
      author: z.string(),
      at: z.string(),
    }),
  ),
  status: FindingStatus,
  controlIds: z.array(z.string()),
  /** Findings that were merged into this one. */
  members: z.array(z.strictObject({ number: z.string(), title: z.string() })),
  factMarkdown: z.string(),
  whyMarkdown: z.string(),
  affectedCount: z.int(),
  /** Of the affected objects, those that exceptions accept, and those whose exception has expired. */
  exceptedCount: z.int(),
  expiredCount: z.int(),
  exceptions: z.array(FindingException),
  /** Named by the assessor. */
  affected: z.array(z.string()),
  /** Evidence grouped by what it says; `first` holds the first ones, the annex the rest. */
  evidence: z.array(z.strictObject({ title: z.string(), count: z.int(), first: z.array(EvidenceLine) })),
  evidenceShown: z.int(),
  /** What newer evidence says of a finding written before it; '' when none is newer. */
  newerEvidence: z.string(),
  /** Affected objects that must be kept as they are, whatever the recommendation says. */
  preserve: z.array(z.string()),
  recommendationMarkdown: z.string(),
  remediationYaml: z.string(),
  effortHours: z.strictObject({ low: z.number(), likely: z.number(), high: z.number() }).nullable(),
  references: z.array(z.strictObject({ title: z.string(), url: z.string() })),
  mappings: z.array(z.strictObject({ framework: z.string(), id: z.string() })),
  questions: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
});
export type ReportFinding = Readonly<z.infer<typeof Finding>>;

const ReportContradiction = z.strictObject({
  number: z.string(),
  id: z.string(),
  question: z.string(),
  clusterName: z.string(),
  interviewSays: z.string(),
  evidenceSays: z.string(),
  evidence: z.array(EvidenceLine),
  resolution: z
    .strictObject({
      inFavourOf: z.enum(['interview', 'evidence']),
      reasonMarkdown: z.string(),
      author: z.string(),
      at: z.string(),
      current: z.boolean(),
    })
    .nullable(),
});

const CompromiseSigns = z.strictObject({
  /** Checks that looked for signs, by result; alike results of several clusters stand once. */
  lookedFor: z.array(
    z.strictObject({
      title: z.string(),
      clusterName: z.string(),
      verdict: VerdictState,
      message: z.string(),
    }),
  ),
  findings: z.array(z.string()),
});

const InterviewStep = z.strictObject({
  number: z.int(),
  title: z.string(),
  entries: z.array(
    z.strictObject({
      questionId: z.string(),
      question: z.string(),
      clusterName: z.string(),
      state: AnswerState,
      answer: z.string(),
      /** Numbers of the contradictions that stand against it. */
      disputedBy: z.array(z.string()),
      noteMarkdown: z.string(),
      askedOf: z.string(),
      askedAt: z.string().nullable(),
      basis: Basis,
      confidence: Confidence,
      confidenceReason: z.string(),
      author: z.string(),
      at: z.string(),
      revision: z.int(),
      markedForReview: z.boolean(),
      suggestedBy: z.string().nullable(),
    }),
  ),
});

const EvidenceIndexEntry = z.strictObject({
  clusterName: z.string(),
  snapshotId: z.string(),
  origin: SnapshotOrigin,
  server: z.string(),
  identity: z.string(),
  groups: z.array(z.string()),
  startedAt: z.string(),
  finishedAt: z.string(),
  completeness: z.enum(['complete', 'partial']),
  toolVersion: z.string(),
  evidenceSha256: z.string(),
  objects: z.int(),
  bytes: z.int(),
  kinds: z.array(
    z.strictObject({
      resource: z.string(),
      kind: z.string(),
      status: z.string(),
      objects: z.int(),
      sha256: z.string(),
    }),
  ),
  requests: z.strictObject({
    total: z.int(),
    retries: z.int(),
    byStatus: z.array(z.strictObject({ status: z.string(), count: z.int() })),
  }),
  notes: z.array(z.string()),
  /** What in the files was not read; `where` is the file, with the document where there are several. */
  unread: z.array(z.strictObject({ where: z.string(), reason: z.string() })),
});

const Method = z.strictObject({
  likelihood: z.array(z.strictObject({ rank: Rank, probability: z.string() })),
  impact: z.array(z.strictObject({ rank: Rank, band: z.string() })),
  currency: z.string(),
  /** Rows by likelihood from 5 to 1, columns by impact from 1 to 5. */
  levels: z.array(z.array(Level)),
});

export const ReportModel = z.strictObject({
  modelVersion: z.literal(REPORT_MODEL_VERSION),
  cover: Cover,
  control: DocumentControl,
  decision: Decision,
  executive: Executive,
  sentences: z.array(Sentence),
  redFlags: z.array(RedFlag),
  scope: Scope,
  limitations: Limitations,
  fiveQuestions: z.array(FiveQuestion),
  environment: z.array(ClusterEnvironment),
  compromise: CompromiseSigns,
  scenarios: z.array(Scenario),
  matrix: z.array(MatrixCell).length(25),
  findings: z.array(Finding),
  exceptions: z.array(ReportException),
  contradictions: z.array(ReportContradiction),
  strengths: z.array(Strength),
  tested: z.array(
    z.strictObject({
      controlId: z.string(),
      title: z.string(),
      clusterName: z.string(),
      verdict: VerdictState,
      counts: VerdictCounts,
    }),
  ),
  unanswered: z.array(
    z.strictObject({
      questionId: z.string(),
      question: z.string(),
      clusterName: z.string(),
      mandatory: z.boolean(),
      /** "Not asked" or "Asked, not known". */
      state: z.string(),
    }),
  ),
  interview: z.array(InterviewStep),
  evidenceIndex: z.array(EvidenceIndexEntry),
  method: Method,
  glossary: z.array(z.strictObject({ term: z.string(), text: z.string() })),
});
export type ReportModel = Readonly<z.infer<typeof ReportModel>>;
