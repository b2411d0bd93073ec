package dev.hibi.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photographs of more pixels than an image to learn from may have. */
final class LargePhotographTest {
  private static final int WIDTH = 2_000;
  private static final int STRIP_ROWS = 500;

  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 6);
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--mode=features",
            "--train=" + shared.resolve("train.zip"),
            "--test=" + shared.resolve("test.zip"),
            "--weights=" + shared.resolve("weights.safetensors"),
            "--backbone=resnet10-w16",
            "--image-size=32",
            "--device=cpu",
            "--output=" + shared.resolve("run"))
        .expectSuccess();
  }

  /** A TIFF of one grey, in strips by Deflate, with a black bar across one of them. */
  private static void wall(Path file, int strips, int grey) throws IOException {
    byte[] pixels = new byte[WIDTH * STRIP_ROWS];
    Arrays.fill(pixels, (byte) grey);
    byte[] plain = deflated(pixels);
    Arrays.fill(pixels, 200 * WIDTH, 250 * WIDTH, (byte) 0);
    byte[] barred = deflated(pixels);
    int directory = 8 + 2 + 9 * 12 + 4;
    int data = directory + 8 * strips;
    ByteBuffer head = ByteBuffer.allocate(data).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 9);
    int[][] tags = {
      {256, 4, 1, WIDTH},
      {257, 4, 1, STRIP_ROWS * strips},
      {258, 3, 1, 8},
      {259, 3, 1, 8}, // Deflate
      {262, 3, 1, 1}, // black is zero
      {273, 4, strips, directory},
      {277, 3, 1, 1},
      {278, 4, 1, STRIP_ROWS},
      {279, 4, strips, directory + 4 * strips}
    };
    for (int[] tag : tags) {
      head.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]).putInt(tag[3]);
    }
    head.putInt(0);
    for (int i = 0; i < strips; i++) {
      head.putInt(directory + 4 * i, data + (i == 0 ? 0 : barred.length + (i - 1) * plain.length));
      head.putInt(directory + 4 * (strips + i), i == 0 ? barred.length : plain.length);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(head.array());
      out.write(barred);
      for (int i = 1; i < strips; i++) {
        out.write(plain);
      }
    }
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void aThresholdIsFoundByThemAsTheyAreScanned() throws IOException {
    Path walls = Files.createDirectories(directory.resolve("walls/N"));
    for (int i = 0; i < 9; i++) {
      wall(walls.resolve("small" + i + ".tif"), WIDTH / STRIP_ROWS, 100 + 10 * i);
    }
    Path large = walls.resolve("large.tif");
    wall(large, 101, 150); // 101,000,000 pixels

    Answer calibrated =
        Answer.of(
                "calibrate",
                "--model=" + shared.resolve("run/model"),
                "--photographs=" + directory.resolve("walls"),
                "--tile=" + WIDTH,
                "--positive=P",
                "--false-alarms=0.3",
                "--confidence=0.9",
                "--device=cpu",
                "--output=" + directory.resolve("calibrated"))
            .expectSuccess();

    Answer.of(
            "scan",
            "--model=" + shared.resolve("run/model"),
            "--tile=" + WIDTH,
            "--device=cpu",
            "--output=" + directory.resolve("scan"),
            large.toString())
        .expectSuccess();
    JsonObject scan =
        JsonParser.parseString(Files.readString(directory.resolve("scan/large.tif.json")))
            .getAsJsonObject();
    assertThat((long) WIDTH * scan.get("height").getAsInt()).isEqualTo(101_000_000);
    assertThat(calibrated.outLines())
        .contains(
            "photo     %s: %s (uncracked, %d tiles)"
                .formatted(large, scan.get("score").getAsString(), scan.get("tiles").getAsInt()));
  }
}
