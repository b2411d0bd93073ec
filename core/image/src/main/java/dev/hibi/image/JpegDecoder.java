package dev.hibi.image;

/** What decodes JPEG. Pixels and planes are the same either way, to the bit. */
public enum JpegDecoder {
  /** libjpeg-turbo where the system has it, which is faster; otherwise Java. */
  AUTO,

  /** The system's libjpeg-turbo: {@code libturbojpeg.so.0} (Debian's libturbojpeg0). */
  TURBO,

  /** Java alone. */
  JAVA
}
