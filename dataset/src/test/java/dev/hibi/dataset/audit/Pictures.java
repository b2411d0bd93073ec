package dev.hibi.dataset.audit;

import dev.hibi.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Drawn walls, what can be done to them, and archives of them; the same on every run. */
final class Pictures {
  static final int SIDE = 227;

  private Pictures() {}

  /** A faint texture of concrete: grain at several scales, stains, a slanting light. */
  static RgbImage wall(long seed) {
    Random random = new Random(seed);
    float[] light = new float[SIDE * SIDE];
    for (int cells = 3; cells <= 96; cells *= 2) {
      addGrain(light, cells, 5f / (float) Math.sqrt(cells), random);
    }
    double slant = random.nextDouble() * 0.1;
    byte[] rgb = new byte[light.length * 3];
    for (int i = 0; i < light.length; i++) {
      double value = 150 + 6 * light[i] + slant * (i / SIDE - i % SIDE) + random.nextGaussian();
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = level(value - 4 * c);
      }
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  private static void addGrain(float[] light, int cells, float strength, Random random) {
    float[] lattice = new float[(cells + 1) * (cells + 1)];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = strength * (float) random.nextGaussian();
    }
    for (int y = 0, i = 0; y < SIDE; y++) {
      float v = (float) (y * cells) / SIDE;
      int row = ((int) v) * (cells + 1);
      for (int x = 0; x < SIDE; x++, i++) {
        float u = (float) (x * cells) / SIDE;
        int at = row + (int) u;
        float a = u % 1;
        float b = v % 1;
        light[i] +=
            (1 - b) * ((1 - a) * lattice[at] + a * lattice[at + 1])
                + b * ((1 - a) * lattice[at + cells + 1] + a * lattice[at + cells + 2]);
      }
    }
  }

  private static byte level(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }

  /** A picture whose pixels are those of another at places of its own. */
  interface Place {
    int of(int x, int y, int side);
  }

  static RgbImage moved(RgbImage image, Place from) {
    int side = image.width();
    byte[] out = new byte[image.pixels().length];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i += 3) {
        System.arraycopy(image.pixels(), 3 * from.of(x, y, side), out, i, 3);
      }
    }
    return new RgbImage(side, side, out);
  }

  static RgbImage mirrored(RgbImage image) {
    return moved(image, (x, y, side) -> y * side + side - 1 - x);
  }

  static RgbImage turnedRight(RgbImage image) {
    return moved(image, (x, y, side) -> (side - 1 - x) * side + y);
  }

  static RgbImage turnedLeft(RgbImage image) {
    return moved(image, (x, y, side) -> x * side + side - 1 - y);
  }

  /** What enters at the border is a mirror image of what is there. */
  static RgbImage shifted(RgbImage image, int right, int down) {
    return moved(image, (x, y, side) -> inside(y - down, side) * side + inside(x - right, side));
  }

  private static int inside(int at, int side) {
    return at < 0 ? -at : at >= side ? 2 * side - 2 - at : at;
  }

  static RgbImage brightened(RgbImage image, double factor) {
    byte[] out = new byte[image.pixels().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = level((image.pixels()[i] & 0xff) * factor);
    }
    return new RgbImage(image.width(), image.height(), out);
  }

  /** Differences from middle grey, multiplied. */
  static RgbImage contrasted(RgbImage image, double factor) {
    byte[] out = new byte[image.pixels().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = level(((image.pixels()[i] & 0xff) - 128) * factor + 128);
    }
    return new RgbImage(image.width(), image.height(), out);
  }

  static RgbImage even(int level) {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    Arrays.fill(rgb, (byte) level);
    return new RgbImage(SIDE, SIDE, rgb);
  }

  static byte[] jpeg(RgbImage image, double quality) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image.toBufferedImage(), null, null), param);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return file;
  }
}
