/** CRC-32 of bzip2: the usual polynomial, most significant bit first. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** Collects bytes, hands them on in pieces, and computes the checksum of each block. */
export class OutputBuffer {
  private readonly bytes = new Uint8Array(1 << 16);
  private used = 0;
  private crc = 0;
  private readonly write: (bytes: Uint8Array) => void;
  constructor(write: (bytes: Uint8Array) => void) {
    this.write = write;
  }

  startBlock(): void {
    this.crc = 0xffffffff;
  }

  put(byte: number): void {
    if (this.used === this.bytes.length) this.flush();
    this.bytes[this.used++] = byte;
    this.crc = (this.crc << 8) ^ CRC_TABLE[(this.crc >>> 24) ^ byte]!;
  }

  repeat(byte: number, count: number): void {
    for (let i = 0; i < count; i++) this.put(byte);
  }

  endBlock(): number {
    this.flush();
    return ~this.crc >>> 0;
  }

  private flush(): void {
    this.write(this.bytes.subarray(0, this.used));
    this.used = 0;
  }
}
