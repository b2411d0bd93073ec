package dev.hibi.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Huffman-coded blocks of a progressive scan (ITU-T T.81, G.2). */
final class JpegProgressive implements JpegEntropy {
  private final JpegBits bits;
  private final JpegScan scan;
  private final @Nullable JpegHuffmanCode[] dc;
  private final @Nullable JpegHuffmanCode ac;
  private final int[] last;

  /** How many blocks from here on have nothing more in this scan. */
  private int emptyBlocks;

  JpegProgressive(JpegBits bits, JpegScan scan, JpegTables tables) throws UnreadableImageException {
    this.bits = bits;
    this.scan = scan;
    int count = scan.parts().size();
    dc = new JpegHuffmanCode[count];
    last = new int[count];
    for (int i = 0; i < count && scan.first() == 0 && scan.high() == 0; i++) {
      dc[i] = tables.dc(scan.parts().get(i).dc());
    }
    ac = scan.first() == 0 ? null : tables.ac(scan.parts().get(0).ac());
  }

  @Override
  public void reset() {
    Arrays.fill(last, 0);
    emptyBlocks = 0;
  }

  @Override
  public void block(int part, short[] block, int at) throws UnreadableImageException {
    JpegHuffmanCode code = scan.first() == 0 ? dc[part] : ac;
    if (code == null) {
      if (bits.number(1) != 0) {
        block[at] |= (short) (1 << scan.low());
      }
    } else if (scan.first() == 0) {
      last[part] += JpegSequential.difference(code, bits);
      block[at] = (short) (last[part] << scan.low());
    } else if (scan.high() == 0) {
      first(code, block, at);
    } else {
      refine(code, block, at);
    }
    bits.check();
  }

  private void first(JpegHuffmanCode code, short[] block, int at) throws UnreadableImageException {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    for (int k = scan.first(); k <= scan.last(); k++) {
      int symbol = code.read(bits);
      int run = symbol >> 4;
      int size = symbol & 0xf;
      if (size > 0) {
        k += run;
        block[at + JpegTables.ZIGZAG[Math.min(k, 63)]] = (short) (bits.signed(size) << scan.low());
      } else if (run == 15) {
        k += 15;
      } else {
        emptyBlocks = (1 << run) + bits.number(run) - 1;
        return;
      }
    }
  }

  private void refine(JpegHuffmanCode code, short[] block, int at) throws UnreadableImageException {
    int k = scan.first();
    if (emptyBlocks == 0) {
      for (; k <= scan.last(); k++) {
        int symbol = code.read(bits);
        int run = symbol >> 4;
        int value = 0;
        int size = symbol & 0xf;
        if (size > 1) {
          throw bits.broken("a new coefficient of %d bits".formatted(size));
        }
        if (size == 1) {
          value = bits.number(1) != 0 ? 1 << scan.low() : -1 << scan.low();
        } else if (run != 15) {
          emptyBlocks = (1 << run) + bits.number(run);
          break;
        }
        k = refineUpTo(block, at, k, run);
        if (value != 0) {
          block[at + JpegTables.ZIGZAG[Math.min(k, 63)]] = (short) value;
        }
      }
    }
    if (emptyBlocks > 0) {
      refineUpTo(block, at, k, 64);
      emptyBlocks--;
    }
  }

  /** Refines what is not 0 up to the place behind a run of what is. */
  private int refineUpTo(short[] block, int at, int from, int run) {
    int zeros = run;
    int k = from;
    for (; k <= scan.last(); k++) {
      int place = at + JpegTables.ZIGZAG[k];
      int value = block[place];
      if (value == 0) {
        if (--zeros < 0) {
          break;
        }
      } else if (bits.number(1) != 0 && (value & (1 << scan.low())) == 0) {
        block[place] += (short) (value < 0 ? -1 << scan.low() : 1 << scan.low());
      }
    }
    return k;
  }
}
