package dev.hibi.image;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.hibi.image.ColorPlanes.Plane;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of the system's libjpeg-turbo: JPEG to its planes of luma and chroma as they are
 * stored, or to RGB.
 *
 * <p>Functions of the TurboJPEG API 2, which libjpeg-turbo has had since 1.4 and still has in 3.x,
 * called through JNA. The DCT is the exact one and chroma is interpolated, so RGB equals to the
 * byte what the JDK's reader gives. What is not plain (CMYK, cut off, of unknown subsampling) is
 * left to others: methods return null then.
 *
 * <p>Not thread-safe: each thread has its own, whose native memory is freed when nothing refers to
 * it any more.
 */
final class TurboJpeg {
  private static final List<String> NAMES = List.of("libturbojpeg.so.0", "turbojpeg");
  private static final Cleaner CLEANER = Cleaner.create();

  private static final int PIXELS_RGB = 0;
  private static final int SPACE_YCBCR = 1;
  private static final int SPACE_GREY = 2;

  /** TJFLAG_STOPONWARNING and TJFLAG_LIMITSCANS: at most 500 scans, and damage is a failure. */
  private static final int FLAGS = 8192 | 32768;

  /** Width and height of luma over those of chroma, by the number of the subsampling. */
  private static final List<int[]> SUBSAMPLING =
      List.of(
          new int[] {1, 1},
          new int[] {2, 1},
          new int[] {2, 2},
          new int[] {1, 1}, // grey
          new int[] {1, 2},
          new int[] {4, 1});

  /**
   * Denominators of the DCT that are fast; the fractions between them are slower than the whole.
   */
  private static final int SMALLEST = 8;

  /** Functions of one loaded library. Thread-safe. */
  record Library(
      String name, Function create, Function destroy, Function header, Function rgb, Function yuv) {

    /** The system's library; null where there is none. */
    static @Nullable Library load() {
      for (String name : NAMES) {
        Library library = load(name);
        if (library != null) {
          return library;
        }
      }
      return null;
    }

    private static @Nullable Library load(String name) {
      try {
        NativeLibrary library = NativeLibrary.getInstance(name);
        return new Library(
            library.getFile() == null ? name : library.getFile().getName(),
            library.getFunction("tjInitDecompress"),
            library.getFunction("tjDestroy"),
            library.getFunction("tjDecompressHeader3"),
            library.getFunction("tjDecompress2"),
            library.getFunction("tjDecompressToYUVPlanes"));
      } catch (UnsatisfiedLinkError e) {
        return null; // not on this system, or older than its functions
      }
    }
  }

  private final Library library;
  private final Pointer handle;
  private final IntByReference width = new IntByReference();
  private final IntByReference height = new IntByReference();
  private final IntByReference subsampling = new IntByReference();
  private final IntByReference space = new IntByReference();
  private final Memory pointers = new Memory(3L * Native.POINTER_SIZE);
  private final Memory strides = new Memory(3L * Integer.BYTES);
  private Memory pixels = new Memory(1 << 18);
  private byte[] planes = new byte[1 << 18];

  TurboJpeg(Library library) {
    this.library = library;
    Pointer created = library.create().invokePointer(new Object[0]);
    Function destroy = library.destroy();
    CLEANER.register(this, () -> destroy.invokeInt(new Object[] {created}));
    this.handle = created;
  }

  /** Reads size, subsampling and colours; whether this class can decode them. */
  private boolean readHeader(byte[] file, long maxPixels) {
    int code =
        library
            .header()
            .invokeInt(
                new Object[] {
                  handle, file, new NativeLong(file.length), width, height, subsampling, space
                });
    return code == 0
        && subsampling.getValue() >= 0
        && subsampling.getValue() < SUBSAMPLING.size()
        && (space.getValue() == SPACE_YCBCR || space.getValue() == SPACE_GREY)
        && (long) width.getValue() * height.getValue() <= maxPixels;
  }

  /**
   * Decodes to RGB.
   *
   * @param file a whole JPEG file
   * @param maxPixels larger images are left to others
   * @return null if it is not plain, too large or not intact
   */
  @Nullable RgbImage rgb(byte[] file, long maxPixels) {
    if (!readHeader(file, maxPixels)) {
      return null;
    }
    int w = width.getValue();
    int h = height.getValue();
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(w, h), 3)];
    reserve(out.length);
    Object[] arguments = {
      handle, file, new NativeLong(file.length), pixels, w, 0, h, PIXELS_RGB, FLAGS
    };
    if (library.rgb().invokeInt(arguments) != 0) {
      return null;
    }
    pixels.read(0, out, 0, out.length);
    return new RgbImage(w, h, out);
  }

  private void reserve(long bytes) {
    if (pixels.size() < bytes) {
      pixels.close();
      pixels = new Memory(bytes);
    }
  }

  /**
   * Decodes to planes, at a half, a quarter or an eighth of the size where that leaves enough.
   *
   * @param file a whole JPEG file
   * @param minEdge both sides of the first plane are at least as long, if those of the image are
   * @param maxPixels larger images are left to others
   * @return planes in an array that is written over by the next call; null if the file is not
   *     plain, too large or not intact
   */
  @Nullable ColorPlanes planes(byte[] file, int minEdge, long maxPixels) {
    if (!readHeader(file, maxPixels)) {
      return null;
    }
    int denominator = 1;
    int shorter = Math.min(width.getValue(), height.getValue());
    while (denominator < SMALLEST && shorter / (2 * denominator) >= minEdge) {
      denominator *= 2;
    }
    double extentX = (double) width.getValue() / denominator;
    double extentY = (double) height.getValue() / denominator;
    List<Plane> layout = layout(extentX, extentY);
    Plane last = layout.get(layout.size() - 1);
    int byteCount = last.offset + last.stride * last.height;
    reserve(byteCount);
    Object[] arguments = {
      handle,
      file,
      new NativeLong(file.length),
      address(layout),
      (int) Math.ceil(extentX),
      strides,
      (int) Math.ceil(extentY),
      FLAGS
    };
    if (library.yuv().invokeInt(arguments) != 0) {
      return null;
    }
    pixels.read(0, planes, 0, byteCount);
    return new ColorPlanes(
        layout.size() == 1 ? ColorPlanes.Model.GREY : ColorPlanes.Model.YCBCR, layout);
  }

  /** Luma is written up to a multiple of what one pixel of chroma covers. */
  private List<Plane> layout(double extentX, double extentY) {
    int[] divisors = SUBSAMPLING.get(subsampling.getValue());
    int chromaWidth = (int) Math.ceil(Math.ceil(extentX) / divisors[0]);
    int chromaHeight = (int) Math.ceil(Math.ceil(extentY) / divisors[1]);
    int w = chromaWidth * divisors[0];
    int h = chromaHeight * divisors[1];
    int luma = Math.multiplyExact(Plane.stride(w), h);
    int chroma = Math.multiplyExact(Plane.stride(chromaWidth), chromaHeight);
    boolean grey = space.getValue() == SPACE_GREY;
    int total = Math.addExact(luma, grey ? 0 : Math.multiplyExact(2, chroma));
    if (planes.length < total) {
      planes = new byte[total];
    }
    List<Plane> layout = new ArrayList<>(3);
    layout.add(new Plane(planes, 0, w, h, extentX, extentY));
    for (int p = 0; p < 2 && !grey; p++) {
      layout.add(
          new Plane(
              planes,
              luma + p * chroma,
              chromaWidth,
              chromaHeight,
              extentX / divisors[0],
              extentY / divisors[1]));
    }
    return layout;
  }

  /** Where each plane goes; strides beside it. */
  private Memory address(List<Plane> layout) {
    pointers.clear();
    strides.clear();
    for (int p = 0; p < layout.size(); p++) {
      pointers.setPointer((long) p * Native.POINTER_SIZE, pixels.share(layout.get(p).offset));
      strides.setInt((long) p * Integer.BYTES, layout.get(p).stride);
    }
    return pointers;
  }
}
