/** The image and the profile whose sum over the pixels near a curve is wanted, again and again. */
export interface BandSumOptions {
  /** Row-major, box x box. */
  image: Float32Array;
  box: number;
  /** Weight at the distances 0, 1, ... px, linear between; one entry more than `reach` needs. */
  profile: Float64Array;
  /** Pixels farther from the curve count nothing, px. */
  reach: number;
  /** Most samples of a curve. */
  capacity: number;
}

export interface BandSum {
  /** Samples of the curve, to be written by whoever asks for a sum. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Sum of profile(distance to the nearest of the first `count` samples) * image. */
  correlate(count: number): number;
}
