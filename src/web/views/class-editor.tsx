import { useState } from 'react';
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconRefresh } from '@tabler/icons-react';
import type { ClassList, ControlPointsSaved } from '../../server/api.ts';
import { failureWords, post } from '../api.ts';
import { showToast } from '../store/toasts.ts';
import { baseName } from '../ui/format.ts';
import { PathText } from '../ui/path-text.tsx';
import { ClassFacts } from './class-facts.tsx';
import { useClassEdits, type ClassEdits } from './class-edits.ts';
import { ClassListPanel } from './class-list.tsx';
import { CurveEditor } from './curve-editor.tsx';
import type { AverageView } from './use-average.ts';
import { loadPixels } from '../pictures/load-pixels.ts';
import { useCurveWarnings } from './use-curve-warnings.ts';
import { useLoad } from './use-load.ts';
import { useKeys } from './use-keys.ts';
import { useObjective } from './use-objective.ts';

interface ClassEditorProps {
  list: ClassList;
  runRoot: string;
  jobId: string;
  firstClass: number | null;
  onSaved: () => void;
}

export function ClassEditor({ list, runRoot, jobId, firstClass, onSaved }: ClassEditorProps) {
  const [chosen, setChosen] = useState(() =>
    Math.max(
      0,
      list.classes.findIndex(({ classId }) => classId === firstClass),
    ),
  );
  const [point, setPoint] = useState(0);
  const [shown, setShown] = useState<AverageView>('image');
  const edits = useClassEdits(list);
  const one = list.classes[chosen];
  const points = edits.pointsOf(one.classId);
  const isEdited = edits.edits.has(one.classId);
  const objective = useObjective({ runRoot, jobId, one, points: isEdited ? points : null });
  const warnings = useCurveWarnings({ runRoot, jobId, classId: one.classId, points, isEdited });
  const pixels = useLoad(`${runRoot} ${jobId} ${one.classId}`, (signal) =>
    loadPixels('/api/class/pixels', { runRoot, jobId, classId: one.classId }, signal),
  );
  const go = (next: number): void => setChosen(Math.min(list.classes.length - 1, Math.max(0, next)));
  useKeys({ a: () => go(chosen - 1), d: () => go(chosen + 1), '[': () => go(chosen - 1), ']': () => go(chosen + 1) });
  return (
    <div className="class-page">
      <EditBar {...{ list, runRoot, jobId, edits, classId: one.classId, onSaved }} />
      <div className="class-columns">
        <ClassListPanel {...{ list, runRoot, jobId, chosen, edits: edits.edits }} onChoose={go} />
        <CurveEditor
          key={one.classId}
          shown={shown}
          onShow={setShown}
          {...{ list, one, points, isEdited, point, runRoot, jobId }}
          curve={objective.value?.curve ?? one.curve}
          pixels={pixels.value}
          onPoint={setPoint}
          onMove={(moved, isSameMove) => edits.move(one.classId, moved, isSameMove)}
        />
        <ClassFacts
          {...{ list, one, points, objective, warnings, point }}
          pixels={pixels.value}
          onPoint={setPoint}
          onMove={(moved) => edits.move(one.classId, moved, false)}
        />
      </div>
    </div>
  );
}

interface EditBarProps {
  list: ClassList;
  runRoot: string;
  jobId: string;
  edits: ClassEdits;
  classId: number;
  onSaved: () => void;
}

function EditBar({ list, runRoot, jobId, edits, classId, onSaved }: EditBarProps) {
  const [fault, setFault] = useState<string | null>(null);
  const { size } = edits.edits;
  const save = async (): Promise<void> => {
    const classes = [...edits.edits].map(([id, controlPoints]) => ({ classId: id, controlPoints }));
    try {
      const body = { runRoot, jobId, revision: list.revision, classes };
      const { copy } = await post<ControlPointsSaved>('/api/control-points', body);
      showToast(`Saved; the old file is kept as ${baseName(copy)}`);
      onSaved();
    } catch (error) {
      setFault(failureWords(error));
    }
  };
  return (
    <div className="row edit-bar">
      <span className="mono mid file-name">
        <PathText path={list.controlPointsFile} />
      </span>
      {!list.exists && <span className="st queued">not written yet</span>}
      <span className="grow" />
      {fault && (
        <span className="st failed" role="alert">
          {fault}
        </span>
      )}
      {size > 0 && <span className="st warn">{size === 1 ? '1 class' : `${size} classes`} edited</span>}
      <button className="btn ico quiet" aria-label="Undo" disabled={!edits.undo} onClick={() => edits.undo?.()}>
        <IconArrowBackUp size={16} stroke={1.5} aria-hidden />
      </button>
      <button className="btn ico quiet" aria-label="Redo" disabled={!edits.redo} onClick={() => edits.redo?.()}>
        <IconArrowForwardUp size={16} stroke={1.5} aria-hidden />
      </button>
      <button className="btn quiet" disabled={!edits.edits.has(classId)} onClick={() => edits.reset(classId)}>
        <IconRefresh size={16} stroke={1.5} aria-hidden />
        Back to the fit
      </button>
      <button className="btn pri" disabled={size === 0} onClick={() => void save()}>
        <IconDeviceFloppy size={16} stroke={1.5} aria-hidden />
        Save control points
      </button>
    </div>
  );
}
