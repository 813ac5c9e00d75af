import { multiplyRadial, transform, type ComplexImage } from './fft.ts';

/** The microscope, without astigmatism. */
export interface Microscope {
  voltageKv: number;
  sphericalAberrationMm: number;
  amplitudeContrast: number;
  /** Envelope exp(-B k^2 / 4). */
  bFactorA2: number;
}

export const MICROSCOPE: Microscope = {
  voltageKv: 300,
  sphericalAberrationMm: 2.7,
  amplitudeContrast: 0.1,
  bFactorA2: 150,
};

/** Relativistic wavelength in angstrom. */
export function wavelengthA(voltageKv: number): number {
  const volts = voltageKv * 1000;
  return 12.2643 / Math.sqrt(volts + 0.97845e-6 * volts * volts);
}

/**
 * Contrast transfer at a spatial frequency (1/angstrom), positive at low frequency for underfocus:
 * sin(pi lambda df k^2 - pi/2 Cs lambda^3 k^4 + asin w) exp(-B k^2 / 4).
 */
export function contrastTransfer(frequencyPerA: number, defocusA: number, scope: Microscope = MICROSCOPE): number {
  const lambdaA = wavelengthA(scope.voltageKv);
  const k2 = frequencyPerA * frequencyPerA;
  const aberrationA = scope.sphericalAberrationMm * 1e7;
  const phase = Math.PI * lambdaA * k2 * (defocusA - 0.5 * aberrationA * lambdaA * lambdaA * k2);
  return Math.sin(phase + Math.asin(scope.amplitudeContrast)) * Math.exp((-scope.bFactorA2 * k2) / 4);
}

/** Applies the CTF to the two real images that a complex image holds as its parts. */
export function applyCtf(image: ComplexImage, defocusA: number, pixelSizeA: number): void {
  transform(image, 'forward');
  multiplyRadial(image, (frequency) => contrastTransfer(frequency / pixelSizeA, defocusA));
  transform(image, 'inverse');
}
