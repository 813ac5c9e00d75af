import { CopyButton } from '../ui/copy-button.tsx';
import { Fault } from './fault.tsx';
import { Loading } from './loading.tsx';

interface JsonViewProps {
  value: unknown;
  name: string;
  fault: string | null;
}

/** A small JSON file as text. */
export function JsonView({ value, name, fault }: JsonViewProps) {
  if (fault) return <Fault what={`${name} cannot be shown`} words={fault} />;
  if (value === null) return <p className="pad mid">{name} is written when the job has come that far.</p>;
  if (value === undefined) return <Loading />;
  const text = JSON.stringify(value, null, 2);
  return (
    <section className="panel col fill-panel" aria-label={name}>
      <div className="ph">
        <h2 className="mono">{name}</h2>
        <span className="grow" />
        <CopyButton text={text} />
      </div>
      <pre className="json" tabIndex={0} aria-label={`Content of ${name}`}>
        {text}
      </pre>
    </section>
  );
}
