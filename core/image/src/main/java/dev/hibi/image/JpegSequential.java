package dev.hibi.image;

import java.util.Arrays;

/** Huffman-coded blocks of a sequential scan (ITU-T T.81, F.2.2). */
final class JpegSequential implements JpegEntropy {
  private final JpegBits bits;
  private final JpegHuffmanCode[] dc;
  private final JpegHuffmanCode[] ac;
  private final int[] last;

  JpegSequential(JpegBits bits, JpegScan scan, JpegTables tables) throws UnreadableImageException {
    this.bits = bits;
    int count = scan.parts().size();
    dc = new JpegHuffmanCode[count];
    ac = new JpegHuffmanCode[count];
    last = new int[count];
    for (int i = 0; i < count; i++) {
      JpegScan.Part part = scan.parts().get(i);
      dc[i] = tables.dc(part.dc());
      ac[i] = tables.ac(part.ac());
    }
  }

  @Override
  public void reset() {
    Arrays.fill(last, 0);
  }

  @Override
  public void block(int part, short[] block, int at) throws UnreadableImageException {
    last[part] += difference(dc[part], bits);
    block[at] = (short) last[part];
    JpegHuffmanCode code = ac[part];
    for (int k = 1; k < 64; k++) {
      int symbol = code.read(bits);
      int size = symbol & 0xf;
      if (size == 0) {
        if (symbol != 0xf0) {
          break;
        }
        k += 15;
      } else {
        k += symbol >> 4;
        // libjpeg puts what would be behind the block into its last place
        block[at + JpegTables.ZIGZAG[Math.min(k, 63)]] = (short) bits.signed(size);
      }
    }
    bits.check();
  }

  static int difference(JpegHuffmanCode code, JpegBits bits) throws UnreadableImageException {
    return bits.signed(code.read(bits));
  }
}
