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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of the system's libjpeg-turbo: JPEG to its planes of luma and chroma as they are
 * stored, or to RGB.
 *
 * <p>Functions of the TurboJPEG API 2, which libjpeg-turbo has had since 1.4 and still has in 3.x,
 * called through JNA. The DCT is the exact one and chroma is interpolated, so RGB equals to the
 * byte what {@link JpegDecoding} gives. What is not plain (CMYK, cut off, of unknown subsampling)
 * is left to others: methods return null then.
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

  /** Bytes for pixels that a thread begins with, and those that it keeps from image to image. */
  private static final int SMALLEST = 1 << 18;

  private static final int MOST_KEPT = 1 << 25;

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
  private Memory pixels = new Memory(SMALLEST);
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
    if (pixels.size() > MOST_KEPT) {
      pixels.close();
      pixels = new Memory(SMALLEST);
    }
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
    int denominator = JpegPlanes.denominator(width.getValue(), height.getValue(), minEdge);
    double extentX = (double) width.getValue() / denominator;
    double extentY = (double) height.getValue() / denominator;
    List<Plane> layout =
        JpegPlanes.layout(
            extentX,
            extentY,
            SUBSAMPLING.get(subsampling.getValue()),
            space.getValue() == SPACE_GREY,
            this::planes);
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

  private byte[] planes(int total) {
    if (planes.length < total) {
      planes = new byte[total];
    }
    return planes;
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
