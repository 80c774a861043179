// Every flow, in the order in which they are begun.
import { documentShared, realDocumentShared } from './documents.mjs';
import { invitationAccepted, lettersStopped, passwordForgotten, profileKept, signedOut } from './people.mjs';
import { personalDataDecided, promiseKept, reportBlocksFile, versionsCompared } from './library.mjs';
import { practiceByKeyboard } from './keyboard.mjs';
import { practicePublished } from './practices.mjs';
import { doubleClick, draftKept, questionAnswered } from './questions.mjs';
import { foundAndFollowed } from './search.mjs';
import { nothingRuns, severalUploaded } from './uploads.mjs';

export const FLOWS = [
  { name: 'a facilitatore shares a document: read, found, told', walk: documentShared },
  { name: 'a true PDF is read and found', walk: realDocumentShared },
  { name: 'personal data in a document waits for a decision', walk: personalDataDecided },
  { name: 'two versions of a document are compared', walk: versionsCompared },
  { name: 'a report takes the file of a document away until it is closed', walk: reportBlocksFile },
  { name: 'a promised document arrives and its followers are told', walk: promiseKept },
  { name: 'several files over a line that breaks become several documents', walk: severalUploaded },
  { name: 'of files that are two things at once nothing runs', walk: nothingRuns },
  { name: 'a referente searches, opens and follows', walk: foundAndFollowed },
  { name: 'a referente asks, a mentore answers, it is solved', walk: questionAnswered },
  { name: 'a practice is drafted, sent, sent back, mended, published', walk: practicePublished },
  { name: 'the Fossanese practice is written by keyboard on a phone', walk: practiceByKeyboard },
  { name: 'a forgotten password', walk: passwordForgotten },
  { name: 'an invitation is accepted', walk: invitationAccepted },
  { name: 'a profile is changed', walk: profileKept },
  { name: 'letters are stopped from a letter', walk: lettersStopped },
  { name: 'a form sent by a double click has one effect', walk: doubleClick },
  { name: 'a draft stays in the browser of who wrote it until it is published', walk: draftKept },
  { name: 'signing out ends the session', walk: signedOut },
];
