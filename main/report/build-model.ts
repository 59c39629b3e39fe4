/** Builds the report model. Pure: the same input gives the same model, to the byte. */
import { createHash } from 'node:crypto';
import { compare } from '../../shared/compare.ts';
import { GLOSSARY } from '../../shared/glossary.ts';
import { REPORT_MODEL_VERSION, type ReportModel } from '../../shared/report-model.ts';
import type { ReportInput } from './input.ts';
import { decisionOf, executiveOf, redFlagsOf } from './sections/decision.ts';
import { environmentOf, fiveQuestionsOf } from './sections/environment.ts';
import { evidencePartsOf } from './sections/evidence.ts';
import { exceptionsOf } from './sections/exceptions.ts';
import { compromiseOf, findingsOf, testedOf } from './sections/findings.ts';
import { contradictionsOf, interviewPartsOf, standingDisputes, unansweredOf } from './sections/interview.ts';
import { matrixOf, methodOf, scenariosOf } from './sections/risk.ts';
import { scopePartsOf } from './sections/scope.ts';
import { strengthsOf } from './sections/strengths.ts';

/**
 * The whole report as one frozen value. Works without any snapshot (interview only: every fact is "not established")
 * and without any answer (evidence only: every question is "not asked").
 */
export function buildReportModel(input: ReportInput): ReportModel {
  const findings = findingsOf(input);
  const scenarios = scenariosOf(input, findings);
  const parts = {
    ...scopePartsOf(input),
    scenarios,
    findings,
    exceptions: exceptionsOf(input),
    contradictions: contradictionsOf(input),
    strengths: strengthsOf(input),
    unanswered: unansweredOf(input),
    environment: environmentOf(input),
  };
  return deepFreeze({
    modelVersion: REPORT_MODEL_VERSION,
    cover: coverOf(input),
    control: {
      appVersion: input.appVersion,
      createdAt: input.now,
      journalHead: input.engagement.journalHead,
      journalLength: input.engagement.journalLength,
      people: input.engagement.profile.people.map((person) => ({ ...person })),
    },
    decision: decisionOf(input, parts),
    executive: executiveOf(input, parts),
    sentences: sentencesOf(input),
    redFlags: redFlagsOf(parts),
    fiveQuestions: fiveQuestionsOf(input),
    compromise: compromiseOf(input, findings),
    matrix: matrixOf(scenarios),
    tested: testedOf(input),
    ...interviewPartsOf(input),
    ...evidencePartsOf(input),
    method: methodOf(input),
    glossary: GLOSSARY.map(({ term, short }) => ({ term, text: short })).sort((a, b) =>
      compare(a.term.toLowerCase(), b.term.toLowerCase()),
    ),
    ...parts,
  });
}

/** What people said is told as said; where the evidence stands against it, that is told with it. */
function sentencesOf(input: ReportInput): ReportModel['sentences'] {
  const disputed = standingDisputes(input);
  return input.sentences.map(({ section, sentence, questionId }) => ({
    section,
    sentence:
      disputed(questionId, null).length > 0
        ? sentence.replace(/\)\.$/, '; disputed by the evidence).')
        : sentence,
    questionId,
  }));
}

function coverOf(input: ReportInput): ReportModel['cover'] {
  const { profile, id, journalHead, isSample } = input.engagement;
  const hashes = input.snapshots.map(({ summary }) => summary.evidenceSha256).sort(compare);
  const evidenceHash = hashes.length === 0 ? '' : sha256(hashes.join('\n'));
  const mark = sha256([id, evidenceHash, journalHead].join('\n')).slice(0, 8).toUpperCase();
  return {
    client: profile.client,
    target: profile.target,
    engagement: profile.name,
    consultancy: profile.consultancy,
    assessor: profile.assessor,
    classification: profile.classification,
    reportId: `DD-${input.now.slice(0, 10).replaceAll('-', '')}-${mark}`,
    version: input.draft ? '0.1 draft' : '1.0',
    draft: input.draft,
    date: input.now,
    evidenceHash,
    isSample,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
