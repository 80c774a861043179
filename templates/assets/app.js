// Fra Unioni: improvements only. Without this file every page works the same.
// Each module looks for its own mark-up and does nothing where it finds none.
import { autosave } from './scripts/autosave.js';
import { offerCopy } from './scripts/copy.js';
import { copyLinks } from './scripts/copy_link.js';
import { countCharacters } from './scripts/counter.js';
import { keepDrafts } from './scripts/draft.js';
import { focusErrorSummary } from './scripts/error_summary.js';
import { closeMenus } from './scripts/menus.js';
import { revealPasswords } from './scripts/password.js';
import { markSection } from './scripts/section.js';
import { offerPrint } from './scripts/print.js';
import { fillSuggestions } from './scripts/suggestion.js';
import { sendInPieces } from './scripts/tus.js';
import { unfoldOnChoice } from './scripts/unfold.js';
import { PAGE_REPLACED, showUploadProgress } from './scripts/upload.js';

/** What concerns the elements of the page; run again when an upload brings a new page in its place. */
function improve() {
  focusErrorSummary(document);
  keepDrafts(document);
  autosave(document);
  countCharacters(document);
  offerCopy(document);
  copyLinks(document);
  markSection(document);
  offerPrint(document);
  revealPasswords(document);
  showUploadProgress(document);
  fillSuggestions(document);
  sendInPieces(document);
  unfoldOnChoice(document);
}

closeMenus(document);
improve();
document.addEventListener(PAGE_REPLACED, improve);
