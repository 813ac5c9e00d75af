import { onTestFinished } from 'vitest';
import { GuiProcess } from './gui-process.ts';

/** A real `bezierfit gui` that ends with the test. */
export function startGui(...options: ConstructorParameters<typeof GuiProcess>): GuiProcess {
  const gui = new GuiProcess(...options);
  onTestFinished(() => gui.kill());
  return gui;
}
