package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does about images that it cannot read. */
final class ReadingOptionsTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** 20 images, and one more that is text. */
  @BeforeEach
  void draw() throws Exception {
    DrawnArchive.train(0).write(directory.resolve("good.zip"), 10);
    try (OutputStream file = Files.newOutputStream(directory.resolve("more.zip"));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("train/P_99999.jpg"));
      zip.write("not, an \"image\"".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("train/.DS_Store"));
      zip.putNextEntry(new ZipEntry("train/read.me"));
    }
  }

  private int train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--train"));
    arguments.add(directory.resolve("good.zip").toString());
    arguments.add(directory.resolve("more.zip").toString());
    arguments.addAll(List.of("--test", directory.resolve("good.zip").toString()));
    arguments.addAll(List.of("--image-size", "32", "--epochs", "1", "--device", "cpu"));
    arguments.addAll(List.of("--output", directory.resolve("run").toString()));
    arguments.addAll(List.of(options));
    return Answer.run(out, err, arguments.toArray(String[]::new));
  }

  private String complaint() {
    return "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 15 bytes that begin 6e"
        + " 6f 74 2c ("
        + directory.resolve("more.zip")
        + "!train/P_99999.jpg)";
  }

  @Test
  void firstUnreadableImageEndsTheRunInOneLine() {
    assertThat(train()).isEqualTo(1);

    assertThat(err).hasToString("hibi: " + complaint() + "\n");
  }

  @Test
  void quarantineLeavesItOutListsItAndCountsItInTheRecord() throws Exception {
    Path list = directory.resolve("bad.csv");

    assertThat(train("--quarantine", list.toString(), "--max-unreadable", "0.05")).isZero();

    assertThat(out.toString())
        .contains("labels by prefix, 1 other file left out, 1 leftover passed over\n")
        .contains("1 unreadable image left out; the first: not an image");
    assertThat(Files.readString(list))
        .isEqualToNormalizingNewlines(
            "data,path,reason\ntrain,"
                + directory.resolve("more.zip")
                + "!train/P_99999.jpg,\""
                + complaint()
                + "\"\n");
    assertThat(
            JsonParser.parseString(Files.readString(directory.resolve("run/run.json"))).toString())
        .contains("\"quarantined\":1")
        .contains("\"quarantined\":0");
  }

  @Test
  void moreThanTheShareEndsTheRun() {
    assertThat(train("--quarantine", directory.resolve("bad.csv").toString())).isEqualTo(1);

    assertThat(err.toString())
        .startsWith(
            "hibi: too many unreadable images: expected at most 1.0 % of 21, found 1; the first: ")
        .hasLineCount(1);
  }

  @Test
  void nonsenseIsAUsageError() {
    assertThat(train("--max-unreadable", "2")).isEqualTo(2);
    assertThat(train("--cache", "much")).isEqualTo(2);
    assertThat(train("--jpeg", "libjpeg")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "hibi: Invalid value for option '--max-unreadable': bad share: expected 0 to 1, found"
                + " '2' (try 'hibi train --help')\n"
                + "hibi: Invalid value for option '--cache': bad size: expected a number such as"
                + " 500m or 4g, found 'much' (try 'hibi train --help')\n"
                + "hibi: Invalid value for option '--jpeg': bad decoder: expected auto, turbo or"
                + " java, found 'libjpeg' (try 'hibi train --help')\n");
  }
}
