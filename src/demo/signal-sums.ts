/** Sums over pixels from which the shares of two known signals in an image follow. */
export class SignalSums {
  private count = 0;
  private membrane = 0;
  private protein = 0;
  private value = 0;
  private membrane2 = 0;
  private protein2 = 0;
  private value2 = 0;
  private membraneProtein = 0;
  private membraneValue = 0;
  private proteinValue = 0;

  /** One pixel: the true membrane, the true protein, and the image that is judged. */
  add(membrane: number, protein: number, value: number): void {
    this.count++;
    this.membrane += membrane;
    this.protein += protein;
    this.value += value;
    this.membrane2 += membrane * membrane;
    this.protein2 += protein * protein;
    this.value2 += value * value;
    this.membraneProtein += membrane * protein;
    this.membraneValue += membrane * value;
    this.proteinValue += protein * value;
  }

  /** Pearson's correlation of the image with the true protein signal. */
  proteinCorrelation(): number {
    const covariance = this.proteinValue - (this.protein * this.value) / this.count;
    const proteinPower = this.protein2 - this.protein ** 2 / this.count;
    const valuePower = this.value2 - this.value ** 2 / this.count;
    return covariance / Math.sqrt(proteinPower * valuePower);
  }

  /** Least squares: image = share.membrane * membrane + share.protein * protein + constant + noise. */
  shares(): { membrane: number; protein: number } {
    const { count } = this;
    const mm = this.membrane2 - this.membrane ** 2 / count;
    const pp = this.protein2 - this.protein ** 2 / count;
    const mp = this.membraneProtein - (this.membrane * this.protein) / count;
    const mv = this.membraneValue - (this.membrane * this.value) / count;
    const pv = this.proteinValue - (this.protein * this.value) / count;
    const determinant = mm * pp - mp * mp;
    return { membrane: (mv * pp - pv * mp) / determinant, protein: (pv * mm - mv * mp) / determinant };
  }
}
