package dev.hibi.image;

import dev.hibi.image.ColorPlanes.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** The components of a JPEG as they are stored, at a half, a quarter or an eighth of their size. */
final class JpegPlanes {
  /** The DCT is fast for powers of two; at the fractions between them it is slower than whole. */
  private static final int GREATEST = 8;

  /** Below this libjpeg-turbo would take a larger fraction of the same size in whole pixels. */
  private static final int SHORTEST = 8;

  /** Width and height of luma in units of chroma, of which both have one. */
  private static final Set<List<Integer>> USUAL =
      Set.of(List.of(1, 1), List.of(2, 1), List.of(2, 2), List.of(1, 2), List.of(4, 1));

  private JpegPlanes() {}

  /** Whether it is grey, or luma and two planes of chroma that it covers in a usual way. */
  static boolean isUsual(JpegFrame frame) {
    List<JpegFrame.Component> components = frame.components;
    JpegFrame.Component luma = components.get(0);
    if (components.size() == 1) {
      return luma.across == 1 && luma.down == 1;
    }
    return components.size() == 3
        && USUAL.contains(List.of(luma.across, luma.down))
        && components.stream().skip(1).allMatch(chroma -> chroma.across * chroma.down == 1);
  }

  /** By how much a picture may be divided so that both its sides are long enough. */
  static int denominator(int width, int height, int minEdge) {
    int denominator = 1;
    int shorter = Math.min(width, height);
    while (denominator < GREATEST && shorter / (2 * denominator) >= Math.max(SHORTEST, minEdge)) {
      denominator *= 2;
    }
    return denominator;
  }

  /**
   * Planes of one array, which is not filled. Luma goes up to a multiple of what one pixel of
   * chroma covers.
   *
   * @param divisors width and height of luma over those of chroma
   * @param array gives an array of at least so many bytes
   */
  static List<Plane> layout(
      double extentX, double extentY, int[] divisors, boolean grey, IntFunction<byte[]> array) {
    int chromaWidth = (int) Math.ceil(Math.ceil(extentX) / divisors[0]);
    int chromaHeight = (int) Math.ceil(Math.ceil(extentY) / divisors[1]);
    int w = chromaWidth * divisors[0];
    int h = chromaHeight * divisors[1];
    int luma = Math.multiplyExact(Plane.stride(w), h);
    int chroma = Math.multiplyExact(Plane.stride(chromaWidth), chromaHeight);
    byte[] bytes = array.apply(Math.addExact(luma, grey ? 0 : Math.multiplyExact(2, chroma)));
    List<Plane> layout = new ArrayList<>(3);
    layout.add(new Plane(bytes, 0, w, h, extentX, extentY));
    for (int p = 0; p < 2 && !grey; p++) {
      layout.add(
          new Plane(
              bytes,
              luma + p * chroma,
              chromaWidth,
              chromaHeight,
              extentX / divisors[0],
              extentY / divisors[1]));
    }
    return layout;
  }

  /** Decodes a file whose frame is usual. */
  static ColorPlanes decode(byte[] file, ImageBytes in, ImageHeader header, int minEdge)
      throws UnreadableImageException {
    int denominator = denominator(header.width(), header.height(), minEdge);
    JpegPicture picture = JpegPicture.decode(file, in, JpegFrame.BLOCK / denominator);
    JpegFrame frame = picture.frame();
    int[] divisors = {frame.maxAcross, frame.maxDown};
    boolean grey = frame.components.size() == 1;
    List<Plane> layout =
        layout(
            (double) frame.width / denominator,
            (double) frame.height / denominator,
            divisors,
            grey,
            byte[]::new);
    for (int i = 0; i < layout.size(); i++) {
      Plane plane = layout.get(i);
      JpegPicture.Samples samples = picture.samples().get(i);
      for (int y = 0; y < plane.height(); y++) {
        int to = plane.offset() + y * plane.stride();
        System.arraycopy(samples.bytes, y * samples.stride, plane.bytes(), to, plane.width());
      }
    }
    return new ColorPlanes(grey ? ColorPlanes.Model.GREY : ColorPlanes.Model.YCBCR, layout);
  }
}
