package dev.hibi.spark;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.ImageBank;
import dev.hibi.model.ImageDigests;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small pictures, archives of them, and a small model that answers something to each. */
final class Pictures {
  private static final int SIDE = 24;
  private static final int KNOWN = 40;
  private static final int WIDTH = 96; // of layer2 and layer3
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          Backbone.RESNET10_W16,
          ClassLabels.of("cracked", "uncracked"),
          ImageSpec.imagenet(32),
          new Provenance("2026-01-02T03:04:05Z", "{}"));

  private Pictures() {}

  /** A PNG that no other number has. */
  static byte[] png(int number) throws IOException {
    return file(number, false);
  }

  /** The same, left and right exchanged. */
  static byte[] mirrored(int number) throws IOException {
    return file(number, true);
  }

  /** A PNG without anything to see. */
  static byte[] blank() throws IOException {
    return file(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB));
  }

  private static byte[] file(int number, boolean mirrored) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(number);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.setRGB(mirrored ? SIDE - 1 - x : x, y, random.nextInt(0x1000000));
      }
    }
    return file(image);
  }

  private static byte[] file(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Files 0.png, 1.png… in a folder. */
  static Path folder(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".png"), png(i));
    }
    return folder;
  }

  /** An archive of such files, below a folder {@code in/}, with other files beside them. */
  static Path archive(Path file, int from, int count) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      add(zip, "readme.txt", new byte[] {1});
      add(zip, "__MACOSX/in/._0.png", new byte[] {2});
      for (int i = from; i < from + count; i++) {
        add(zip, "in/%d.png".formatted(i), png(i));
      }
    }
    return file;
  }

  static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /** A network of random weights. */
  static Path model(Path folder, int seed) throws IOException {
    ModelDirectory.write(folder, DESCRIPTION, weights(seed));
    return folder;
  }

  /** One that tells which images it knows: some that nobody has seen. */
  static void knowing(Path folder, int seed) throws IOException {
    Random random = new Random(seed);
    float[] rows = new float[KNOWN * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) Math.abs(random.nextGaussian());
    }
    NeighbourBank bank =
        NeighbourBank.of(
            FeatureRows.of(rows, WIDTH), IntStream.range(0, KNOWN).boxed().toList(), seed);
    ImageBank images = new ImageBank(PooledLayer.known(DESCRIPTION.features()), bank);
    ModelDirectory.write(
        folder,
        DESCRIPTION,
        weights(seed),
        new ModelDirectory.Kept(Optional.of(images), Optional.empty(), ImageDigests.NONE));
  }

  private static StateDict weights(int seed) {
    return NetworkWeights.random(Backbone.RESNET10_W16.network(2), seed);
  }
}
