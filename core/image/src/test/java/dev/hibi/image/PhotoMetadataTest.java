package dev.hibi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files say of their pictures beside the pixels. */
final class PhotoMetadataTest {
  private static TiffTags gps(String northSouth, String eastWest) {
    return new TiffTags()
        .text(1, northSouth)
        .rationals(2, 35, 1, 30, 1, 3_600, 100)
        .text(3, eastWest)
        .rationals(4, 139, 1, 45, 1, 0, 1)
        .bytes(5, 1)
        .rationals(6, 123, 10);
  }

  private static TiffTags exif() {
    return new TiffTags()
        .text(271, "Canon")
        .text(272, "EOS R5")
        .inner(34_665, new TiffTags().text(36_867, "2026:11:30 10:22:33").text(36_881, "+09:00"))
        .inner(34_853, gps("N", "W"));
  }

  /** A JPEG without pixels. */
  private static byte[] jpeg(byte[] exif) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int length = exif.length + 8;
    file.write(HexFormat.of().parseHex("ffd8ffe1%04x457869660000".formatted(length)));
    file.write(exif);
    file.write(HexFormat.of().parseHex("ffc0000b080008000801011100ffd9"));
    return file.toByteArray();
  }

  private static void assertSaysAll(PhotoMetadata found) {
    assertThat(found.taken()).contains("2026-11-30T10:22:33+09:00");
    assertThat(found.camera()).contains("Canon EOS R5");
    assertThat(found.latitude().orElseThrow()).isEqualTo(35.51, within(1e-12));
    assertThat(found.longitude().orElseThrow()).isEqualTo(-139.75, within(1e-12));
    assertThat(found.altitude()).hasValue(-12.3);
  }

  @Test
  void aJpegSaysWhenAndWhereAndByWhatItWasTaken() throws IOException {
    PhotoMetadata found = PhotoMetadata.read(jpeg(exif().file()), "x.jpg");

    assertSaysAll(found);
    assertThat(found.georeference()).isEmpty();
  }

  @Test
  void aModelThatBeginsWithItsMakerIsNamedOnce() throws IOException {
    TiffTags tags = new TiffTags().text(271, "Canon").text(272, "Canon EOS R");

    assertThat(PhotoMetadata.read(jpeg(tags.file()), "x.jpg").camera()).contains("Canon EOS R");
    assertThat(PhotoMetadata.read(jpeg(new TiffTags().text(272, "FC6").file()), "x.jpg").camera())
        .contains("FC6");
  }

  @Test
  void whatIsBrokenIsAsGoodAsAbsent() throws IOException {
    TiffTags broken =
        new TiffTags()
            .text(271, "a\nb")
            .inner(34_665, new TiffTags().text(36_867, "yesterday"))
            .inner(
                34_853,
                new TiffTags().rationals(2, 35, 0, 30, 1, 0, 1).rationals(4, 200, 1, 0, 1, 0, 1));

    assertThat(PhotoMetadata.read(jpeg(broken.file()), "x.jpg")).isEqualTo(PhotoMetadata.NONE);
    assertThat(PhotoMetadata.read(jpeg(new byte[] {1, 2, 3}), "x.jpg"))
        .isEqualTo(PhotoMetadata.NONE);
  }

  @Test
  void aPlaceWithoutASideAndADayThatIsNoneAreAbsent() throws IOException {
    TiffTags odd =
        new TiffTags()
            .inner(34_665, new TiffTags().text(36_867, "2024:02:30 10:00:00"))
            .inner(34_853, gps("Q", "E"));

    PhotoMetadata found = PhotoMetadata.read(jpeg(odd.file()), "x.jpg");

    assertThat(found.taken()).isEmpty();
    assertThat(found.latitude()).isEmpty();
    assertThat(found.longitude()).isEmpty(); // which alone is no place
    assertThat(found.altitude()).hasValue(-12.3);
  }

  @Test
  void damagedDirectoriesNeverFail() throws IOException {
    Random random = new Random(5);
    byte[] whole = exif().file();
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      PhotoMetadata found = PhotoMetadata.read(jpeg(damaged), "x.jpg");
      assertThat(Math.abs(found.latitude().orElse(0))).isLessThanOrEqualTo(90);
      assertThat(Math.abs(found.longitude().orElse(0))).isLessThanOrEqualTo(180);
    }
  }

  private static TiffTags tiff(int orientation) {
    return exif()
        .shorts(256, 40)
        .shorts(257, 20)
        .shorts(258, 8)
        .shorts(262, 1)
        .shorts(274, orientation);
  }

  private static Georeference place(TiffTags tiff) throws IOException {
    return PhotoMetadata.read(tiff.file(), "x.tif").georeference().orElseThrow();
  }

  @Test
  void aTiffAlsoSaysWhereItsPixelsLieOnAMap() throws IOException {
    TiffTags tiff =
        tiff(1)
            .doubles(33_550, 0.5, 0.25, 0)
            .doubles(33_922, 10, 4, 0, 1_000, 2_000, 0)
            .shorts(34_735, 1, 1, 0, 2, 1_025, 0, 1, 1, 3_072, 0, 1, 6_677);

    assertSaysAll(PhotoMetadata.read(tiff.file(), "x.tif"));
    assertThat(place(tiff))
        .isEqualTo(new Georeference(995, 2_001, 0.5, 0, 0, -0.25, OptionalInt.of(6_677)));
    assertThat(place(tiff).x(40, 20)).isEqualTo(1_015);
    assertThat(place(tiff).y(40, 20)).isEqualTo(1_996);
  }

  @Test
  void whereAPixelIsAPointItsMiddleIsMeant() throws IOException {
    TiffTags tiff =
        tiff(1)
            .doubles(34_264, 2, 0, 0, 100, 0, -2, 0, 50, 0, 0, 0, 0, 0, 0, 0, 1)
            .shorts(34_735, 1, 1, 0, 2, 1_025, 0, 1, 2, 2_048, 0, 1, 4_326);

    assertThat(place(tiff))
        .isEqualTo(new Georeference(99, 51, 2, 0, 0, -2, OptionalInt.of(Georeference.WGS84)));
  }

  @Test
  void tagsOfAMapThatTellNoPlaceAreComplainedOf() throws IOException {
    String numbers =
        "bad tags of a map: expected a transformation of 16 numbers, or a pixel's scale of 2 and a"
            + " tie point of 6, found %d, %d and %d";
    assertThat(fault(tiff(1))).isEmpty();
    assertThat(fault(tiff(1).doubles(33_550, 1, 1, 0).doubles(33_922, 0, 0, 0, 9, 9, 0))).isEmpty();
    assertThat(fault(tiff(1).doubles(33_550, 1, 1, 0))).contains(numbers.formatted(0, 3, 0));
    assertThat(fault(tiff(1).doubles(34_264, 1, 0, 0))).contains(numbers.formatted(3, 0, 0));
    assertThat(fault(tiff(1).doubles(33_922, new double[24]))) // ground control points
        .contains(numbers.formatted(0, 0, 24));
    assertThat(fault(tiff(1).doubles(33_550, 0, 1, 0).doubles(33_922, 0, 0, 0, 9, 8, 0)))
        .contains(
            "bad map coordinates: expected finite numbers and pixels of an area, found 9.0, 8.0,"
                + " 0.0, 0.0, 0.0, -1.0");
  }

  private static Optional<String> fault(TiffTags tiff) throws IOException {
    PhotoMetadata found = PhotoMetadata.read(tiff.file(), "x.tif");
    assertThat(found.taken()).isPresent();
    return found.georeferenceFault();
  }

  /** Each stored corner is found where the turned picture has it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTurnedPictureLiesWhereItLay(int orientation) throws IOException {
    int width = 3;
    int height = 2;
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) i;
    }
    RgbImage seen = ExifOrientation.upright(new RgbImage(width, height, pixels), orientation);
    Georeference stored = new Georeference(100, 50, 2, 0.5, 0.25, -3, OptionalInt.empty());

    Georeference turned = stored.upright(orientation, width, height);

    for (int y = 0; y < seen.height(); y++) {
      for (int x = 0; x < seen.width(); x++) {
        int number = seen.pixels()[3 * (y * seen.width() + x)];
        double column = number % width + 0.5;
        double row = Math.floorDiv(number, width) + 0.5;
        assertThat(turned.x(x + 0.5, y + 0.5)).isEqualTo(stored.x(column, row), within(1e-9));
        assertThat(turned.y(x + 0.5, y + 0.5)).isEqualTo(stored.y(column, row), within(1e-9));
      }
    }
  }

  @Test
  void aPictureReadByRowsSaysTheSame() throws IOException {
    byte[] file = new TiffFile(4, 4, 4).putBytes(new int[48]).file();

    try (ImageRows rows = ImageRows.open(file, "x.tif", 100)) {
      assertThat(rows.metadata()).isEqualTo(PhotoMetadata.NONE);
    }
    assertThat(ImageRows.of(new RgbImage(1, 1, new byte[3])).metadata())
        .isEqualTo(PhotoMetadata.NONE);
  }

  @Test
  void aWorldFileIsOfMiddlesOfPixels() throws IOException {
    String text = "0.5\n0\n0\n-0.5\n1000.25\n1999.75\n";

    assertThat(Georeference.ofWorldFile(text, "x.tfw"))
        .isEqualTo(new Georeference(1_000, 2_000, 0.5, 0, 0, -0.5, OptionalInt.empty()))
        .hasToString("origin 1000.0, 2000.0, column 0.5, 0.0, row 0.0, -0.5");
    assertThatThrownBy(() -> Georeference.ofWorldFile("1\n2\n3\n", "x.tfw"))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("bad world file: expected 6 finite numbers, found '3 words' (x.tfw)");
    assertThatThrownBy(() -> Georeference.ofWorldFile("0 0 0 0 1 1", "x.tfw"))
        .hasMessageStartingWith("bad world file: expected 6 finite numbers, found 'bad map ")
        .hasMessageEndingWith(" (x.tfw)");
  }

  @Test
  void whereTheMapIsInMetresAPixelHasASizeOfItsOwn() {
    assertThat(squares(0.002, 32654).metersPerPixel()).hasValueCloseTo(0.002, within(1e-12));
    assertThat(squares(0.5, 6677).metersPerPixel()).hasValueCloseTo(0.5, within(1e-12));
    assertThat(squares(0.00001, 6668).metersPerPixel()).isEmpty(); // degrees of JGD2011
    assertThat(squares(1, 2263).metersPerPixel()).isEmpty(); // feet
  }

  private static Georeference squares(double edge, int epsg) {
    return new Georeference(10, 20, edge, 0, 0, -edge, OptionalInt.of(epsg));
  }
}
