package dev.hibi.image;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a file says of its picture beside the pixels: when and where it was taken, and by what. What
 * is broken or absent is empty; the picture is read without it.
 *
 * @param taken when, as EXIF's DateTimeOriginal says it (CIPA DC-008), in ISO 8601, such as {@code
 *     2026-11-30T10:22:33} or with an offset from UTC {@code 2026-11-30T10:22:33+09:00}
 * @param camera its make and model
 * @param latitude of the camera in degrees of WGS 84, -90 to 90, north positive
 * @param longitude of the camera in degrees, -180 to 180, east positive
 * @param altitude of the camera in metres above sea level
 * @param georeference where the pixels, as they are seen, lie on a map
 * @param georeferenceFault what is wrong with the tags of a GeoTIFF that were to say it, as {@code
 *     what is wrong: expected X, found Y}; empty where they are sound, or there are none
 */
public record PhotoMetadata(
    Optional<String> taken,
    Optional<String> camera,
    OptionalDouble latitude,
    OptionalDouble longitude,
    OptionalDouble altitude,
    Optional<Georeference> georeference,
    Optional<String> georeferenceFault) {
  /** Of a file that says nothing. */
  public static final PhotoMetadata NONE =
      new PhotoMetadata(
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Of a file.
   *
   * @param file its bytes; the pixels may be missing
   * @param name what to call it in messages
   * @throws UnreadableImageException if it is no image, or its header is broken
   */
  public static PhotoMetadata read(byte[] file, String name) throws UnreadableImageException {
    ImageFormat format = ImageFormat.of(file, name);
    ImageBytes in = new ImageBytes(file, name, format.label());
    return switch (format) {
      case JPEG -> ExifMetadata.of(JpegHeader.exif(file, in));
      case PNG -> ExifMetadata.of(PngText.exif(in));
      case WEBP -> ExifMetadata.of(WebpHeader.exif(in));
      case TIFF -> ofTiff(TiffSource.of(file, name, format.label()));
      case BMP, GIF -> NONE;
    };
  }

  private static PhotoMetadata ofTiff(TiffSource in) throws UnreadableImageException {
    TiffDirectory directory = TiffDirectory.ofFile(in);
    return ExifMetadata.ofTiff(directory, TiffHeader.read(in, directory));
  }

  /** This, of pixels that lie elsewhere on a map. */
  public PhotoMetadata with(Georeference place) {
    return new PhotoMetadata(
        taken, camera, latitude, longitude, altitude, Optional.of(place), Optional.empty());
  }

  /** This, of a file whose place on a map cannot be told. */
  PhotoMetadata withGeoreferenceFault(String fault) {
    return new PhotoMetadata(
        taken, camera, latitude, longitude, altitude, Optional.empty(), Optional.of(fault));
  }
}
