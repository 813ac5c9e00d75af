import { IconChevronLeft, IconChevronRight, IconFlag } from '@tabler/icons-react';
import type { ParticleList } from '../../server/api.ts';
import { FIT } from '../pictures/viewport.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { baseName, count } from '../ui/format.ts';
import type { Flags } from './use-flags.ts';
import type { ChangeOptions, ViewOptions } from './view-options.ts';

interface ParticleToolsProps {
  index: number;
  list: ParticleList;
  options: ViewOptions;
  change: ChangeOptions;
  go: (index: number) => void;
  flags: Flags;
}

const ICON = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

export function ParticleTools({ index, list, options, change, go, flags }: ParticleToolsProps) {
  const stack = list.stacks.findIndex(({ first, count: inStack }) => index >= first && index < first + inStack);
  return (
    <div className="ph tools-row">
      <button className="btn ico quiet s" aria-label="Previous particle (A)" onClick={() => go(index - 1)}>
        <IconChevronLeft {...ICON} />
      </button>
      <div className="inw number">
        <input
          className="in"
          inputMode="numeric"
          aria-label={`Particle, 1 to ${list.count}`}
          value={index + 1}
          onChange={(event) => {
            const wanted = Number.parseInt(event.target.value, 10);
            if (wanted > 0) go(wanted - 1);
          }}
        />
        <span className="u">of {count(list.count)}</span>
      </div>
      <button className="btn ico quiet s" aria-label="Next particle (D)" onClick={() => go(index + 1)}>
        <IconChevronRight {...ICON} />
      </button>
      <select
        className="sel stack-choice"
        aria-label="Stack"
        value={stack}
        title={list.stacks[stack]?.output}
        onChange={(event) => go(list.stacks[Number(event.target.value)].first)}
      >
        {list.stacks.map(({ output, ready }, place) => (
          <option key={output} value={place}>
            {baseName(output)}
            {ready ? '' : ' (not written yet)'}
          </option>
        ))}
      </select>
      <span className="grow" />
      <Checkbox checked={options.showsCurve} onChecked={(checked) => change({ showsCurve: checked })}>
        Curve
      </Checkbox>
      <Checkbox checked={options.isLinked} onChecked={(checked) => change({ isLinked: checked })}>
        Link views
      </Checkbox>
      <ZoomButtons options={options} change={change} />
      <button
        className="btn ico quiet s"
        aria-label="Flag this particle (Space)"
        aria-pressed={flags.flagged.has(index)}
        onClick={() => flags.toggle(index)}
      >
        <IconFlag {...ICON} fill={flags.flagged.has(index) ? 'currentColor' : 'none'} />
      </button>
    </div>
  );
}

function ZoomButtons({ options, change }: { options: ViewOptions; change: ChangeOptions }) {
  const present = options.viewports[0].scale;
  return (
    <div className="seg" role="group" aria-label="Zoom">
      {[null, 2, 4].map((scale) => (
        <button
          key={scale}
          aria-pressed={present === scale}
          onClick={() => change({ viewports: options.viewports.map(() => ({ ...FIT, scale })) })}
        >
          {scale === null ? 'Fit' : `${scale}:1`}
        </button>
      ))}
    </div>
  );
}
