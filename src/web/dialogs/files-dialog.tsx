import { useEffect, useState } from 'react';
import type { LogRange } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { baseName } from '../ui/format.ts';
import { FileFactsPanel } from './file-facts-panel.tsx';
import { FolderEntries, UpButton, useFolderBrowser } from './folder-browser.tsx';

const TEXT = /\.(log|out|json|mxt|star|txt|csv|pid)$/;
const SHOWN_BYTES = 200_000;

/** What lies in an output folder: a list of its files, with texts and stacks shown beside it. */
export function FilesDialog({ start, onClose }: { start: string; onClose: () => void }) {
  const browser = useFolderBrowser(start, '');
  const { path, file, folder } = browser;
  return (
    <Dialog
      title="Open output folder"
      about={<span className="mono dim cut">{path}</span>}
      width={1080}
      height={640}
      onClose={onClose}
      footer={
        <>
          <CopyButton text={file ?? path} label="Copy path" />
          <span className="grow" />
          <button className="btn" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="browse-bar">
        <UpButton browser={browser} />
        <span className="mono cut">{path}</span>
      </div>
      <div className="browse files">
        <FolderEntries browser={browser} entries={folder?.entries ?? []} />
        {file !== null && TEXT.test(file) ? <TextFile key={file} path={file} /> : <FileFactsPanel path={file} />}
      </div>
    </Dialog>
  );
}

/** The end of a text file. */
function TextFile({ path }: { path: string }) {
  const [words, setWords] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    get<LogRange>('/api/log', { path, from: -SHOWN_BYTES }, controller.signal).then(
      ({ text, from }) => setWords(from > 0 ? `…\n${text}` : text || '(empty)'),
      (error: unknown) => setWords(failureWords(error)),
    );
    return () => controller.abort();
  }, [path]);
  return (
    <pre className="facts text-file" tabIndex={0} aria-label={`Text of ${baseName(path)}`}>
      {words}
    </pre>
  );
}
