package dev.hibi.image;

import java.util.Optional;

/** The kinds of image files, told apart by their first bytes. What a name ends with is ignored. */
enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  BMP("BMP"),
  GIF("GIF"),
  TIFF("TIFF"),
  WEBP("WebP");

  private static final String ALL = "JPEG, PNG, BMP, GIF, TIFF or WebP";

  private final String label;

  ImageFormat(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static ImageFormat of(byte[] file, String name) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException(
          "not an image: expected %s, found an empty file (%s)".formatted(ALL, name));
    }
    ImageBytes in = new ImageBytes(file, name, "image");
    return match(in).orElseThrow(() -> foreign(file, in));
  }

  private static UnreadableImageException foreign(byte[] file, ImageBytes in) {
    return new UnreadableImageException(
        ForeignFormat.of(in)
            .map(
                found ->
                    "unsupported image: expected %s, found %s: export it as JPEG (%s)"
                        .formatted(ALL, found, in.name()))
            .orElse(
                "not an image: expected %s, found %s (%s)"
                    .formatted(ALL, firstBytes(file), in.name())));
  }

  private static Optional<ImageFormat> match(ImageBytes in) {
    if (in.has(0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (in.has(0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (in.has(0, "GIF87a") || in.has(0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (in.has(0, "II*\0") || in.has(0, "MM\0*") || in.has(0, "II+\0") || in.has(0, "MM\0+")) {
      return Optional.of(TIFF);
    }
    if (in.has(0, "RIFF") && in.has(8, "WEBP")) {
      return Optional.of(WEBP);
    }
    return in.has(0, "BM") ? Optional.of(BMP) : Optional.empty();
  }

  private static String firstBytes(byte[] file) {
    StringBuilder hex = new StringBuilder(file.length + " bytes that begin");
    for (int i = 0; i < Math.min(4, file.length); i++) {
      hex.append(String.format(" %02x", file[i]));
    }
    return hex.toString();
  }
}
