package dev.hibi.image;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@link PhotoMetadata} out of the directories of EXIF (CIPA DC-008, 4.6) and GeoTIFF (OGC
 * 19-008r4). A tag that is broken is as good as absent, but for those of a place on a map, which
 * are complained of.
 */
final class ExifMetadata {
  private static final int MAKE = 271;
  private static final int MODEL = 272;
  private static final int EXIF = 34_665;
  private static final int GPS = 34_853;
  private static final int TAKEN = 36_867;
  private static final int OFFSET = 36_881;
  private static final int LATITUDE_REF = 1;
  private static final int LATITUDE = 2;
  private static final int LONGITUDE_REF = 3;
  private static final int LONGITUDE = 4;
  private static final int ALTITUDE_REF = 5;
  private static final int ALTITUDE = 6;

  private static final int PIXEL_SCALE = 33_550;
  private static final int TIE_POINTS = 33_922;
  private static final int TRANSFORMATION = 34_264;
  private static final List<Integer> PLACES = List.of(PIXEL_SCALE, TIE_POINTS, TRANSFORMATION);
  private static final int GEO_KEYS = 34_735;
  private static final int RASTER_TYPE = 1_025;
  private static final int POINT = 2; // a pixel is one
  private static final int GEOGRAPHIC = 2_048;
  private static final int PROJECTED = 3_072;
  private static final int USER_DEFINED = 32_767;

  private static final Pattern DATE =
      Pattern.compile("(\\d{4}):(\\d\\d):(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)");
  private static final Pattern ZONE = Pattern.compile("[+-]\\d\\d:\\d\\d|Z");

  private ExifMetadata() {}

  /** Of EXIF with its prefix or without. */
  static PhotoMetadata of(byte[] exif) {
    Optional<TiffSource> tiff = ExifOrientation.tiff(exif);
    if (tiff.isEmpty()) {
      return PhotoMetadata.NONE;
    }
    try {
      return of(TiffDirectory.ofExif(tiff.get()));
    } catch (UnreadableImageException e) {
      return PhotoMetadata.NONE;
    }
  }

  /** Of a TIFF, whose directory is that of EXIF too, and of GeoTIFF. */
  static PhotoMetadata ofTiff(TiffDirectory directory, ImageHeader header) {
    PhotoMetadata metadata = of(directory);
    if (PLACES.stream().noneMatch(tag -> directory.count(tag) > 0)) {
      return metadata;
    }
    try {
      return metadata.with(
          georeference(directory)
              .upright(header.orientation(), header.storedWidth(), header.storedHeight()));
    } catch (IllegalArgumentException e) {
      return metadata.withGeoreferenceFault(String.valueOf(e.getMessage()));
    }
  }

  private static PhotoMetadata of(TiffDirectory directory) {
    Optional<TiffDirectory> exif = directory.inner(EXIF);
    Optional<TiffDirectory> gps = directory.inner(GPS);
    OptionalDouble latitude = degrees(gps, LATITUDE, LATITUDE_REF, "NS", 90);
    OptionalDouble longitude = degrees(gps, LONGITUDE, LONGITUDE_REF, "EW", 180);
    return new PhotoMetadata(
        exif.flatMap(ExifMetadata::taken),
        camera(text(directory, MAKE), text(directory, MODEL)),
        latitude.isPresent() && longitude.isPresent() ? latitude : OptionalDouble.empty(),
        latitude.isPresent() ? longitude : OptionalDouble.empty(),
        altitude(gps),
        Optional.empty(),
        Optional.empty());
  }

  /** Many a model begins with the maker's name. */
  private static Optional<String> camera(Optional<String> make, Optional<String> model) {
    return make.isPresent() && model.isPresent() && !model.get().startsWith(make.get())
        ? Optional.of(make.get() + " " + model.get())
        : model.or(() -> make);
  }

  private static Optional<String> taken(TiffDirectory exif) {
    return text(exif, TAKEN)
        .map(DATE::matcher)
        .filter(Matcher::matches)
        .map(date -> date.replaceFirst("$1-$2-$3T$4"))
        .filter(ExifMetadata::isDate)
        .map(date -> date + text(exif, OFFSET).filter(ZONE.asMatchPredicate()).orElse(""));
  }

  private static boolean isDate(String text) {
    try {
      return LocalDateTime.parse(text).getYear() > 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static Optional<String> text(TiffDirectory directory, int tag) {
    try {
      String text = new String(directory.bytesIfSound(tag), StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      text = (end < 0 ? text : text.substring(0, end)).strip();
      boolean sound = text.length() <= 200 && text.chars().noneMatch(Character::isISOControl);
      return Optional.of(text).filter(found -> sound && !found.isEmpty());
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  /**
   * None where it is not told on which side of zero it lies.
   *
   * @param sides the letters of those above zero and below it
   */
  private static OptionalDouble degrees(
      Optional<TiffDirectory> gps, int tag, int reference, String sides, int most) {
    double[] parts = gps.map(directory -> fractions(directory, tag)).orElse(new double[0]);
    Optional<String> side =
        gps.flatMap(found -> text(found, reference))
            .filter(text -> text.length() == 1 && sides.contains(text));
    if (parts.length != 3 || side.isEmpty()) {
      return OptionalDouble.empty();
    }
    double degrees = parts[0] + parts[1] / 60 + parts[2] / 3_600;
    boolean below = side.get().equals(sides.substring(1));
    return degrees >= 0 && degrees <= most
        ? OptionalDouble.of(below ? -degrees : degrees)
        : OptionalDouble.empty();
  }

  private static OptionalDouble altitude(Optional<TiffDirectory> gps) {
    double[] metres = gps.map(directory -> fractions(directory, ALTITUDE)).orElse(new double[0]);
    if (metres.length != 1 || !Double.isFinite(metres[0])) {
      return OptionalDouble.empty();
    }
    double[] reference = gps.map(found -> fractions(found, ALTITUDE_REF)).orElse(new double[0]);
    boolean below = reference.length == 1 && reference[0] == 1;
    return OptionalDouble.of(below ? -metres[0] : metres[0]);
  }

  private static double[] fractions(TiffDirectory directory, int tag) {
    try {
      return directory.count(tag) > 10_000 ? new double[0] : directory.fractions(tag);
    } catch (UnreadableImageException e) {
      return new double[0];
    }
  }

  /**
   * Of a directory that has tags of a place.
   *
   * @throws IllegalArgumentException if they tell none
   */
  private static Georeference georeference(TiffDirectory directory) {
    double[] keys = fractions(directory, GEO_KEYS);
    OptionalInt epsg = key(keys, PROJECTED);
    epsg = epsg.isPresent() ? epsg : key(keys, GEOGRAPHIC);
    boolean point = key(keys, RASTER_TYPE).orElse(0) == POINT;
    double[] matrix = fractions(directory, TRANSFORMATION);
    double[] scale = fractions(directory, PIXEL_SCALE);
    double[] tie = fractions(directory, TIE_POINTS);
    if (matrix.length == 16) {
      return place(point, matrix[3], matrix[7], matrix[0], matrix[4], matrix[1], matrix[5], epsg);
    }
    if (scale.length >= 2 && tie.length >= 6) {
      double x = tie[3] - tie[0] * scale[0];
      double y = tie[4] + tie[1] * scale[1];
      return place(point, x, y, scale[0], 0, 0, -scale[1], epsg);
    }
    throw new IllegalArgumentException(
        "bad tags of a map: expected a transformation of 16 numbers, or a pixel's scale of 2 and a tie point of 6, found %d, %d and %d"
            .formatted(matrix.length, scale.length, tie.length));
  }

  private static Georeference place(
      boolean point,
      double x,
      double y,
      double columnX,
      double columnY,
      double rowX,
      double rowY,
      OptionalInt epsg) {
    return point
        ? Georeference.ofMiddle(x, y, columnX, columnY, rowX, rowY, epsg)
        : new Georeference(x, y, columnX, columnY, rowX, rowY, epsg);
  }

  /** A key's short value: groups of four numbers, of which the second is 0 where it is short. */
  private static OptionalInt key(double[] keys, int key) {
    for (int i = 4; i + 3 < keys.length; i += 4) {
      if (keys[i] == key && keys[i + 1] == 0 && keys[i + 3] > 0 && keys[i + 3] < USER_DEFINED) {
        return OptionalInt.of((int) keys[i + 3]);
      }
    }
    return OptionalInt.empty();
  }
}
