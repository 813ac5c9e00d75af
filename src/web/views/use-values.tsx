import { IconCheck } from '@tabler/icons-react';
import type { Json } from '../../base/json.ts';
import { argsOf, idOf, type DraftDoc, type DraftJob } from '../draft/document.ts';
import { setArg } from '../draft/edits.ts';
import { edit, useDraft } from '../draft/store.ts';
import { saveDraft, useDraftSync } from '../draft/sync.ts';
import { showToast } from '../store/toasts.ts';
import { MenuButton } from '../ui/menu-button.tsx';

interface UseValuesProps {
  runRoot: string;
  /** The job whose values are taken. */
  reference: string;
  /** Its values, as text. */
  words: string;
  /** Of the arguments in which the compared jobs differ. */
  names: readonly string[];
  args: Readonly<Record<string, unknown>>;
}

/** What was found to be best goes into another Particle PMS job of the batch that is edited; a step of undo there. */
export function UseValues({ runRoot, reference, words, names, args }: UseValuesProps) {
  useDraftSync(runRoot);
  const doc = useDraft((state) => (state.loaded && state.runRoot === runRoot ? state.doc : null));
  const targets = doc ? targetsOf(doc, reference) : [];
  if (names.length === 0 || targets.length === 0) return null;
  const takeOver = (target: DraftJob): void => {
    edit(`use ${words} in ${idOf(target)}`, (now) => withValues(now, target.key, names, args));
    void saveDraft();
    showToast(`${names.join(', ')} of ${idOf(target)} is now ${words}. Undo in the Batch Scheduler takes it back.`);
  };
  const items = targets.map((target) => ({ label: idOf(target), onChoose: () => takeOver(target) }));
  return <MenuButton icon={<IconCheck size={16} stroke={1.5} aria-hidden />} label={`Use ${words} in`} items={items} />;
}

/** Other jobs of the kind; those that are no variants of the reference (of other particles, say) come first. */
function targetsOf({ jobs }: DraftDoc, reference: string): DraftJob[] {
  const others = jobs.filter((job) => job.json.kind === 'bezierfit_particle_pms' && idOf(job) !== reference);
  const own = jobs.find((job) => idOf(job) === reference);
  const isVariant = (job: DraftJob): boolean => own !== undefined && argsOf(job).particle === argsOf(own).particle;
  return [...others.filter((job) => !isVariant(job)), ...others.filter(isVariant)];
}

function withValues(doc: DraftDoc, key: string, names: readonly string[], args: UseValuesProps['args']): DraftDoc {
  return names.reduce((changed, name) => setArg(changed, key, name, args[name] as Json), doc);
}
