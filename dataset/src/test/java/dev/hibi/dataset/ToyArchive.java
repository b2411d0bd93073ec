package dev.hibi.dataset;

import dev.hibi.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small zip archives and pictures, the same on every run. */
public final class ToyArchive {
  public static final int WIDTH = 20;
  public static final int HEIGHT = 12;

  private ToyArchive() {}

  /** An archive of distinct PNG pictures, in the order of the names. */
  public static Path zip(Path file, String... names) throws IOException {
    return zip(file, StandardCharsets.UTF_8, names);
  }

  public static Path zip(Path file, Charset charset, String... names) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file), charset)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.endsWith("/") ? new byte[0] : content(name));
        out.closeEntry();
      }
    }
    return file;
  }

  /** What an entry of this name holds: a picture, or text if it is not named like one. */
  public static byte[] content(String name) throws IOException {
    return name.endsWith(".png") || name.endsWith(".PNG")
        ? png(image(name.hashCode()))
        : ("text of " + name).getBytes(StandardCharsets.UTF_8);
  }

  /** A crack or none: many of "P" and "N" in a folder "train". */
  public static Path tutorial(Path file, int perClass) throws IOException {
    String[] names = new String[2 * perClass];
    for (int i = 0; i < perClass; i++) {
      names[i] = "train/P_%05d.png".formatted(i);
      names[perClass + i] = "train/N_%05d.png".formatted(i);
    }
    return zip(file, names);
  }

  public static RgbImage image(int seed) {
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    int state = seed;
    for (int i = 0; i < pixels.length; i++) {
      state = state * 1664525 + 1013904223;
      pixels[i] = (byte) (state >>> 24);
    }
    return new RgbImage(WIDTH, HEIGHT, pixels);
  }

  private static byte[] png(RgbImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image.toBufferedImage(), "png", out);
    return out.toByteArray();
  }

  /** Replaces every occurrence of some bytes of a file by others of the same length. */
  public static void replace(Path file, String from, String to) throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }
}
