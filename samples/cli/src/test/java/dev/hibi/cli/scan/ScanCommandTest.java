package dev.hibi.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScanCommandTest {
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
    Path photos = Files.createDirectory(shared.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    Files.createDirectory(photos.resolve("north"));
    mosaic(photos.resolve("north/b.png"));
  }

  /** Pictures of 96 pixels, six in a row, sound ones above cracked ones. */
  private static void mosaic(Path file) throws IOException {
    BufferedImage wall = new BufferedImage(6 * 96, 2 * 96, BufferedImage.TYPE_INT_RGB);
    try (ZipFile tiles = new ZipFile(shared.resolve("test.zip").toFile())) {
      for (int i = 0; i < 12; i++) {
        String name = "test/%s_%05d.jpg".formatted(i < 6 ? "N" : "P", i % 6 + 1);
        byte[] tile = tiles.getInputStream(tiles.getEntry(name)).readAllBytes();
        wall.getGraphics()
            .drawImage(RgbImage.decode(tile, name).toBufferedImage(), i % 6 * 96, i / 6 * 96, null);
      }
    }
    ImageIO.write(wall, "png", file.toFile());
  }

  private Path output() {
    return directory.resolve("scan");
  }

  private Answer scan(Path photos, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "scan",
                "--model=" + shared.resolve("run/model"),
                "--output=" + output(),
                "--device=cpu"));
    if (Stream.of(more).noneMatch(word -> word.startsWith("--tile"))) {
      words.add("--tile=96");
    }
    words.addAll(List.of(more));
    words.add(photos.toString());
    return Answer.of(words.toArray(String[]::new));
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** What the summary says of a photograph, the first of which is 1. */
  private String summary(int photo, String column) throws IOException {
    List<CsvRecord> records = records("scan.csv");
    return records.get(photo).getField(records.get(0).getFields().indexOf(column));
  }

  private List<CsvRecord> records(String file) throws IOException {
    try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(output().resolve(file))) {
      return csv.stream().toList();
    }
  }

  @Test
  void eachPhotographHasItsRegionsAndAnOverlayAndAllASummary() throws IOException {
    Path photos = shared.resolve("photos");

    Answer answer = scan(photos, "--threshold=0.01").expectSuccess();

    JsonObject first = json(output().resolve("a.png.json"));
    assertThat(first.get("photo").getAsString()).isEqualTo(photos.resolve("a.png").toString());
    assertThat(first.get("width").getAsInt()).isEqualTo(576);
    assertThat(first.get("height").getAsInt()).isEqualTo(192);
    assertThat(first.get("tiles").getAsInt()).isEqualTo(11 * 3);
    assertThat(first.getAsJsonObject("settings").get("tile").getAsInt()).isEqualTo(96);
    assertThat(ImageIO.read(output().resolve("a.png.jpg").toFile()).getWidth()).isEqualTo(576);
    assertThat(output().resolve("north/b.png.json")).exists();
    assertThat(Files.readAllLines(output().resolve("scan.csv")))
        .hasSize(3)
        .first()
        .isEqualTo(
            "photo,width,height,tiles,unfamiliarTiles,score,regions,peak,area,areaMm2,taken,latitude,longitude,unreadable");
    assertThat(answer.outLines())
        .hasSize(3)
        .last()
        .asString()
        .matches("scan      2 photographs, [02] with an alarm: .*scan");
  }

  /** A TIFF is read by bands, a PNG as a whole. */
  @Test
  void theFormatOfAPhotographChangesNothing() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    BufferedImage wall = ImageIO.read(shared.resolve("photos/a.png").toFile());
    assertThat(ImageIO.write(wall, "tif", photos.resolve("a.tif").toFile())).isTrue();
    Files.copy(shared.resolve("photos/a.png"), photos.resolve("b.png"));

    scan(photos, "--threshold=0.01").expectSuccess();

    JsonObject tiff = json(output().resolve("a.tif.json"));
    JsonObject png = json(output().resolve("b.png.json"));
    assertThat(tiff.get("regions")).isEqualTo(png.get("regions"));
    assertThat(tiff.get("tiles")).isEqualTo(png.get("tiles"));
    assertThat(output().resolve("a.tif.jpg"))
        .hasBinaryContent(Files.readAllBytes(output().resolve("b.png.jpg")));
  }

  /** Stored on its side, as by a camera that is held upright. */
  @Test
  void aJpegIsScannedUprightAndWhatItsExifTellsIsCarried() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    BufferedImage wall = ImageIO.read(shared.resolve("photos/a.png").toFile());
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    BufferedImage stored = new BufferedImage(192, 576, BufferedImage.TYPE_INT_RGB);
    eachPixel((x, y) -> stored.setRGB(y, 575 - x, wall.getRGB(x, y)));
    ImageIO.write(stored, "jpg", jpeg);
    Files.write(photos.resolve("a.jpg"), withExif(jpeg.toByteArray()));
    BufferedImage decoded = RgbImage.decode(jpeg.toByteArray(), "a.jpg").toBufferedImage();
    eachPixel((x, y) -> wall.setRGB(x, y, decoded.getRGB(y, 575 - x)));
    ImageIO.write(wall, "png", photos.resolve("b.png").toFile());

    scan(photos, "--threshold=0.01").expectSuccess();

    JsonObject json = json(output().resolve("a.jpg.json"));
    JsonObject upright = json(output().resolve("b.png.json"));
    assertThat(json.get("width").getAsInt()).isEqualTo(576);
    assertThat(json.get("height").getAsInt()).isEqualTo(192);
    assertThat(json.getAsJsonArray("regions")).isNotEmpty();
    assertThat(json.get("regions")).isEqualTo(upright.get("regions"));
    assertThat(json.get("taken").getAsString()).isEqualTo("2026-11-30T10:22:33");
    assertThat(json.get("camera").getAsString()).isEqualTo("Canon EOS R5");
    assertThat(json.get("latitude").getAsDouble()).isEqualTo(35.51);
    assertThat(json.get("longitude").getAsDouble()).isEqualTo(-139.75);
    assertThat(summary(1, "width")).isEqualTo("576");
    assertThat(summary(1, "taken")).isEqualTo("2026-11-30T10:22:33");
    assertThat(summary(1, "latitude")).isEqualTo("35.51");
    assertThat(summary(1, "longitude")).isEqualTo("-139.75");
    assertThat(summary(2, "taken")).isEmpty();
    assertThat(ImageIO.read(output().resolve("a.jpg.jpg").toFile()).getWidth()).isEqualTo(576);
  }

  private interface Pixel {
    void at(int x, int y);
  }

  /** Of the mosaic. */
  private static void eachPixel(Pixel pixel) {
    for (int i = 0; i < 576 * 192; i++) {
      pixel.at(i % 576, i / 576);
    }
  }

  /** A JPEG with EXIF behind its first segment: maker, model, orientation 6, day and place. */
  private static byte[] withExif(byte[] jpeg) {
    ByteBuffer exif = ByteBuffer.allocate(228).order(ByteOrder.LITTLE_ENDIAN);
    exif.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    directory(
        exif,
        new int[] {271, 2, 6, 146},
        new int[] {272, 2, 7, 152},
        new int[] {274, 3, 1, 6},
        new int[] {34_665, 4, 1, 74},
        new int[] {34_853, 4, 1, 92});
    directory(exif, new int[] {36_867, 2, 20, 160});
    directory(
        exif,
        new int[] {1, 2, 2, 'N'},
        new int[] {2, 5, 3, 180},
        new int[] {3, 2, 2, 'W'},
        new int[] {4, 5, 3, 204});
    String texts = "Canon\0EOS R5\0\0" + "2026:11:30 10:22:33\0";
    exif.put(texts.getBytes(StandardCharsets.US_ASCII));
    for (int number : new int[] {35, 1, 30, 1, 3_600, 100, 139, 1, 45, 1, 0, 1}) {
      exif.putInt(number);
    }
    int first = 4 + ByteBuffer.wrap(jpeg).getShort(4);
    return ByteBuffer.allocate(jpeg.length + 10 + exif.capacity())
        .put(jpeg, 0, first)
        .putShort((short) 0xFFE1)
        .putShort((short) (8 + exif.capacity()))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif.array())
        .put(jpeg, first, jpeg.length - first)
        .array();
  }

  /** Tags, each with its type, count, and value or place. */
  private static void directory(ByteBuffer tiff, int[]... tags) {
    tiff.putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]).putInt(tag[3]);
    }
    tiff.putInt(0);
  }

  @Test
  void aScanThatGoesOnHasThePageOfOneThatDidNotStop() throws IOException {
    Path photos = shared.resolve("photos");
    Path page = directory.resolve("report.html");

    Answer answer = scan(photos, "--threshold=0.01", "--html=" + page).expectSuccess();
    byte[] whole = Files.readAllBytes(page);
    Files.delete(output().resolve("north/b.png.json"));
    scan(photos, "--threshold=0.01", "--html=" + page, "--resume").expectSuccess();

    assertThat(answer.outLines()).contains("page      " + page);
    assertThat(page).hasBinaryContent(whole);
    assertThat(page).content().contains("<html lang=\"en\">", photos.resolve("a.png").toString());
  }

  @Test
  void aPageReplacesNothingButAPageAndIsToldOfBeforeTheWork() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    Path photo = Files.copy(shared.resolve("photos/a.png"), photos.resolve("a.png"));
    Path page = Files.writeString(photos.resolve("a.html"), "<!doctype html>");
    Path notes = Files.writeString(directory.resolve("notes.html"), "<p><!doctype html>");
    Path folder = Files.createDirectory(directory.resolve("folder.html"));
    Path model = shared.resolve("run/model");
    byte[] pixels = Files.readAllBytes(photo);
    Map<Path, String> refusals = new LinkedHashMap<>();
    for (Path input : List.of(photo, page)) {
      refusals.put(
          input,
          "output would replace an input: expected a file outside of %s, found %s (--html)"
              .formatted(photos, input));
    }
    refusals.put(
        model.resolve("model.json"),
        "output would replace an input: expected a file outside of %s, found %s (--html)"
            .formatted(model, model.resolve("model.json")));
    for (String name : List.of("scan.csv", "a.png.json", "a.png.jpg", "coco.json", "html")) {
      refusals.put(
          output().resolve(name),
          "bad name of a page: expected one that ends in .html or .htm, found %s (--html)"
              .formatted(output().resolve(name)));
    }
    refusals.put(
        notes,
        "output exists: expected no file or a page, found one that begins otherwise (--html %s)"
            .formatted(notes));
    refusals.put(
        folder,
        "not a file: expected a file for the page, found a folder (--html %s)".formatted(folder));
    for (Path lost : List.of(output().resolve("a/x.html"), photo.resolve("x.html"))) {
      refusals.put(
          lost,
          "no such folder: expected one for the page, found none (--html %s)".formatted(lost));
    }

    refusals.forEach(
        (file, refusal) -> {
          Answer answer = scan(photos, "--html=" + file);

          assertThat(answer.err())
              .isEqualTo("hibi: %s (try 'hibi scan --help')%n".formatted(refusal));
          assertThat(answer.code()).isEqualTo(2);
        });

    assertThat(output()).doesNotExist();
    assertThat(photo).hasBinaryContent(pixels);
    assertThat(notes).hasContent("<p><!doctype html>");
  }

  @Test
  void aPageMayLieInTheOutputAndReplaceOneInAnySpelling() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    Path inside = output().resolve("REPORT.HTM");
    Path former = Files.writeString(directory.resolve("former.html"), "<!DocType HTML>");
    Path empty = Files.createFile(directory.resolve("empty.html"));

    scan(photo, "--html=" + inside).expectSuccess();
    byte[] page = Files.readAllBytes(inside);
    Files.delete(output().resolve("a.png.json"));
    for (Path place : List.of(inside, former, empty)) {
      scan(photo, "--html=" + place, "--resume").expectSuccess();

      assertThat(place).hasBinaryContent(page);
    }
  }

  /** A summary is of all results in its folder. */
  @Test
  void resultsOfOtherPhotographsAreNotLeftOutOfTheSummary() throws IOException {
    Path photos = directory.resolve("photos");
    Files.createDirectories(photos.resolve("north"));
    Path first = Files.copy(shared.resolve("photos/a.png"), photos.resolve("a.png"));
    Path second = Files.copy(first, photos.resolve("north/b.png"));
    scan(photos, "--export=coco").expectSuccess();
    byte[] summary = Files.readAllBytes(output().resolve("scan.csv"));
    byte[] coco = Files.readAllBytes(output().resolve("coco.json"));
    Path written = output().toAbsolutePath();

    Answer fewer = scan(first, "--resume", "--export=coco");
    Answer elsewhere = scan(photos.resolve("north"), "--resume", "--export=coco");
    Files.move(second, photos.resolve("north/c.png"));
    Answer renamed = scan(photos, "--resume", "--export=coco");

    String refusal =
        "hibi: another scan: expected %s among the photographs, found it only in the results of"
            + " before (%s)%n";
    assertThat(fewer.err())
        .isEqualTo(refusal.formatted(second, written.resolve("north/b.png.json")));
    assertThat(elsewhere.err()).isEqualTo(refusal.formatted(first, written.resolve("a.png.json")));
    assertThat(renamed.err()).isEqualTo(fewer.err());
    assertThat(List.of(fewer.code(), elsewhere.code(), renamed.code())).containsOnly(1);
    assertThat(output().resolve("scan.csv")).hasBinaryContent(summary);
    assertThat(output().resolve("coco.json")).hasBinaryContent(coco);
    assertThat(output().resolve("north/c.png.json")).doesNotExist();
  }

  @Test
  void aResultThatWouldBeWrittenAtAnotherPlaceIsNotMadeTwice() throws IOException {
    Path photos = directory.resolve("photos");
    Files.createDirectories(photos.resolve("north"));
    Path photo = Files.copy(shared.resolve("photos/a.png"), photos.resolve("north/a.png"));
    scan(photos).expectSuccess();

    Answer answer = scan(photos.resolve("north"), "--resume");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: another scan: expected the result of %s at %s, found it at another place (%s)%n"
                .formatted(
                    photo,
                    output().resolve("a.png.json").toAbsolutePath(),
                    output().resolve("north/a.png.json").toAbsolutePath()));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output().resolve("a.png.json")).doesNotExist();
  }

  @Test
  void photographsThatCameLaterAreScannedToo() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    Files.copy(shared.resolve("photos/a.png"), photos.resolve("b.png"));
    scan(photos).expectSuccess();
    Files.copy(shared.resolve("photos/a.png"), photos.resolve("a.png"));
    Files.writeString(output().resolve("notes.txt"), "mine");
    Files.writeString(output().resolve("labels.json"), "{\"photo\": \"x.png\"}");

    List<String> lines = scan(photos, "--resume").expectSuccess().outLines();

    assertThat(lines.get(1)).isEqualTo("done      " + photos.resolve("b.png"));
    assertThat(Files.readAllLines(output().resolve("scan.csv"))).hasSize(3);
  }

  @Test
  void aFolderThatIsNoScanIsNotGoneOnIn() throws IOException {
    for (String name : List.of("a.png", "a.jpg", "north/IMG_1.JPG", "photo.json", "scan.csv.bak")) {
      Path folder = directory.resolve("folder of " + name.replace('/', ' '));
      Path file = folder.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "{\"photo\": \"x.png\"}");

      Answer answer =
          Answer.of(
              "scan",
              "--model=" + shared.resolve("run/model"),
              "--output=" + folder,
              "--resume",
              "--tile=96",
              shared.resolve("photos").toString());

      assertThat(answer.err())
          .isEqualTo(
              "hibi: not a scan: expected results of one, or an empty folder, found '%s' (%s)%n"
                  .formatted(name, folder.toAbsolutePath()));
      assertThat(answer.code()).isEqualTo(1);
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
      }
    }
    Path file = Files.writeString(directory.resolve("file"), "mine");
    assertThat(
            Answer.of(
                    "scan",
                    "--model=" + shared.resolve("run/model"),
                    "--output=" + file,
                    "--resume",
                    shared.resolve("photos").toString())
                .err())
        .isEqualTo("hibi: not a folder: expected a folder, found a file (%s)%n".formatted(file));
  }

  @Test
  void whatAKilledScanLeftBeforeItsFirstResultIsGoneOnFrom() throws IOException {
    Files.createDirectories(output().resolve("north"));
    Files.writeString(output().resolve("a.png.jpg"), "overlay");
    Files.writeString(output().resolve("north/.b.png.jpg.4194305-0a1b2c.tmp"), "half");
    Files.writeString(output().resolve("a.png.geojson"), "{}");
    Files.writeString(output().resolve("a.png.json"), "{");
    Files.writeString(output().resolve("scan.csv"), "photo");

    scan(shared.resolve("photos"), "--resume").expectSuccess();

    assertThat(output().resolve("north/b.png.json")).exists();
    assertThat(output().resolve("north/.b.png.jpg.4194305-0a1b2c.tmp")).doesNotExist();
  }

  @Test
  void anOverlayThatIsNotWholeIsMadeAgain() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    scan(photo).expectSuccess();
    Path overlay = output().resolve("a.png.jpg");
    byte[] whole = Files.readAllBytes(overlay);
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, whole.length / 2), whole.length);
    byte[] none = {};
    for (byte[] damaged :
        List.of(none, new byte[] {-1, -40, -1}, Arrays.copyOf(whole, whole.length - 1), zeros)) {
      Files.write(overlay, damaged);
      assertScannedAgain(photo, overlay, whole);
    }
    Files.delete(overlay);
    assertScannedAgain(photo, overlay, whole);
  }

  private void assertScannedAgain(Path photo, Path overlay, byte[] whole) {
    Answer answer = scan(photo, "--resume").expectSuccess();

    assertThat(answer.err())
        .isEqualTo(
            "hibi: warning: damaged, and scanned again: expected the JPEG of a scan, found none"
                + " (%s)%n".formatted(overlay.toAbsolutePath()));
    assertThat(overlay).hasBinaryContent(whole);
  }

  @Test
  void numbersThatNoScanWritesAreDamage() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    scan(photo, "--threshold=0.01").expectSuccess();
    Path file = output().resolve("a.png.json");
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            whole.replaceFirst("\"score\": [^,]+", "\"score\": 1.5"),
            whole.replaceFirst("\"score\": [^,]+", "\"score\": -0.1"),
            whole.replaceFirst("\"score\": [^,]+", "\"score\": NaN"),
            whole.replaceFirst("\"peak\": [^,]+", "\"peak\": 7"),
            whole.replaceFirst("\"peak\": [^,]+", "\"peak\": -1"),
            whole.replaceFirst("\"width\": [^,]+", "\"width\": -576"),
            whole.replaceFirst("\"tiles\": [^,]+", "\"tiles\": \"x\""),
            whole.replaceFirst("\"unfamiliarTiles\": [^,]+", "\"unfamiliarTiles\": 34"))) {
      assertThat(damaged).isNotEqualTo(whole);
      Files.writeString(file, damaged);

      Answer answer = scan(photo, "--resume", "--threshold=0.01").expectSuccess();

      assertThat(answer.err())
          .isEqualTo(
              "hibi: warning: damaged, and scanned again: expected the JSON of a scan, found none"
                  + " (%s)%n".formatted(file.toAbsolutePath()));
      assertThat(file).hasContent(whole);
    }
  }

  @Test
  void whatWasBegunGoesOnAndEndsAsIfItHadNotStopped() throws IOException {
    Path photos = shared.resolve("photos");
    scan(photos).expectSuccess();
    byte[] whole = Files.readAllBytes(output().resolve("north/b.png.json"));
    byte[] summary = Files.readAllBytes(output().resolve("scan.csv"));
    FileTime first = Files.getLastModifiedTime(output().resolve("a.png.json"));
    Files.delete(output().resolve("north/b.png.json"));
    Files.delete(output().resolve("scan.csv"));

    Answer refused = scan(photos);
    Answer resumed = scan(photos, "--resume").expectSuccess();

    assertThat(refused.err())
        .isEqualTo(
            "hibi: output exists: expected no folder or an empty one, found 'a.png.jpg' (%s)%n"
                .formatted(output()));
    assertThat(resumed.outLines().get(0)).isEqualTo("done      " + photos.resolve("a.png"));
    assertThat(output().resolve("north/b.png.json")).hasBinaryContent(whole);
    assertThat(output().resolve("scan.csv")).hasBinaryContent(summary);
    assertThat(Files.getLastModifiedTime(output().resolve("a.png.json"))).isEqualTo(first);
  }

  @Test
  void otherSettingsAreNotMixedWithWhatIsThere() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    scan(photo).expectSuccess();

    Answer answer = scan(photo, "--resume", "--threshold=0.25");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: another scan: expected one with threshold 0.25, found no threshold (%s)%n"
                .formatted(output().resolve("a.png.json").toAbsolutePath()));
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void aPhotographThatCannotBeReadIsToldAndStopsNothing() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    Path broken = Files.writeString(photos.resolve("1.jpg"), "no image");
    Files.copy(shared.resolve("photos/a.png"), photos.resolve("2.png"));

    Answer answer = scan(photos);

    assertThat(answer.err()).startsWith("hibi: ").contains(broken.toString()).hasLineCount(1);
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output().resolve("2.png.json")).exists();
    assertThat(Files.readAllLines(output().resolve("scan.csv")))
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith(broken + ",,,,,,,,,,,,,");
    assertThat(summary(1, "unreadable")).contains(broken.toString());
    assertThat(summary(2, "areaMm2")).isEmpty();
    assertThat(answer.out()).contains("2 photographs, ").contains(" 1 unreadable: ");
  }

  @Test
  void anEntryThatIsDamagedIsToldAndStopsNothing() throws IOException {
    byte[] whole = Files.readAllBytes(shared.resolve("photos/a.png"));
    Path zip = directory.resolve("photos.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(0);
      for (String name : List.of("1.png", "2.png")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(whole);
        out.closeEntry();
      }
    }
    byte[] damaged = Files.readAllBytes(zip);
    damaged[whole.length / 2] ^= 1; // in the middle of the first
    Files.write(zip, damaged);

    Answer answer = scan(zip);

    assertThat(answer.err())
        .startsWith("hibi: bad zip entry: expected %d bytes with CRC-32 ".formatted(whole.length))
        .endsWith(" (%s!1.png)%n".formatted(zip))
        .hasLineCount(1);
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output().resolve("2.png.json")).exists();
    assertThat(Files.readAllLines(output().resolve("scan.csv"))).hasSize(3);
  }

  @Test
  void numbersOutOfRangeAreUsageErrors() {
    Answer area = scan(shared.resolve("photos"), "--min-area=-1");

    assertThat(area.code()).isEqualTo(2);
    assertThat(area.err())
        .startsWith("hibi: bad area: expected 0 square pixels and more, found -1");
    assertThat(scan(shared.resolve("photos"), "--threshold=1").err())
        .isEqualTo(
            "hibi: bad threshold: expected a probability above 0 and below 1, found 1.0 (try 'hibi"
                + " scan --help')%n".formatted());
    assertThat(output()).doesNotExist();
  }

  private Answer calibrate(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--model=" + shared.resolve("run/model"),
                "--output=" + directory.resolve("calibrated"),
                "--device=cpu"));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  /** Photographs of one kind, three tiles wide. */
  private Path kind(String label, int count) throws IOException {
    Path walls = directory.resolve("walls");
    Path folder = Files.createDirectories(walls.resolve(label));
    try (ZipFile tiles = new ZipFile(shared.resolve("train.zip").toFile())) {
      for (int i = 0; i < count; i++) {
        String name = "train/%s_%05d.jpg".formatted(label, i + 1);
        byte[] tile = tiles.getInputStream(tiles.getEntry(name)).readAllBytes();
        BufferedImage wall = new BufferedImage(3 * 96, 96, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 3; x++) {
          wall.getGraphics()
              .drawImage(RgbImage.decode(tile, name).toBufferedImage(), x * 96, 0, null);
        }
        ImageIO.write(wall, "png", folder.resolve(i + ".png").toFile());
      }
    }
    return walls;
  }

  @Test
  void aThresholdOfPhotographsIsFoundByTheirHighestPlacesAndScansGoByIt() throws IOException {
    kind("N", 10);
    Path walls = kind("P", 3);

    Answer found =
        calibrate("--photographs=" + walls, "--tile=96", "--false-alarms=0.3", "--confidence=0.9")
            .expectSuccess();

    JsonObject point =
        json(directory.resolve("calibrated/model.json")).getAsJsonObject("scanPoint");
    double threshold = point.getAsJsonObject("point").get("threshold").getAsDouble();
    assertThat(found.outLines())
        .hasSize(1 + 13 + 1 + 3 + 1)
        .contains(
            "photos    13 images {N=10, P=3}, labels by folder",
            "verdict   alarm where P is at "
                + threshold
                + " or more over 576 square pixels, in tiles of 96")
        .anyMatch(
            line -> line.startsWith("promise   at most 30 % of all uncracked photographs like "));
    assertThat(point.get("tile").getAsInt()).isEqualTo(96);
    assertThat(point.get("leastArea").getAsInt()).isEqualTo(576);
    Answer scanned =
        Answer.of(
                "scan",
                "--model=" + directory.resolve("calibrated"),
                "--output=" + output(),
                "--device=cpu",
                "--html=" + directory.resolve("scan.html"),
                walls.resolve("N").toString())
            .expectSuccess();
    assertThat(Files.readString(directory.resolve("scan.html")))
        .contains("This threshold was found by whole photographs.");
    JsonObject first = json(output().resolve("0.png.json"));
    assertThat(first.get("threshold").getAsDouble()).isEqualTo(threshold);
    assertThat(first.getAsJsonObject("settings").get("tile").getAsInt()).isEqualTo(96);
    assertThat(found.outLines())
        .contains(
            "photo     %s: %s (uncracked, 5 tiles)"
                .formatted(walls.resolve("N/0.png"), first.get("score").getAsString()));
    long alarms = scanned.outLines().stream().filter(line -> line.startsWith("alarm ")).count();
    assertThat(alarms).isLessThanOrEqualTo(1); // as the rank of the threshold says
  }

  @Test
  void aThresholdOfPhotographsIsNotTakenForOtherTiles() throws IOException {
    Path walls = kind("N", 10);
    calibrate("--photographs=" + walls, "--tile=96", "--false-alarms=0.3", "--confidence=0.9")
        .expectSuccess();
    String model = "--model=" + directory.resolve("calibrated");
    String to = "--output=" + output();

    Answer other = Answer.of("scan", model, to, "--tile=64", walls.toString());

    assertThat(other.err())
        .contains(
            "hibi: the model's threshold of photographs is not for these: expected --tile 96 and"
                + " --min-area 576, or --threshold with others, found 64 and 576");
    assertThat(other.code()).isEqualTo(2);
    Answer.of("scan", model, to, "--tile=64", "--threshold=0.5", walls.toString()).expectSuccess();
  }

  @Test
  void tooFewPhotographsAreTold() throws IOException {
    Answer answer = calibrate("--photographs=" + kind("N", 2), "--tile=96", "--false-alarms=0.05");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: you have 2 uncracked photographs: 5 %% false alarms at 95 %% confidence needs 59%n"
                .formatted());
    assertThat(directory.resolve("calibrated")).doesNotExist();
  }

  @Test
  void tilesAreCutOfPhotographsAlone() {
    assertThat(calibrate("--data=" + shared.resolve("test.zip"), "--tile=96", "--recall=0.9").err())
        .contains(
            "tiles of no photograph: expected --tile and --min-area with --photographs, found --data"
                + " or --normal");
    assertThat(
            calibrate(
                    "--data=" + shared.resolve("test.zip"),
                    "--photographs=" + shared.resolve("photos"),
                    "--recall=0.9")
                .err())
        .contains("options exclude each other: expected --data or --photographs, found both");
  }

  @Test
  void regionsAreExportedForOtherProgramsOnTheMapAndInMillimetres() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    Files.writeString(photos.resolve("a.pgw"), "0.5\n0\n0\n-0.5\n1000.25\n1999.75\n");
    String[] options = {
      "--threshold=0.01", "--export=geojson,labelme,dxf,csv,coco", "--mm-per-pixel=0.3"
    };

    scan(photos, options).expectSuccess();

    JsonObject json = json(output().resolve("a.png.json"));
    JsonObject region = json.getAsJsonArray("regions").get(0).getAsJsonObject();
    assertThat(region.get("areaMm2").getAsDouble())
        .isEqualTo(0.3 * 0.3 * region.get("area").getAsLong());
    long area =
        json.getAsJsonArray("regions").asList().stream()
            .mapToLong(one -> one.getAsJsonObject().get("area").getAsLong())
            .sum();
    assertThat(summary(1, "area")).isEqualTo(String.valueOf(area));
    assertThat(Double.parseDouble(summary(1, "areaMm2")))
        .isCloseTo(0.3 * 0.3 * area, withinPercentage(1e-9));
    assertThat(json.getAsJsonObject("map").getAsJsonArray("origin")).hasToString("[1000.0,2000.0]");
    JsonObject map = json(output().resolve("a.png.geojson"));
    assertThat(map.getAsJsonArray("features"))
        .hasSameSizeAs(json.getAsJsonArray("regions").asList());
    assertThat(map.toString()).contains("[1000.0,").contains("\"areaMm2\":");
    assertThat(json(output().resolve("a.png.labelme.json")).get("imagePath").getAsString())
        .isEqualTo("a.png");
    assertThat(Files.readString(output().resolve("a.png.dxf")))
        .startsWith("  0\nSECTION\n")
        .endsWith("  0\nEOF\n");
    assertThat(json(output().resolve("coco.json")).getAsJsonArray("images")).hasSize(1);
    JsonArray box = region.getAsJsonArray("bbox");
    CsvRecord line = records("a.png.csv").get(1);
    assertThat(records("a.png.csv")).hasSize(1 + json.getAsJsonArray("regions").size());
    assertThat(line.getFields())
        .startsWith(photos.resolve("a.png").toString(), "1", box.get(0).getAsString());
    assertThat(Double.parseDouble(line.getField(10)))
        .isEqualTo(1_000 + 0.5 * (box.get(0).getAsInt() + box.get(2).getAsInt() / 2.0));

    byte[] dxf = Files.readAllBytes(output().resolve("a.png.dxf"));
    Files.delete(output().resolve("a.png.dxf"));
    scan(photos, options[0], options[1], options[2], "--resume").expectSuccess();
    assertThat(output().resolve("a.png.dxf")).hasBinaryContent(dxf);
  }

  @Test
  void resultsOfOnePhotographAreNotThoseOfAll() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    for (String name : List.of("scan", "coco", "SCAN.png")) {
      Files.copy(shared.resolve("photos/a.png"), photos.resolve(name));
    }

    scan(photos, "--export=csv,coco").expectSuccess();

    assertThat(records("scan.csv")).hasSize(1 + 3);
    assertThat(json(output().resolve("coco.json")).getAsJsonArray("images")).hasSize(3);
    try (Stream<Path> files = Files.list(output())) {
      assertThat(
              files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("v")))
          .hasSize(4)
          .contains("scan.csv", "SCAN.png.csv")
          .anyMatch(name -> name.matches("scan~[0-9a-f]{8}\\.csv"))
          .anyMatch(name -> name.matches("coco~[0-9a-f]{8}\\.csv"));
    }
  }

  @Test
  void whatNobodyReadsIsRefused() {
    assertThat(scan(shared.resolve("photos"), "--export=shp").err())
        .contains("unknown format: expected geojson, labelme, dxf, csv or coco, found 'shp'");
    assertThat(scan(shared.resolve("photos"), "--mm-per-pixel=0").err())
        .contains("bad scale: expected millimetres a pixel above 0 and up to 1,000,000, found 0.0");
  }

  @Test
  void aWorldFileIsOfStoredPixelsInAnyCaseAndOneThatIsNoneIsWarnedOf() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    mosaic(photos.resolve("b.png"));
    Files.writeString(photos.resolve("a.PGW"), "0.5\n0\n0\n-0.5\n1000.25\n1999.75\n");
    Files.writeString(photos.resolve("b.pgw"), "no numbers");

    Answer answer = scan(photos).expectSuccess();

    assertThat(json(output().resolve("a.png.json")).has("map")).isTrue();
    assertThat(json(output().resolve("b.png.json")).has("map")).isFalse();
    assertThat(answer.err())
        .isEqualTo(
            "hibi: warning: no place on a map: bad world file: expected 6 finite numbers, found '2"
                + " words' (%s)%n".formatted(photos.resolve("b.pgw")));
  }

  @Test
  void aWorldFileThatCameLaterOrWasChangedIsFollowed() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    scan(photos, "--threshold=0.01").expectSuccess();
    for (String x : List.of("1000.25", "3000.25")) {
      Files.writeString(photos.resolve("a.pgw"), "0.5\n0\n0\n-0.5\n%s\n1999.75\n".formatted(x));

      scan(photos, "--threshold=0.01", "--resume", "--export=geojson").expectSuccess();

      String origin = "[%s,2000.0]".formatted(Double.parseDouble(x) - 0.25);
      assertThat(
              json(output().resolve("a.png.json")).getAsJsonObject("map").getAsJsonArray("origin"))
          .hasToString(origin);
      assertThat(Files.readString(output().resolve("a.png.geojson")))
          .contains(x.substring(0, 4) + ".");
      assertThat(scan(photos, "--threshold=0.01", "--resume").outLines().get(0))
          .startsWith("done ");
    }
  }

  @Test
  void aPhotographThatWasReplacedIsScannedAgain() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    scan(photos).expectSuccess();
    BufferedImage other = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(other, "png", photos.resolve("a.png").toFile());

    assertThat(scan(photos, "--resume").expectSuccess().outLines().get(0)).doesNotContain("done");
    assertThat(json(output().resolve("a.png.json")).get("width").getAsInt()).isEqualTo(96);
  }

  @Test
  void whatWasDamagedIsToldAndScannedAgain() throws IOException {
    Path photo = shared.resolve("photos/a.png");
    scan(photo).expectSuccess();
    Path file = output().resolve("a.png.json");
    byte[] whole = Files.readAllBytes(file);
    for (String damaged : List.of("{", "[]", "{}", "{\"regions\": 1}", "\u00e9")) {
      Files.write(file, damaged.getBytes(StandardCharsets.ISO_8859_1));

      Answer answer = scan(photo, "--resume").expectSuccess();

      assertThat(answer.err())
          .isEqualTo(
              "hibi: warning: damaged, and scanned again: expected the JSON of a scan, found none"
                  + " (%s)%n".formatted(file.toAbsolutePath()));
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void tagsOfAMapThatTellNoPlaceAreWarnedOf() throws IOException {
    Path photo = directory.resolve("map.tif");
    Files.write(photo, geoTiff(0, 6677));

    assertThat(scan(photo).expectSuccess().err())
        .startsWith("hibi: warning: no place on a map: bad map coordinates: expected finite")
        .endsWith(", 0.0, 0.0, 0.0, -0.0 (%s)%n".formatted(photo));
    assertThat(json(output().resolve("map.tif.json")).has("map")).isFalse();
  }

  @Test
  void aScaleThatIsNotTheMapsIsTold() throws IOException {
    Path photo = directory.resolve("map.tif");
    Files.write(photo, geoTiff(0.002, 6677)); // 2 mm, plane system IX of Japan

    assertThat(scan(photo, "--mm-per-pixel=2.02").expectSuccess().err()).isEmpty();
    assertThat(scan(photo, "--resume", "--mm-per-pixel=2.02").expectSuccess().err()).isEmpty();
    Files.delete(output().resolve("map.tif.json"));
    assertThat(scan(photo, "--resume", "--mm-per-pixel=0.3").expectSuccess().err())
        .isEqualTo(
            "hibi: warning: two scales: expected about 2.0 mm a pixel, as its map has it, found"
                + " --mm-per-pixel 0.3, by which lengths and areas are told (%s)%n"
                    .formatted(photo));
  }

  /** Of 96 x 96 black pixels. */
  private static byte[] geoTiff(double scale, int epsg) {
    int pixels = 96 * 96 * 3;
    int[][] tags = {
      {256, 3, 1, 96},
      {257, 3, 1, 96},
      {258, 3, 1, 8},
      {259, 3, 1, 1},
      {262, 3, 1, 2},
      {273, 4, 1, 300},
      {277, 3, 1, 3},
      {278, 3, 1, 96},
      {279, 4, 1, pixels},
      {33550, 12, 3, 200},
      {33922, 12, 6, 224},
      {34735, 3, 8, 272}
    };
    ByteBuffer tiff = ByteBuffer.allocate(300 + pixels).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    directory(tiff, tags);
    tiff.position(200);
    tiff.putDouble(scale).putDouble(scale).putDouble(0);
    tiff.putDouble(0).putDouble(0).putDouble(0).putDouble(-6000).putDouble(-35000).putDouble(0);
    for (int key : new int[] {1, 1, 0, 1, 3072, 0, 1, epsg}) {
      tiff.putShort((short) key);
    }
    return tiff.array();
  }

  @Test
  void theOutputIsNotAmongThePhotographs() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));

    Answer answer =
        Answer.of(
            "scan",
            "--model=" + shared.resolve("run/model"),
            "--output=" + photos.resolve("out"),
            photos.toString());

    assertThat(answer.err())
        .contains(
            "output among the photographs: expected a folder outside of %s, found %s"
                .formatted(photos, photos.resolve("out")));
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void aLinkDoesNotHideThatTheOutputIsAmongThePhotographs() throws IOException {
    Path photos = Files.createDirectory(directory.resolve("photos"));
    mosaic(photos.resolve("a.png"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), photos);

    for (List<Path> pair : List.of(List.of(link, photos), List.of(photos, link))) {
      Answer answer =
          Answer.of(
              "scan",
              "--model=" + shared.resolve("run/model"),
              "--output=" + pair.get(0).resolve("new/out"),
              pair.get(1).toString());

      assertThat(answer.err())
          .startsWith("hibi: output among the photographs: expected a folder outside of ");
      assertThat(answer.code()).isEqualTo(2);
    }
  }

  @Test
  void aPhotographSmallerThanATileIsToldAndNotCalibratedBy() throws IOException {
    Path walls = kind("N", 10);

    Answer scanned = scan(walls, "--tile=100");
    Answer calibrated =
        calibrate("--photographs=" + walls, "--tile=100", "--false-alarms=0.3", "--confidence=0.9");

    assertThat(scanned.err())
        .contains(
            "hibi: warning: smaller than a tile of 100 pixels, so that the model sees another scale"
                + " than it was asked for: 288x96 (");
    assertThat(calibrated.err())
        .contains(
            "photograph smaller than a tile: expected 100 pixels and more a side, found 288x96 (");
    assertThat(directory.resolve("calibrated")).doesNotExist();
  }
}
