package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.ClassLabels;
import dev.hibi.image.ImageRows;
import dev.hibi.image.PhotoMetadata;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a classifier that takes dark pixels for a crack. */
final class PhotoScannerTest {
  private static final ClassLabels LABELS = ClassLabels.of("N", "P");
  private static final int GREY = 150;

  @TempDir Path folder;

  /** A grey wall with dark squares of 20 pixels. */
  private static RgbImage wall(int width, int height, int[]... dark) {
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, (byte) GREY);
    for (int[] square : dark) {
      for (int y = square[1]; y < Math.min(height, square[1] + 20); y++) {
        for (int x = square[0]; x < Math.min(width, square[0] + 20); x++) {
          Arrays.fill(pixels, 3 * (y * width + x), 3 * (y * width + x) + 3, (byte) 0);
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private static ImageClassifier dark() {
    return ImageClassifier.of(
        LABELS,
        tile -> {
          int black = 0;
          for (byte value : tile.pixels()) {
            black += value == 0 ? 1 : 0;
          }
          return Classification.ofLogits(LABELS, 0, black > 3 * 50 ? 3 : -3);
        });
  }

  private static PhotoScan scan(RgbImage photo) {
    return PhotoScanner.builder(dark()).tile(64).build().scan("wall.jpg", photo);
  }

  /** At which there is still a region, and above which there is none. */
  @Test
  void theScoreIsTheHighestThresholdThatRaisesAnAlarm() {
    Random random = new Random(3);
    for (int round = 0; round < 20; round++) {
      ScoreField.Merge merge = new ScoreField.Merge(160, 96, 32, 8);
      for (int y = 0; y <= 64; y += 16) {
        for (int x = 0; x <= 128; x += 16) {
          merge.add(x, y, 32, 6 * random.nextGaussian(), false);
        }
      }
      ScoreField field = merge.field();
      for (long area : new long[] {0, 64, 500, 5_000, 160 * 96}) {
        double score = RegionSearch.highestThreshold(field, area);
        assertThat(new RegionSearch(field, score, area).regions()).isNotEmpty();
        assertThat(new RegionSearch(field, Math.nextUp(score), area).regions()).isEmpty();
      }
      assertThat(RegionSearch.highestThreshold(field, 160 * 96 + 1)).isZero();
    }
  }

  @Test
  void aSoundWallRaisesNoAlarm() {
    PhotoScan scan = scan(wall(500, 300));

    assertThat(scan.isAlarm()).isFalse();
    assertThat(scan.regions()).isEmpty();
    assertThat(scan.tiles()).isEqualTo(15 * 9);
    assertThat(scan.unfamiliar()).isZero();
    assertThat(scan.positive()).isEqualTo("P");
    assertThat(scan.threshold()).isEqualTo(0.5);
  }

  @Test
  void whatIsSeenMakesARegionAroundItAndWhatIsApartAnother() {
    PhotoScan scan = scan(wall(500, 300, new int[] {100, 100}, new int[] {480, 280}));

    assertThat(scan.regions()).hasSize(2);
    for (Region region : scan.regions()) {
      assertThat(region.peak()).isEqualTo(1 / (1 + Math.exp(-3)), within(1e-6));
      assertThat(region.area()).isBetween(400L, 96L * 96);
      assertThat(region.width()).isLessThanOrEqualTo(96);
      assertThat(region.height()).isLessThanOrEqualTo(96);
    }
    Region corner = scan.regions().stream().filter(one -> one.x() > 300).findAny().orElseThrow();
    assertThat(corner.x() + corner.width()).isEqualTo(500);
    assertThat(corner.y() + corner.height()).isEqualTo(300);
    Region other = scan.regions().stream().filter(one -> one.x() < 300).findAny().orElseThrow();
    assertThat(other.x()).isLessThanOrEqualTo(100);
    assertThat(other.x() + other.width()).isGreaterThanOrEqualTo(120);
  }

  @Test
  void whatTouchesAtACornerIsOneRegion() {
    PhotoScan scan = scan(wall(300, 300, new int[] {100, 100}, new int[] {120, 120}));

    assertThat(scan.regions()).hasSize(1);
  }

  @Test
  void thresholdAndLeastAreaAreWhatIsAskedFor() {
    RgbImage photo = wall(300, 300, new int[] {100, 100});

    assertThat(
            PhotoScanner.builder(dark())
                .tile(64)
                .threshold(0.99)
                .build()
                .scan("x", photo)
                .regions())
        .isEmpty();
    assertThat(
            PhotoScanner.builder(dark())
                .tile(64)
                .leastArea(300 * 300)
                .build()
                .scan("x", photo)
                .regions())
        .isEmpty();
    assertThatThrownBy(() -> PhotoScanner.builder(dark()).tile(15))
        .hasMessage("bad tile: expected an edge of 16 pixels and more, found 15");
    assertThatThrownBy(() -> PhotoScanner.builder(dark()).threshold(1))
        .hasMessage("bad threshold: expected a probability above 0 and below 1, found 1.0");
    assertThatThrownBy(() -> PhotoScanner.builder(dark()).leastArea(-1))
        .hasMessage("bad area: expected 0 square pixels and more, found -1");
  }

  @Test
  void aPhotographSmallerThanATileIsSeenWhole() {
    PhotoScan scan = scan(wall(40, 30, new int[] {5, 5}));

    assertThat(scan.tiles()).isEqualTo(2);
    assertThat(scan.regions()).hasSize(1);
  }

  @Test
  void theListenerHearsOfEveryTile() {
    List<String> heard = new ArrayList<>();
    PhotoScanner.builder(dark())
        .tile(64)
        .listener((photo, done, all) -> heard.add(photo + " " + done + " of " + all))
        .build()
        .scan("wall.jpg", wall(320, 200));

    assertThat(heard).containsExactly("wall.jpg 32 of 54", "wall.jpg 54 of 54");
  }

  /** Of noise, so that each tile has an answer of its own. */
  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(width).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  private static ImageClassifier brightness() {
    return ImageClassifier.of(
        LABELS,
        tile -> {
          long sum = 0;
          for (byte value : tile.pixels()) {
            sum += value;
          }
          return Classification.ofLogits(LABELS, 0, sum / 100f);
        });
  }

  /** As it is defined: every tile of the whole, into sums of the whole. */
  @ParameterizedTest
  @CsvSource({"500, 333, 64", "37, 1200, 21", "1200, 37, 100", "17, 16, 16", "3000, 900, 99"})
  void bandsGiveToTheBitWhatTheWholeGives(int width, int height, int edge) throws IOException {
    RgbImage photo = noise(width, height);
    TileGrid grid = TileGrid.of(width, height, edge);
    int cell = grid.edge() / 16;
    int columns = (width + cell - 1) / cell;
    double[] sums = new double[columns * ((height + cell - 1) / cell)];
    double[] weights = new double[sums.length];
    for (int i = 0; i < grid.count(); i++) {
      int x = grid.x(i);
      int y = grid.y(i);
      float logit =
          brightness()
              .classify(photo.crop(x, y, grid.edge(), grid.edge()))
              .logits()
              .getOrDefault("P", 0f);
      for (int row = y / cell; row <= (y + grid.edge() - 1) / cell; row++) {
        double down = hann((row * cell + Math.min(height, (row + 1) * cell)) / 2.0 - y, grid);
        for (int column = x / cell; column <= (x + grid.edge() - 1) / cell; column++) {
          int right = Math.min(width, (column + 1) * cell);
          double weight = down * hann((column * cell + right) / 2.0 - x, grid);
          sums[row * columns + column] += weight * logit;
          weights[row * columns + column] += weight;
        }
      }
    }

    PhotoScan scan =
        PhotoScanner.builder(brightness()).tile(edge).build().scan("x", ImageRows.of(photo));

    for (int i = 0; i < sums.length; i++) {
      assertThat(scan.field().logOdds(i % columns, i / columns))
          .isEqualTo((float) (sums[i] / weights[i]));
    }
    assertThat(scan.tiles()).isEqualTo(grid.count());
  }

  private static double hann(double place, TileGrid grid) {
    double sine = Math.sin(Math.PI * Math.max(0, Math.min(grid.edge(), place)) / grid.edge());
    return Math.max(1e-6, sine * sine);
  }

  @Test
  void aPhotographIsReadOnceAlsoForItsOverlay() throws IOException {
    RgbImage photo = wall(700, 500, new int[] {300, 100});
    PhotoScanner scanner = PhotoScanner.builder(dark()).tile(64).build();
    ImageRows rows = ImageRows.of(photo).shrinking(200);

    PhotoScan scan = scanner.scan("wall.jpg", rows);

    assertThat(rows.rowsLeft()).isZero();
    ScanOverlay overlay = new ScanOverlay(scan, 200);
    assertThat(RgbImage.of(overlay.over(rows.shrunk())).pixels())
        .isEqualTo(RgbImage.of(overlay.over(photo)).pixels());
    assertThatThrownBy(() -> scanner.scan("wall.jpg", rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows were read already: expected all 500, found 0 left");
  }

  @Test
  void whatTheListenerThrowsEndsAScan() {
    List<Integer> heard = new ArrayList<>();
    PhotoScanner scanner =
        PhotoScanner.builder(dark())
            .tile(64)
            .listener(
                (photo, done, all) -> {
                  heard.add(done);
                  throw new CancellationException("enough");
                })
            .build();

    assertThatThrownBy(() -> scanner.scan("x", wall(640, 640)))
        .isInstanceOf(CancellationException.class)
        .hasMessage("enough");
    assertThat(heard).containsExactly(32);
  }

  @Test
  void anInterruptEndsAScanBetweenBatchesAndIsKept() {
    List<Integer> heard = new ArrayList<>();
    PhotoScanner scanner =
        PhotoScanner.builder(dark())
            .tile(64)
            .listener(
                (photo, done, all) -> {
                  heard.add(done);
                  Thread.currentThread().interrupt();
                })
            .build();

    assertThatThrownBy(() -> scanner.scan("x", ImageRows.of(wall(640, 640))))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("interrupted: expected the photograph to be scanned");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(heard).containsExactly(32);
  }

  @Test
  void aPhotographThatIsBrokenFurtherDownFailsAsItsReaderSays() throws IOException {
    Path file = Files.write(folder.resolve("wall.tif"), brokenAtItsEnd());

    try (ImageRows photo = ImageRows.open(file)) {
      assertThatThrownBy(
              () -> PhotoScanner.builder(dark()).tile(64).build().scan("wall.tif", photo))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith("truncated image: expected 4800 bytes of pixels in part 39 of a");
    }
  }

  @Test
  void ofManyPhotographsOneThatCannotBeReadStopsNothing() throws IOException {
    Path broken = Files.write(folder.resolve("broken.tif"), brokenAtItsEnd());
    Path none = folder.resolve("none.jpg");
    RgbImage wall = wall(128, 128, new int[] {0, 0});
    List<String> opened = new ArrayList<>();
    PhotoScanner scanner = PhotoScanner.builder(dark()).tile(64).build();

    try (Stream<PhotoOutcome> outcomes =
        scanner.scanAll(
            Stream.of(
                    PhotoInput.of("first", () -> ImageRows.of(wall)),
                    PhotoInput.of(broken),
                    PhotoInput.of(none),
                    PhotoInput.of("last", () -> ImageRows.of(wall)))
                .peek(input -> opened.add(input.name())))) {
      Iterator<PhotoOutcome> next = outcomes.iterator();
      PhotoOutcome first = next.next();
      assertThat(opened).containsExactly("first"); // each when its turn comes
      assertThat(first.orThrow().toJson()).isEqualTo(scanner.scan("first", wall).toJson());
      PhotoOutcome second = next.next();
      assertThat(second.name()).isEqualTo(broken.toString());
      assertThatThrownBy(second::orThrow)
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageEndingWith("(" + broken + ")");
      assertThatThrownBy(next.next()::orThrow).isInstanceOf(NoSuchFileException.class);
      assertThat(next.next()).isInstanceOf(PhotoOutcome.Scanned.class);
      assertThat(next).isExhausted();
    }
  }

  @Test
  void anInterruptEndsManyToo() {
    PhotoScanner scanner = PhotoScanner.builder(dark()).tile(64).build();
    PhotoInput photo =
        PhotoInput.of(
            "x",
            () -> {
              Thread.currentThread().interrupt();
              return ImageRows.of(wall(64, 64));
            });

    assertThatThrownBy(() -> scanner.scanAll(Stream.of(photo, photo)).toList())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** 1,600 x 40 rows of Deflate, one a strip; the last is said to be compressed and is not. */
  private static byte[] brokenAtItsEnd() throws IOException {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(row)) {
      deflater.write(new byte[4_800]);
    }
    ByteArrayOutputStream half = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(half)) {
      deflater.write(new byte[2_400]);
    }
    int[][] entries = {
      {256, 1_600}, {257, 40}, {258, 8}, {259, 8}, {262, 2}, {273, 0}, {277, 3}, {278, 1}, {279, 0}
    };
    ByteBuffer file = ByteBuffer.allocate(8_192).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((short) 0x4949).putShort((short) 42).putInt(8).putShort((short) entries.length);
    for (int[] entry : entries) {
      boolean list = entry[1] == 0;
      int place = entry[0] == 273 ? 200 : 400;
      file.putShort((short) entry[0]).putShort((short) 4).putInt(list ? 40 : 1);
      file.putInt(list ? place : entry[1]);
    }
    for (int i = 0; i < 40; i++) {
      byte[] strip = (i < 39 ? row : half).toByteArray();
      file.putInt(200 + 4 * i, 1_000 + 100 * i).putInt(400 + 4 * i, strip.length);
      file.position(1_000 + 100 * i).put(strip);
    }
    return file.array();
  }

  @Test
  void aModelWhoseClassesTellNothingIsRefused() {
    ClassLabels labels = ClassLabels.of("a", "b");
    ImageClassifier untold =
        ImageClassifier.of(labels, tile -> Classification.ofLogits(labels, 0, 1));

    assertThatThrownBy(() -> PhotoScanner.builder(untold).build().scan("x", wall(10, 10)))
        .hasMessage(
            "which class counts as crack: expected a model that says so, as hibi calibrate"
                + " --positive writes it, found one of [a, b]");
  }

  @Test
  void equalScansGiveEqualJson() {
    RgbImage photo = wall(200, 100, new int[] {100, 40});

    String json = scan(photo).toJson();

    assertThat(json).isEqualTo(scan(photo).toJson());
    Region region = scan(photo).regions().get(0);
    assertThat(json.replaceAll("\\s", ""))
        .isEqualTo(
            "{\"photo\":\"wall.jpg\",\"width\":200,\"height\":100,\"positive\":\"P\","
                + "\"threshold\":0.5,\"leastArea\":256,\"score\":"
                + region.peak()
                + ",\"tiles\":18,\"unfamiliarTiles\":0,\"regions\":[{\"bbox\":["
                + region.x()
                + ","
                + region.y()
                + ","
                + region.width()
                + ","
                + region.height()
                + "],\"peak\":"
                + region.peak()
                + ",\"area\":"
                + region.area()
                + ",\"outlines\":[[[[80,0],[144,0],[144,100],[80,100]]]]}]}");
  }

  @Test
  void theOverlayFramesRegionsColoursThemAndLeavesTheRest() {
    RgbImage photo = wall(400, 300, new int[] {300, 100});
    PhotoScan scan = scan(photo);
    Region region = scan.regions().get(0);

    BufferedImage whole = new ScanOverlay(scan, 1_000).over(photo);
    BufferedImage small = new ScanOverlay(scan, 200).over(photo);

    assertThat(whole.getWidth()).isEqualTo(400);
    assertThat(small.getWidth()).isEqualTo(200);
    assertThat(small.getHeight()).isEqualTo(150);
    assertThat(whole.getRGB(50, 200) & 0xFF).isBetween(GREY - 2, GREY + 2); // far below it: clear
    assertThat(whole.getRGB(region.x() + region.width() / 2, region.y()) & 0xFFFFFF)
        .isEqualTo(0xFF0000);
    int inside = whole.getRGB(region.x() + region.width() / 2, region.y() + region.height() / 2);
    assertThat(inside & 0xFF).isLessThan(GREY);
    assertThatThrownBy(() -> new ScanOverlay(scan, 100).over(wall(10, 20)))
        .hasMessage("another photograph: expected one of 400x300, found 10x20 (wall.jpg)");
  }

  @Test
  void whatIsUnfamiliarIsHatchedAndNotColoured() {
    ScoreField.Merge merge = new ScoreField.Merge(100, 100, 100, 10);
    merge.add(0, 0, 100, 5, true);
    PhotoScan scan =
        new PhotoScan(
            "x",
            "P",
            0.5,
            0,
            merge.field(),
            List.of(),
            1,
            1,
            PhotoMetadata.NONE,
            OptionalDouble.empty());

    BufferedImage picture = new ScanOverlay(scan, 100).over(wall(100, 100));

    for (int x = 0; x < 100; x++) {
      int rgb = picture.getRGB(x, 50);
      assertThat(rgb & 0xFF).as("grey at %d", x).isEqualTo(rgb >> 16 & 0xFF);
    }
    assertThat(picture.getRGB(0, 11)).isNotEqualTo(picture.getRGB(0, 0));
  }
}
