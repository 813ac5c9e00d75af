import { useMemo, useState } from 'react';
import type { ParticleList, ParticleView } from '../../server/api.ts';
import { get } from '../api.ts';
import { percentiles, type GreyImage } from '../pictures/grey-image.ts';
import { loadPixels, type LoadedPixels } from '../pictures/load-pixels.ts';
import { lowPass, sigmaOf } from '../pictures/low-pass.ts';
import { ContrastPanel, DEFAULT_CONTRAST } from './contrast-panel.tsx';
import { Fault } from './fault.tsx';
import { FilmStrip } from './film-strip.tsx';
import { ParticleFacts } from './particle-facts.tsx';
import { ParticleTools } from './particle-tools.tsx';
import { ParticleViews } from './particle-views.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import type { PicturesProps } from './pictures-props.ts';
import { useFlags } from './use-flags.ts';
import { useKeys } from './use-keys.ts';
import { useLoad } from './use-load.ts';
import { useViewOptions } from './view-options.ts';
import { Loading } from './loading.tsx';

/** Particles of a PMS job: raw, model, subtracted, mask side by side, and the profile across the membrane. */
export function Particles({ runRoot, jobId, waits }: PicturesProps) {
  const list = useLoad(`${runRoot} ${jobId}`, (signal) =>
    get<ParticleList>('/api/particles', { runRoot, jobId }, signal),
  );
  const [index, setIndex] = useState(0);
  const flags = useFlags(runRoot, jobId);
  const [options, change] = useViewOptions();
  const [contrast, setContrast] = useState(DEFAULT_CONTRAST);
  const particle = useParticle(runRoot, jobId, list.value && list.value.count > 0 ? index : null);
  const shown = particle.last;
  const images = useFiltered(shown, contrast.lowPassA);
  const raw = images?.[0] ?? null;
  const range = useMemo(() => raw && percentiles(raw, contrast.low, contrast.high), [raw, contrast]);
  const count = list.value?.count ?? 0;
  const go = (next: number): void => setIndex(Math.min(count - 1, Math.max(0, next)));
  useKeys({
    a: () => go(index - 1),
    d: () => go(index + 1),
    '[': () => go(index - 1),
    ']': () => go(index + 1),
    s: () => change({ isSwapped: !options.isSwapped }),
    f: () => change({ isSwapped: !options.isSwapped }),
    ' ': () => flags.toggle(index),
    ...Object.fromEntries(
      [0, 1, 2, 3].map((n) => [`${n + 1}`, () => change({ large: options.large === n ? null : n })]),
    ),
  });
  if (list.fault) return <Fault words={list.fault} what="The particles of this job cannot be shown" waits={waits} />;
  if (!list.value) return <Loading />;
  if (count === 0) return <p className="pad mid">The particles file has no rows.</p>;
  return (
    <div className="jm">
      <div className="col gap8">
        <section className="panel viewer-panel" aria-label="Particle viewer">
          <ParticleTools {...{ index, list: list.value, options, change, go, flags }} />
          {!shown && !particle.fault && <Loading />}
          {particle.fault && <Fault words={particle.fault} what={`Particle ${index + 1} cannot be shown`} />}
          {shown && images && range && <ParticleViews {...shown} {...{ images, range, contrast, options, change }} />}
        </section>
        {shown && <ProfilePanel view={shown.view} />}
        <FilmStrip {...{ runRoot, jobId, count, index }} onIndex={go} flags={flags.flagged} />
      </div>
      <aside className="sd" aria-label="Contrast and facts">
        {raw && range && (
          <ContrastPanel
            {...{ image: raw, range, contrast }}
            name="raw"
            others="model and subtracted"
            onContrast={setContrast}
          />
        )}
        {shown && <ParticleFacts {...shown} runRoot={runRoot} jobId={jobId} />}
      </aside>
    </div>
  );
}

/** Raw, model, subtracted as they are drawn; the mask stays as it is. */
function useFiltered(shown: ShownParticle | null, lowPassA: number): GreyImage[] | null {
  return useMemo(() => {
    if (!shown) return null;
    const sigmaPx = sigmaOf(lowPassA) / shown.view.pixelSizeA;
    return shown.pixels.images.map((image, place) => (place === 3 ? image : lowPass(image, sigmaPx)));
  }, [shown, lowPassA]);
}

export interface ShownParticle {
  view: ParticleView;
  pixels: LoadedPixels;
}

function useParticle(runRoot: string, jobId: string, index: number | null) {
  return useLoad(index === null ? null : `${runRoot} ${jobId} ${index}`, async (signal): Promise<ShownParticle> => {
    const query = { runRoot, jobId, index };
    const [view, pixels] = await Promise.all([
      get<ParticleView>('/api/particle', query, signal),
      loadPixels('/api/particle/pixels', query, signal),
    ]);
    return { view, pixels };
  });
}
