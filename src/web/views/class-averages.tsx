import { useState } from 'react';
import type { ClassList } from '../../server/api.ts';
import { get } from '../api.ts';
import { useRoute } from '../router.ts';
import { ClassEditor } from './class-editor.tsx';
import { Fault } from './fault.tsx';
import type { PicturesProps } from './pictures-props.ts';
import { useLoad } from './use-load.ts';
import { Loading } from './loading.tsx';

/** Class averages with their fitted curves; the curves can be changed and saved. */
export function ClassAverages({ runRoot, jobId, waits }: PicturesProps) {
  const [savedTimes, setSavedTimes] = useState(0);
  const wanted = useRoute().params.get('class');
  const list = useLoad(`${runRoot} ${jobId} ${savedTimes}`, (signal) =>
    get<ClassList>('/api/classes', { runRoot, jobId }, signal),
  );
  if (list.fault)
    return <Fault words={list.fault} what="The class averages of this job cannot be shown" waits={waits} />;
  if (!list.last) return <Loading />;
  if (list.last.classes.length === 0) return <p className="pad mid">The templates file has no rows.</p>;
  return (
    <ClassEditor
      key={`${savedTimes} ${list.last.revision}`}
      list={list.last}
      runRoot={runRoot}
      jobId={jobId}
      firstClass={wanted === null ? null : Number(wanted)}
      onSaved={() => setSavedTimes((times) => times + 1)}
    />
  );
}
