import { InputError, type Problem } from '../../base/errors.ts';
import { readShape, type ImageShape } from './image-shape.ts';
import { shorten } from './stack-checks.ts';
import type { TemplateRows } from './template-rows.ts';

/** Checks the stacks of the templates: they open, have the box of `blob/shape`, and every section. Throws all problems; returns the shapes. */
export function checkTemplates({ inputFile, boxPx, templates }: TemplateRows): ImageShape[] {
  const problems: Problem[] = [];
  const shapes: ImageShape[] = [];
  for (const path of new Set(templates.map(({ stack }) => stack))) {
    const shape = readShape(path, problems);
    if (!shape) continue;
    shapes.push(shape);
    const { columns, rows, sections } = shape;
    if (columns !== boxPx || rows !== boxPx) {
      const message = `its images are ${columns} x ${rows} px, but blob/shape of ${inputFile} says ${boxPx} x ${boxPx}`;
      problems.push({ where: path, message });
    }
    for (const { classId } of templates.filter(({ stack, classId: id }) => stack === path && id >= sections)) {
      const message = `column blob/idx: got ${classId}, but ${path} has ${sections} images (0 to ${sections - 1})`;
      problems.push({ where: inputFile, message });
    }
  }
  if (problems.length > 0) throw new InputError(shorten(problems));
  return shapes;
}
